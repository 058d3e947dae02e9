//! Writing rows: Parquet files first, then one commit that names them.
//!
//! Nothing is visible before the commit, which fails when somebody else took its version.

mod change;
mod commit;
mod files;
mod fit;
mod table;

pub(super) use change::{delete, update, violations};
pub(super) use table::write;
