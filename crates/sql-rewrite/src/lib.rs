//! Names of catalog objects, and the references to them in SQL text.
//!
//! [`retarget`] renames every reference of a Databricks SQL text to objects that a [`Mapping`]
//! covers, and nothing else: the output equals the input byte for byte outside of the names. Where
//! the text is not understood, the answer is a [`Refusal`] and never a guess.
//!
//! What must not live here: I/O, catalogs, plans. Texts and mappings come in as values.

mod edit;
pub mod jsonl;
mod lex;
mod mapping;
mod metric_view;
mod name;
mod opinion;
mod reference;
mod refusal;
mod retarget;
mod walk;

pub use mapping::{Mapping, Namespace};
pub use name::{Dst, Ident, NameError, QName, Src};
pub use reference::{Access, RefKind, Reference, Verdict, Warning, WarningKind};
pub use refusal::{Reason, Refusal};
pub use retarget::{
    Input, Retargeted, SqlKind, VolumePaths, references, rename_name, retarget, retarget_with,
};
