//! How a clone tells what it is doing, and how a test stops it.

/// Receives the progress of a clone. Calls come from several threads.
pub trait Progress: Send + Sync {
    /// Something happened.
    fn on(&self, event: Event<'_>);
}

/// One piece of progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The version of the source is known.
    Resolved {
        /// The version.
        version: u64,
    },
    /// One more file is to be copied.
    Planned {
        /// Its size.
        bytes: u64,
    },
    /// One more file is in the target.
    Copied {
        /// The file, as the log names it.
        file: &'a str,
        /// Its size.
        bytes: u64,
    },
    /// All files are there; the commit follows.
    Committing {
        /// The version to be written.
        version: u64,
    },
}

/// Ignores all progress.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn on(&self, _event: Event<'_>) {}
}

/// Is asked before each step that changes something, and may refuse it.
///
/// Production code has none; tests of crash safety inject failures and kills here.
pub trait StepHook: Send + Sync {
    /// Allows the step, or fails it with the error.
    ///
    /// # Errors
    /// Whatever the hook wants the clone to meet.
    fn before(&self, step: Step<'_>) -> std::io::Result<()>;
}

/// A step that changes something on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step<'a> {
    /// The scratch directory of the run is made.
    OpenScratch,
    /// A line is written to the spool of actions.
    Spool,
    /// A file is copied to its temporary name.
    Copy {
        /// The file, as the log names it.
        file: &'a str,
    },
    /// A copied file gets its final name.
    Publish {
        /// The file, as the log names it.
        file: &'a str,
    },
    /// Directories are made durable.
    SyncDirectories,
    /// The commit file is written under its temporary name.
    StageCommit,
    /// The commit file gets its final name.
    Commit,
    /// The scratch directory is removed.
    CloseScratch,
}
