//! Reading a Delta log. Only `kernel`, `rows`, `checkpoint`, `runtime` and `writer` know
//! `delta_kernel`.

mod checkpoint;
mod commit;
pub(crate) mod entry;
mod kernel;
mod listing;
mod rows;
mod runtime;
mod writer;

pub(crate) use checkpoint::{is_due, write_checkpoint};
pub(crate) use commit::{CommitFile, read_commit};
pub(crate) use entry::{DeletionVector, FileEntry, Metadata, Protocol, Transaction};
pub(crate) use kernel::Table;
pub(crate) use listing::{Listing, LogFile, commit_name};
