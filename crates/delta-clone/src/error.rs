//! What can go wrong with a clone: each error names the table, the file, and what to do.

use std::path::PathBuf;

/// An error of a clone, a verification or a restore.
///
/// Whatever it is, the target table reads as it did before the call, unless the variant says
/// otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CloneError {
    /// The directory holds no Delta log that can be read.
    #[error("`{table}` is not a Delta table: {reason}")]
    NotADeltaTable {
        /// The directory.
        table: String,
        /// What is missing.
        reason: String,
    },
    /// The URL cannot name a table directory.
    #[error("`{url}` cannot name a table: {reason}")]
    InvalidUrl {
        /// The URL, without credentials.
        url: String,
        /// Why.
        reason: String,
    },
    /// The version has been cleaned up.
    #[error("`{table}` has no version {version} any more; its oldest readable version is {oldest}")]
    VersionGone {
        /// The table.
        table: String,
        /// The version asked for.
        version: u64,
        /// The oldest version that can still be read.
        oldest: u64,
    },
    /// The version has not been written.
    #[error("`{table}` has no version {version}; its newest version is {newest}")]
    VersionUnknown {
        /// The table.
        table: String,
        /// The version asked for.
        version: u64,
        /// The newest version.
        newest: u64,
    },
    /// The history of the table starts after the timestamp.
    #[error(
        "`{table}` has no version at {timestamp} ms; its oldest readable version is {oldest}, written at {oldest_timestamp} ms"
    )]
    TimestampGone {
        /// The table.
        table: String,
        /// The timestamp asked for, in epoch milliseconds.
        timestamp: i64,
        /// The oldest version that can still be read.
        oldest: u64,
        /// When that version was written, in epoch milliseconds.
        oldest_timestamp: i64,
    },
    /// The table needs features that this crate does not know.
    #[error("`{table}` needs {side} features that are not supported: {}", features.join(", "))]
    UnsupportedFeatures {
        /// The table.
        table: String,
        /// `reader` or `writer`.
        side: &'static str,
        /// The names of the features.
        features: Vec<String>,
    },
    /// The table's commits are owned by a catalog.
    #[error(
        "`{table}` is catalog-managed (`{feature}`): its newest commits are known only to the catalog"
    )]
    CatalogManaged {
        /// The table.
        table: String,
        /// The feature that says so.
        feature: String,
    },
    /// The log names a domain whose meaning is not known.
    #[error("`{table}` has the system domain `{domain}`, whose meaning is not known")]
    UnsupportedDomain {
        /// The table.
        table: String,
        /// The domain.
        domain: String,
    },
    /// The log exists and cannot be read.
    #[error("the log of `{table}` cannot be read: {reason}")]
    CorruptLog {
        /// The table.
        table: String,
        /// What the reader found.
        reason: String,
    },
    /// A file of the log is damaged or missing.
    #[error("the log of `{table}` cannot be read{}: {reason}", with_checkpoint(*checkpoint))]
    UnreadableLog {
        /// The table.
        table: String,
        /// The version of the checkpoint that was read, if one was.
        checkpoint: Option<u64>,
        /// What the reader found.
        reason: String,
    },
    /// A file that the log names is not there.
    #[error("`{table}` names the file `{file}`, which does not exist")]
    MissingFile {
        /// The table.
        table: String,
        /// The file, as the log names it.
        file: String,
    },
    /// A file of the version is gone, and the newest version does not name it any more: VACUUM.
    #[error(
        "version {version} of `{table}` needs the file `{file}`, which was removed from the table by version {newest} and has been cleaned up"
    )]
    Vacuumed {
        /// The table.
        table: String,
        /// The file, as the log names it.
        file: String,
        /// The version that was to be read.
        version: u64,
        /// The newest version, which does not need the file.
        newest: u64,
    },
    /// A file is not as long as the log says.
    #[error("`{table}` names the file `{file}` with {expected} bytes, and it has {found}")]
    SizeMismatch {
        /// The table.
        table: String,
        /// The file, as the log names it.
        file: String,
        /// The size in the log.
        expected: u64,
        /// The size of the file.
        found: u64,
    },
    /// A copy does not hold the bytes of its source.
    #[error("the copy of the file `{file}` of `{table}` holds other bytes")]
    CopyDiffers {
        /// The table.
        table: String,
        /// The file, as the log names it.
        file: String,
    },
    /// A path in the log leads out of the table or into its log.
    #[error("`{table}` names the file `{file}`: {reason}")]
    UnsafePath {
        /// The table.
        table: String,
        /// The path, as the log has it.
        file: String,
        /// Why it is refused.
        reason: String,
    },
    /// Source and target are one directory.
    #[error("source and target are both `{table}`")]
    SameTable {
        /// The table.
        table: String,
    },
    /// One of source and target lies inside the other.
    #[error("`{inner}` lies inside `{outer}`")]
    Overlap {
        /// The inner directory.
        inner: String,
        /// The outer directory.
        outer: String,
    },
    /// The target holds a table and the mode is [`Mode::Create`](crate::Mode::Create).
    #[error("`{target}` already holds a Delta table, at version {version}")]
    TargetExists {
        /// The target.
        target: String,
        /// Its newest version.
        version: u64,
    },
    /// The target directory holds files that no clone put there.
    #[error("`{target}` is not empty: it holds `{entry}`")]
    TargetNotEmpty {
        /// The target.
        target: String,
        /// One of the entries.
        entry: String,
    },
    /// The target table was not made by cloning this source.
    #[error("`{target}` is not a clone of `{source_table}`: {reason}")]
    TargetForeign {
        /// The target.
        target: String,
        /// The source.
        source_table: String,
        /// What the history of the target says.
        reason: String,
    },
    /// The target was changed since the last clone.
    #[error("`{target}` was changed since it was cloned: {}", changes.join(", "))]
    TargetChanged {
        /// The target.
        target: String,
        /// The commits, newest first, as `version N: OPERATION`.
        changes: Vec<String>,
    },
    /// Somebody else committed while the clone was running.
    #[error("version {version} of `{target}` was written by somebody else meanwhile")]
    ConcurrentCommit {
        /// The target.
        target: String,
        /// The version that was taken.
        version: u64,
    },
    /// A clone of another table into the same target is running.
    #[error("a clone of {} into `{target}` is running", source_table.as_deref().unwrap_or("another table"))]
    TargetBusy {
        /// The target.
        target: String,
        /// The URL of the other table, if that clone has told it.
        source_table: Option<String>,
    },
    /// The target has another file under a name that the source uses.
    #[error(
        "`{target}` holds another file under the name `{file}`: {found} bytes instead of {expected}"
    )]
    TargetFileDiffers {
        /// The target.
        target: String,
        /// The file.
        file: String,
        /// The size in the source.
        expected: u64,
        /// The size in the target.
        found: u64,
    },
    /// Hard links do not work between source and target.
    #[error("`{file}` cannot be hard-linked into the target")]
    LinkImpossible {
        /// The file.
        file: String,
        /// The answer of the file system.
        #[source]
        source: std::io::Error,
    },
    /// Link mode was asked for between stores that have no links.
    #[error("hard links need source and target on one local file system: {url} is not local")]
    LinkNotLocal {
        /// The URL that is not local.
        url: String,
    },
    /// A property override is refused.
    #[error("property `{key}` cannot be set by a clone: {reason}")]
    Property {
        /// The key.
        key: String,
        /// Why.
        reason: String,
    },
    /// Row tracking needs the number of rows of each file.
    #[error("`{table}` has row tracking and no row count for the file `{file}`")]
    RowCountMissing {
        /// The table.
        table: String,
        /// The file.
        file: String,
    },
    /// No store is known for the URL.
    #[error("no store for `{url}`: {reason}")]
    NoStore {
        /// The URL, without credentials.
        url: String,
        /// Why.
        reason: String,
    },
    /// The store refused.
    #[error("cannot {action} `{file}`")]
    Store {
        /// What was tried.
        action: &'static str,
        /// The object.
        file: String,
        /// The answer of the store.
        #[source]
        source: object_store::Error,
    },
    /// The file system refused.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The answer of the file system.
        #[source]
        source: std::io::Error,
    },
    /// The commit is visible, and what should follow it failed.
    #[error("version {version} of `{target}` is committed, but {what} failed")]
    AfterCommit {
        /// The target.
        target: String,
        /// The version that is visible.
        version: u64,
        /// What failed.
        what: &'static str,
        /// Why.
        #[source]
        source: Box<Self>,
    },
    /// A task of the clone ended without an answer.
    #[error("the {task} task ended without an answer")]
    TaskLost {
        /// The task.
        task: &'static str,
    },
    /// The operation was interrupted on purpose, by a [`StepHook`](crate::StepHook).
    #[error("stopped before step {step}")]
    Stopped {
        /// The step that did not happen.
        step: String,
        /// What the hook said.
        #[source]
        source: std::io::Error,
    },
}

