//! The place of a running clone in a local target: temporary files, and what is already done.
//!
//! It lies in `_clone_progress/RUN/` of the target, which readers and VACUUM ignore because of the
//! underscore, and is locked while its run lives. A run that finds the directory of a dead one
//! takes over what that one had finished and removes it.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Landed;
use crate::error::CloneError;

/// The directory in a target that holds the scratch directories of its runs.
pub(crate) const PROGRESS_DIRECTORY: &str = "_clone_progress";

/// How many finished files may be copied again after a power failure.
const SYNC_EVERY: u32 = 1000;

/// Where the files come from. Data files are immutable, so that what was copied from this table
/// once need not be copied again, whichever version the next run clones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The URL of the source.
    pub(crate) url: String,
    /// The id of the source table.
    pub(crate) table_id: String,
}

/// The first line of a journal.
#[derive(Serialize, Deserialize)]
struct Heading {
    #[serde(flatten)]
    origin: Origin,
    /// The boot in which it was written: until the next one, nothing that was written is lost.
    boot: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Finished {
    path: String,
    size: u64,
    durable: bool,
}

/// The scratch directory of one run.
#[derive(Debug)]
pub(crate) struct Scratch {
    directory: PathBuf,
    // Held for its lock.
    _lock: File,
    journal: Mutex<Journal>,
    finished_before: HashMap<String, Landed>,
}

#[derive(Debug)]
struct Journal {
    file: File,
    unsynced: u32,
}

impl Scratch {
    /// Opens a scratch directory in `target` and takes over those of dead runs.
    pub(crate) fn open(target: &Path, origin: &Origin) -> Result<Self, CloneError> {
        let all = target.join(PROGRESS_DIRECTORY);
        let directory = all.join(Uuid::new_v4().to_string());
        std::fs::create_dir_all(&directory)
            .map_err(|error| CloneError::io("make", &directory, error))?;
        let lock =
            lock_of(&directory).map_err(|error| CloneError::io("lock", &directory, error))?;
        let finished_before =
            take_over(&all, origin).map_err(|error| CloneError::io("read", &all, error))?;
        let journal = start_journal(&directory, origin, &finished_before)
            .map_err(|error| CloneError::io("write", &directory, error))?;
        remove_dead(&all).map_err(|error| CloneError::io("clean", &all, error))?;
        Ok(Self {
            directory,
            _lock: lock,
            journal: Mutex::new(Journal {
                file: journal,
                unsynced: 0,
            }),
            finished_before,
        })
    }

    /// A path for a temporary file, on the same file system as the target.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.directory.join(format!("{}.tmp", Uuid::new_v4()))
    }

    /// Whether an earlier run finished the copy of this file.
    pub(crate) fn finished_earlier(&self, path: &str, size: u64) -> Option<Landed> {
        let landed = self.finished_before.get(path).copied();
        landed.filter(|landed| landed.size == size)
    }

    /// Notes that the file lies under its final name with all its bytes.
    pub(crate) fn finished(&self, path: &str, landed: Landed) -> Result<(), CloneError> {
        let fail = |error| CloneError::io("write", &self.directory, error);
        let mut line = Vec::new();
        write_finished(&mut line, path, landed).map_err(fail)?;
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.file.write_all(&line).map_err(fail)?;
        journal.unsynced += 1;
        if journal.unsynced >= SYNC_EVERY {
            journal.unsynced = 0;
            journal.file.sync_data().map_err(fail)?;
        }
        Ok(())
    }

    /// Where it is.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Leaves the directory to the next run, unless nothing was finished: then nothing stays, not
    /// even an empty target directory.
    pub(crate) fn abandon(self) -> io::Result<()> {
        let journal = std::fs::read(self.directory.join("finished"))?;
        if journal.split(|byte| *byte == b'\n').count() > 2 {
            return Ok(());
        }
        let target = self.directory.ancestors().nth(2).map(Path::to_owned);
        self.close()?;
        match target.map(std::fs::remove_dir) {
            Some(Err(error)) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            Some(other) => other,
            None => Ok(()),
        }
    }

    /// Removes the directory after the commit.
    pub(crate) fn close(self) -> io::Result<()> {
        std::fs::remove_dir_all(&self.directory)?;
        if let Some(all) = self.directory.parent() {
            // Another run may be at work beside this one.
            match std::fs::remove_dir(all) {
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
                other => other?,
            }
        }
        Ok(())
    }
}

fn lock_of(directory: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(directory.join("lock"))?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)?;
    Ok(file)
}

