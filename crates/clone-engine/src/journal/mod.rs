//! Journals: what was done, kept so that a killed run can go on.

mod lease;
mod memory;
mod sqlite;

pub use memory::MemoryJournal;
pub(crate) use sqlite::io_error;
pub use sqlite::{RunRow, SqliteJournal};

#[cfg(test)]
mod tests;
