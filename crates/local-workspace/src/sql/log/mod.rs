//! Commits of a Delta log that change no rows: a new table's first version, and changes of its
//! schema and properties.
//!
//! Only the protocol features that schema and properties need are turned on; a property that
//! would need more than a note in the log is refused by name.

mod commit;
mod protocol;

pub(crate) use commit::{Commit, append, create};
pub(crate) use protocol::{Protocol, table_properties};