fn dead_runs(all: &Path) -> io::Result<Vec<PathBuf>> {
    let mut dead = Vec::new();
    for entry in std::fs::read_dir(all)? {
        let path = entry?.path();
        if path.is_dir() && lock_of(&path).is_ok() {
            dead.push(path);
        }
    }
    Ok(dead)
}

fn take_over(all: &Path, origin: &Origin) -> io::Result<HashMap<String, Landed>> {
    let boot = boot();
    let mut finished = HashMap::new();
    for run in dead_runs(all)? {
        let journal = match File::open(run.join("finished")) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let mut lines = journal.lines();
        let Some(first) = lines.next().transpose()? else {
            continue;
        };
        let Ok(heading) = serde_json::from_str::<Heading>(&first) else {
            continue;
        };
        if heading.origin != *origin {
            continue;
        }
        let same_boot = boot.is_some() && heading.boot == boot;
        for line in lines {
            // The last line of a killed run may be cut; its file is copied again.
            let Ok(file) = serde_json::from_str::<Finished>(&line?) else {
                continue;
            };
            if file.durable || same_boot {
                let (size, durable) = (file.size, file.durable);
                finished.insert(file.path, Landed { size, durable });
            }
        }
    }
    Ok(finished)
}

fn start_journal(
    directory: &Path,
    origin: &Origin,
    finished: &HashMap<String, Landed>,
) -> io::Result<File> {
    let mut text = serde_json::to_vec(&Heading {
        origin: origin.clone(),
        boot: boot(),
    })?;
    text.push(b'\n');
    for (path, landed) in finished {
        write_finished(&mut text, path, *landed)?;
    }
    let mut file = File::create_new(directory.join("finished"))?;
    file.write_all(&text)?;
    file.sync_all()?;
    Ok(file)
}

fn write_finished(text: &mut Vec<u8>, path: &str, landed: Landed) -> io::Result<()> {
    let finished = Finished {
        path: path.to_owned(),
        size: landed.size,
        durable: landed.durable,
    };
    serde_json::to_writer(&mut *text, &finished)?;
    text.push(b'\n');
    Ok(())
}

/// What tells this boot of the computer from others, where the system says it.
fn boot() -> Option<String> {
    let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

fn remove_dead(all: &Path) -> io::Result<()> {
    for run in dead_runs(all)? {
        std::fs::remove_dir_all(run)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(id: &str) -> Origin {
        Origin {
            url: "file:///source".to_owned(),
            table_id: id.to_owned(),
        }
    }

    fn landed(size: u64) -> Landed {
        Landed {
            size,
            durable: true,
        }
    }

    #[test]
    fn next_run_takes_over_what_a_dead_one_finished() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.finished("x.parquet", landed(10)).unwrap();
        drop(first);
        let second = Scratch::open(target.path(), &origin("a")).unwrap();
        assert_eq!(second.finished_earlier("x.parquet", 10), Some(landed(10)));
        assert_eq!(second.finished_earlier("x.parquet", 11), None);
        second.close().unwrap();
        assert!(!target.path().join(PROGRESS_DIRECTORY).exists());
    }

    #[test]
    fn file_that_a_power_failure_may_have_taken_is_not_taken_over() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        let fleeting = Landed {
            size: 10,
            durable: false,
        };
        first.finished("x.parquet", fleeting).unwrap();
        first.finished("y.parquet", landed(10)).unwrap();
        let journal = first.directory().join("finished");
        drop(first);
        let text = std::fs::read_to_string(&journal).unwrap();
        let boot = boot().unwrap_or_else(|| "null".to_owned());
        std::fs::write(&journal, text.replace(&boot, "another")).unwrap();
        let second = Scratch::open(target.path(), &origin("a")).unwrap();
        assert_eq!(second.finished_earlier("x.parquet", 10), None);
        assert_eq!(second.finished_earlier("y.parquet", 10), Some(landed(10)));
    }

    #[test]
    fn living_run_is_left_alone() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.finished("x.parquet", landed(10)).unwrap();
        let second = Scratch::open(target.path(), &origin("a")).unwrap();
        assert_eq!(second.finished_earlier("x.parquet", 10), None);
        second.close().unwrap();
        first.finished("y.parquet", landed(1)).unwrap();
        first.close().unwrap();
    }

    #[test]
    fn files_of_another_table_are_not_taken_over() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.finished("x.parquet", landed(10)).unwrap();
        drop(first);
        let second = Scratch::open(target.path(), &origin("b")).unwrap();
        assert_eq!(second.finished_earlier("x.parquet", 10), None);
    }
}
