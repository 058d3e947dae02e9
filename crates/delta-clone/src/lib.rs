//! DEEP and SHALLOW CLONE of one Delta table at log level.
//!
//! A clone made here copies files, not rows: it reads the log of the source at a version, brings
//! the data files and deletion vectors to the target that are not there yet, and commits one
//! `CLONE` version. Every feature of the table survives because no file is rewritten; what cannot
//! be carried is refused by name. A second clone into the same target copies only what changed.
//!
//! This crate knows nothing of catalogs and SQL.
//!
//! A table is cloned, compared with its source, changed by a second clone and put back:
//!
//! ```
//! use delta_clone::{At, CloneSpec, Mode, NoProgress};
//! use url::Url;
//! # use std::{fs, path::Path};
//! #
//! # fn commit(table: &Path, version: u64, actions: &[&str]) -> std::io::Result<()> {
//! #     fs::create_dir_all(table.join("_delta_log"))?;
//! #     fs::write(table.join(format!("_delta_log/{version:020}.json")), actions.join("\n"))
//! # }
//! #
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! # let table = dir.path().join("sales");
//! # let metadata = r#"{"metaData":{"id":"1","format":{"provider":"parquet","options":{}},"schemaString":"{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":0}}"#;
//! # commit(&table, 0, &[r#"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#, metadata])?;
//! # fs::write(table.join("a.parquet"), "rows")?;
//! # let source = Url::from_directory_path(&table).map_err(|()| "no path")?;
//! # let target = Url::from_directory_path(dir.path().join("backup")).map_err(|()| "no path")?;
//! let mut spec = CloneSpec::deep(source.clone(), target.clone());
//! let outcome = delta_clone::clone_table(&spec, &NoProgress).await?;
//! assert_eq!((outcome.source_version, outcome.target_version), (0, Some(0)));
//! let report = delta_clone::verify(&source, outcome.source_version, &target).await?;
//! assert!(report.is_equal());
//!
//! // The source gets a file, and the clone follows.
//! # commit(&table, 1, &[r#"{"add":{"path":"a.parquet","partitionValues":{},"size":4,"modificationTime":0,"dataChange":true}}"#])?;
//! spec.mode = Mode::Replace { overwrite: false };
//! let outcome = delta_clone::clone_table(&spec, &NoProgress).await?;
//! assert_eq!(outcome.metrics.num_copied_files, 1);
//! let facts = delta_clone::describe(&target, At::Latest).await?;
//! assert_eq!((facts.version, facts.num_files, facts.size_in_bytes), (1, 1, 4));
//!
//! // The clone goes back to its first version, by a commit of its own.
//! let restored = delta_clone::restore(&target, At::Version(0)).await?;
//! assert_eq!(restored.committed_version, Some(2));
//! let commits = delta_clone::history(&target).await?;
//! let operations: Vec<_> = commits.iter().filter_map(|commit| commit.operation.as_deref()).collect();
//! assert_eq!(operations, ["RESTORE", "CLONE", "CLONE"]);
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
