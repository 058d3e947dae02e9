//! Files from the local disk to the local disk, several in one trip to a blocking thread:
//! arranging the trip takes longer than copying a small file.
//!
//! Into a new table, a small file is written under its final name: no log names it yet, so that
//! nobody sees a part of it, and a part that a killed run leaves is written again by the next one.
//! In a table that is replaced, older versions may need a file of that name, and a part of a file
//! could not be told from another file: there a file is whole and durable before it has its name.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::files::Done;
use super::landing::Landing;
use crate::error::CloneError;
use crate::plan::Expect;
use crate::progress::Step;
use crate::spec::CopyMethod;
use crate::steps::Steps;
use crate::store::{Landed, LocalCopy, Source, is_absent};

/// Copies files of one source on the local disk.
pub(super) struct Disk {
    pub(super) landing: Arc<Landing>,
    pub(super) steps: Steps,
    pub(super) method: CopyMethod,
    /// The source table, for messages.
    pub(super) table: String,
    /// Whether files of the target may be needed by its older versions.
    pub(super) replaces: bool,
    /// Nobody waits for the files any more.
    pub(super) stopped: AtomicBool,
}

/// A file to copy, or for a shallow clone to look at.
pub(super) struct DiskFile {
    /// As the log of the source names it.
    pub(super) file: String,
    pub(super) expect: Expect,
    pub(super) from: PathBuf,
    pub(super) to: Option<Aim>,
}

/// Where a file goes.
pub(super) struct Aim {
    /// As the log of the target names it.
    pub(super) name: String,
    pub(super) path: PathBuf,
}

/// What became of the files of one trip.
#[derive(Default)]
pub(super) struct Trip {
    /// The files that are done, by their place among all.
    pub(super) done: Vec<(usize, Done)>,
    /// What ended the trip early.
    pub(super) error: Option<CloneError>,
}

/// A file in the target.
enum Brought {
    /// It has its name.
    Landed(Landed),
    /// It has a temporary name, and must be made durable first.
    Waits(PathBuf),
    /// An earlier run had brought it, or it stays where it is.
    There(Done),
}

/// A whole file under a temporary name.
struct Waiting<'a> {
    index: usize,
    file: &'a DiskFile,
    aim: &'a Aim,
    temporary: PathBuf,
    size: u64,
}

impl Disk {
    /// Brings the files. Blocks.
    pub(super) fn run(&self, files: &[DiskFile]) -> Trip {
        let mut trip = Trip::default();
        let mut landed = Vec::new();
        let brought = self.bring_all(files, &mut trip, &mut landed);
        // What is there is noted, whatever became of the rest.
        let noted = self.landing.finished(&landed);
        trip.error = brought.and(noted).err();
        trip
    }

    fn bring_all<'a>(
        &self,
        files: &'a [DiskFile],
        trip: &mut Trip,
        landed: &mut Vec<(&'a str, Landed)>,
    ) -> Result<(), CloneError> {
        if !self.replaces {
            let aims = files.iter().filter_map(|file| file.to.as_ref());
            let names: Vec<&str> = aims.map(|aim| aim.name.as_str()).collect();
            self.landing.begins(&names)?;
        }
        let mut waiting = Vec::new();
        for (index, file) in files.iter().enumerate() {
            if self.stopped.load(Ordering::Relaxed) {
                return Ok(());
            }
            let Some(aim) = &file.to else {
                self.look_at(file)?;
                trip.done.push((index, Done::Now));
                continue;
            };
            match self.bring(file, aim)? {
                (_, Brought::There(done)) => trip.done.push((index, done)),
                (_, Brought::Landed(there)) => {
                    landed.push((&aim.name, there));
                    trip.done.push((index, Done::Now));
                }
                (size, Brought::Waits(temporary)) => waiting.push(Waiting {
                    index,
                    file,
                    aim,
                    temporary,
                    size,
                }),
            }
        }
        self.publish_all(&waiting, trip, landed)
    }

    fn look_at(&self, file: &DiskFile) -> Result<(), CloneError> {
        let found = size_of(&file.from)?.ok_or_else(|| self.missing(file))?;
        self.holds(file, found)
    }

    fn bring(&self, file: &DiskFile, aim: &Aim) -> Result<(u64, Brought), CloneError> {
        let source = match self.method {
            CopyMethod::Auto => Source::open(&file.from)
                .map_err(|error| CloneError::io("read", &file.from, error))?,
            // A file that may not be read can still be linked.
            CopyMethod::Link => None,
        };
        let found = match &source {
            Some(source) => Some(source.size()),
            None => size_of(&file.from)?,
        };
        let found = found.ok_or_else(|| self.missing(file))?;
        self.holds(file, found)?;
        if self.replaces {
            self.refuse_other_file(aim, found)?;
        }
        if let Some(landed) = self.landing.claim(&aim.name, found)
            && size_of(&aim.path)? == Some(found)
        {
            self.landing.takes(landed);
            return Ok((found, Brought::There(Done::Earlier)));
        }
        self.steps.before(Step::Copy { file: &file.file })?;
        let brought = match &source {
            Some(source) if LocalCopy::is_small(found) => self.copy_small(file, aim, source),
            _ => self.copy(file, aim),
        };
        match brought {
            Err(CloneError::Io { .. } | CloneError::LinkImpossible { .. })
                if matches!(size_of(&file.from), Ok(None)) =>
            {
                Err(self.missing(file))
            }
            brought => brought.map(|brought| (found, brought)),
        }
    }

