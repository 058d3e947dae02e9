//! DEEP and SHALLOW CLONE of one Delta table at log level.
//!
//! A clone made here copies files, not rows: it reads the log of the source at a version, brings
//! the data files and deletion vectors to the target that are not there yet, and commits one
//! `CLONE` version. Every feature of the table survives because no file is rewritten; what cannot
//! be carried is refused by name. A second clone into the same target copies only what changed.
//!
//! This crate knows nothing of catalogs and SQL.
//!
//! ```no_run
//! use delta_clone::{CloneSpec, NoProgress, clone_table};
//! use url::Url;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let source = Url::parse("file:///data/sales/")?;
//! let target = Url::parse("file:///backup/sales/")?;
//! let outcome = clone_table(&CloneSpec::deep(source, target), &NoProgress).await?;
//! assert_eq!(outcome.target_version, Some(0));
//! # Ok(()) }
//! ```

mod clone;
mod copy;
mod describe;
mod error;
mod history;
mod log;
mod meta;
mod outcome;
mod plan;
mod progress;
mod restore;
mod spec;
mod steps;
mod store;
mod verify;

pub use clone::Cloner;
pub use describe::TableFacts;
pub use error::CloneError;
pub use history::CommitFacts;
pub use outcome::{Metrics, Outcome};
pub use progress::{Event, NoProgress, Progress, Step, StepHook};
pub use restore::{RestoreMetrics, RestoreOutcome};
pub use spec::{At, Carry, CloneSpec, CopyMethod, Depth, Mode};
pub use store::Stores;
pub use verify::{Difference, VerifyReport};

use url::Url;

/// Makes the target equal to a version of the source: see [`Cloner::clone_table`].
///
/// # Errors
/// See [`CloneError`].
pub async fn clone_table(spec: &CloneSpec, progress: &dyn Progress) -> Result<Outcome, CloneError> {
    Cloner::default().clone_table(spec, progress).await
}

/// Compares a clone with its source: see [`Cloner::verify`].
///
/// # Errors
/// See [`CloneError`]; differences are no error.
pub async fn verify(
    source: &Url,
    source_version: u64,
    target: &Url,
) -> Result<VerifyReport, CloneError> {
    Cloner::default()
        .verify(source, source_version, target)
        .await
}

/// The version of a table at a point in its history: see [`Cloner::resolve_version`].
///
/// # Errors
/// See [`CloneError`].
pub async fn resolve_version(table: &Url, at: At) -> Result<u64, CloneError> {
    Cloner::default().resolve_version(table, at).await
}

/// Makes an older state of a table its newest version: see [`Cloner::restore`].
///
/// # Errors
/// See [`CloneError`].
pub async fn restore(table: &Url, to: At) -> Result<RestoreOutcome, CloneError> {
    Cloner::default().restore(table, to).await
}

/// What a table is at a point in its history: see [`Cloner::describe`].
///
/// # Errors
/// See [`CloneError`].
pub async fn describe(table: &Url, at: At) -> Result<TableFacts, CloneError> {
    Cloner::default().describe(table, at).await
}

/// The commits of a table that are still there, newest first: see [`Cloner::history`].
///
/// # Errors
/// See [`CloneError`].
pub async fn history(table: &Url) -> Result<Vec<CommitFacts>, CloneError> {
    Cloner::default().history(table).await
}
