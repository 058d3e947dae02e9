//! Reading a Delta log. `kernel` is the only file that knows `delta_kernel`.

mod commit;
pub(crate) mod entry;
mod kernel;
mod listing;
mod rows;

pub(crate) use commit::{CommitFile, read_commit};
pub(crate) use entry::{DeletionVector, FileEntry, Metadata, Protocol, Transaction};
pub(crate) use kernel::Table;
pub(crate) use listing::{Listing, commit_name};
