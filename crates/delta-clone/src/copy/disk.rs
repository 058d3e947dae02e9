//! One file from the local disk to the local disk, in one trip to a blocking thread: arranging a
//! small file takes longer than copying it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::Done;
use super::landing::Landing;
use crate::error::CloneError;
use crate::plan::Expect;
use crate::progress::Step;
use crate::spec::CopyMethod;
use crate::steps::Steps;
use crate::store::is_absent;

/// The copy of one file.
pub(super) struct DiskCopy {
    pub(super) landing: Arc<Landing>,
    pub(super) steps: Steps,
    pub(super) method: CopyMethod,
    /// The source table, for messages.
    pub(super) table: String,
    /// The file, as the log of the source names it.
    pub(super) file: String,
    pub(super) expect: Expect,
    pub(super) from: PathBuf,
    /// The file, as the log of the target names it.
    pub(super) name: String,
    pub(super) to: PathBuf,
    /// Whether files of the target may be needed by its older versions.
    pub(super) replaces: bool,
}

impl DiskCopy {
    /// Does it. Blocks.
    pub(super) fn run(self) -> Result<Done, CloneError> {
        let found = size_of(&self.from)?.ok_or_else(|| self.missing())?;
        self.holds(found)?;
        if self.replaces {
            self.refuse_other_file(found)?;
        }
        if self.finished_earlier(found)? {
            return Ok(Done::Earlier);
        }
        self.steps.before(Step::Copy { file: &self.file })?;
        let ready = |size| {
            self.holds(size)?;
            self.steps.before(Step::Publish { file: &self.file })
        };
        let brought =
            self.landing
                .bring(&self.from, found, &self.to, &self.name, self.method, ready);
        match brought {
            Err(CloneError::Io { .. } | CloneError::LinkImpossible { .. })
                if matches!(size_of(&self.from), Ok(None)) =>
            {
                Err(self.missing())
            }
            brought => brought.map(|()| Done::Now),
        }
    }

    fn finished_earlier(&self, size: u64) -> Result<bool, CloneError> {
        let scratch = self.landing.scratch();
        let landed = scratch.and_then(|scratch| scratch.finished_earlier(&self.name, size));
        let Some(landed) = landed else {
            return Ok(false);
        };
        if size_of(&self.to)? != Some(size) {
            return Ok(false);
        }
        self.landing.takes(landed);
        Ok(true)
    }

    fn refuse_other_file(&self, expected: u64) -> Result<(), CloneError> {
        match size_of(&self.to)? {
            Some(found) if found != expected => Err(CloneError::TargetFileDiffers {
                target: self.landing.root().shown(),
                file: self.name.clone(),
                expected,
                found,
            }),
            _ => Ok(()),
        }
    }

    fn holds(&self, found: u64) -> Result<(), CloneError> {
        if self.expect.holds(found) {
            return Ok(());
        }
        Err(CloneError::SizeMismatch {
            table: self.table.clone(),
            file: self.file.clone(),
            expected: self.expect.bytes(),
            found,
        })
    }

    fn missing(&self) -> CloneError {
        CloneError::MissingFile {
            table: self.table.clone(),
            file: self.file.clone(),
        }
    }
}

fn size_of(path: &Path) -> Result<Option<u64>, CloneError> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(Some(found.len())),
        Ok(_) => Ok(None),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(CloneError::io("look at", path, error)),
    }
}