    fn copy_small(
        &self,
        file: &DiskFile,
        aim: &Aim,
        source: &Source,
    ) -> Result<Brought, CloneError> {
        let local = self.landing.local();
        let failed = |error| CloneError::io("copy to", &aim.path, error);
        if !self.replaces {
            self.landing.make_directory_of(&aim.path)?;
            match local.copy_small(source, &aim.path) {
                Ok(landed) => {
                    if let Err(error) = self.ready(file, landed.size) {
                        remove_part(&aim.path);
                        return Err(error);
                    }
                    self.landing.takes(landed);
                    return Ok(Brought::Landed(landed));
                }
                // What a killed run has left.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        let temporary = self.landing.temporary()?;
        let landed = local.copy_small(source, &temporary).map_err(failed)?;
        if self.replaces {
            self.holds(file, landed.size)?;
            return Ok(Brought::Waits(temporary));
        }
        self.publish(file, aim, &temporary, landed)
    }

    /// Copies or links a file, and gives it its name.
    fn copy(&self, file: &DiskFile, aim: &Aim) -> Result<Brought, CloneError> {
        let temporary = self.landing.temporary()?;
        let copied = self
            .landing
            .local()
            .copy(&file.from, &temporary, self.method);
        let landed = copied.map_err(|source| match self.method {
            CopyMethod::Link => CloneError::LinkImpossible {
                file: aim.name.clone(),
                source,
            },
            CopyMethod::Auto => CloneError::io("copy to", &aim.path, source),
        })?;
        // The bytes behind a link are those of the source, and as durable.
        if self.replaces && !landed.durable && self.method == CopyMethod::Auto {
            self.holds(file, landed.size)?;
            return Ok(Brought::Waits(temporary));
        }
        self.publish(file, aim, &temporary, landed)
    }

    fn publish(
        &self,
        file: &DiskFile,
        aim: &Aim,
        temporary: &Path,
        landed: Landed,
    ) -> Result<Brought, CloneError> {
        self.ready(file, landed.size)?;
        self.landing.publish(temporary, &aim.path, landed)?;
        Ok(Brought::Landed(landed))
    }

    fn publish_all<'a>(
        &self,
        waiting: &[Waiting<'a>],
        trip: &mut Trip,
        landed: &mut Vec<(&'a str, Landed)>,
    ) -> Result<(), CloneError> {
        let temporary: Vec<&Path> = waiting.iter().map(|one| one.temporary.as_path()).collect();
        self.landing.make_durable(&temporary)?;
        for one in waiting {
            let durable = Landed {
                size: one.size,
                durable: true,
            };
            self.publish(one.file, one.aim, &one.temporary, durable)?;
            landed.push((&one.aim.name, durable));
            trip.done.push((one.index, Done::Now));
        }
        Ok(())
    }

    /// What stands between a copy and its name: its size, and the hook.
    fn ready(&self, file: &DiskFile, size: u64) -> Result<(), CloneError> {
        self.holds(file, size)?;
        self.steps.before(Step::Publish { file: &file.file })
    }

    /// A file that only older versions of the target need is still not overwritten by another.
    fn refuse_other_file(&self, aim: &Aim, expected: u64) -> Result<(), CloneError> {
        match size_of(&aim.path)? {
            Some(found) if found != expected => Err(CloneError::TargetFileDiffers {
                target: self.landing.root().shown(),
                file: aim.name.clone(),
                expected,
                found,
            }),
            _ => Ok(()),
        }
    }

    fn holds(&self, file: &DiskFile, found: u64) -> Result<(), CloneError> {
        if file.expect.holds(found) {
            return Ok(());
        }
        Err(CloneError::SizeMismatch {
            table: self.table.clone(),
            file: file.file.clone(),
            expected: file.expect.bytes(),
            found,
        })
    }

    fn missing(&self, file: &DiskFile) -> CloneError {
        CloneError::MissingFile {
            table: self.table.clone(),
            file: file.file.clone(),
        }
    }
}

/// A part of a copy that failed. The journal names it, if it cannot be removed.
fn remove_part(file: &Path) {
    if let Err(error) = std::fs::remove_file(file) {
        tracing::debug!(file = %file.display(), %error, "a part of a copy stays behind");
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
