//! Names of catalog objects, and the references to them in SQL text.
//!
//! What must not live here: I/O, catalogs, plans. Texts and mappings come in as values.

mod mapping;
mod name;

pub use mapping::{Mapping, Namespace};
pub use name::{Dst, Ident, NameError, QName, Src};