impl CloneError {
    /// What the reader can do about it, when there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotADeltaTable { .. } => {
                "give the directory that holds `_delta_log`, with all its files"
            }
            Self::VersionGone { .. } | Self::TimestampGone { .. } => {
                "ask for the oldest version or a newer one"
            }
            Self::UnsupportedFeatures { .. } | Self::UnsupportedDomain { .. } => {
                "clone it with an engine that knows them, or drop the feature in the source"
            }
            Self::CatalogManaged { .. } => "clone it through its catalog",
            Self::CorruptLog { .. } | Self::UnreadableLog { .. } => {
                "repair the log, or clone a version that can still be read"
            }
            Self::MissingFile { .. } | Self::SizeMismatch { .. } => {
                "restore the file, or clone a version that does not need it"
            }
            Self::CopyDiffers { .. } => "run it again; if that does not help, mistrust the store",
            Self::Vacuumed { .. } => {
                "clone a newer version, and keep VACUUM away while a clone is running"
            }
            Self::SameTable { .. } | Self::Overlap { .. } | Self::TargetNotEmpty { .. } => {
                "give an empty or new directory as the target"
            }
            Self::TargetExists { .. } => "replace the table instead, or give a new directory",
            Self::TargetForeign { .. } | Self::TargetChanged { .. } => {
                "ask to overwrite it if its rows may go, or clone to a new directory"
            }
            Self::ConcurrentCommit { .. } => "stop other writers of the target and run it again",
            Self::TargetBusy { .. } => "wait until it has ended, or give another target",
            Self::TargetFileDiffers { .. } => "clone to a new directory",
            Self::LinkImpossible { .. } | Self::LinkNotLocal { .. } => "copy instead of linking",
            Self::RowCountMissing { .. } => {
                "run ANALYZE TABLE ... COMPUTE DELTA STATISTICS on the source"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }

    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
        source: std::io::Error,
    ) -> Self {
        Self::Io {
            action,
            path: path.into(),
            source,
        }
    }
}

fn with_checkpoint(version: Option<u64>) -> String {
    version.map_or_else(String::new, |version| {
        format!(" from its checkpoint of version {version} on")
    })
}
