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

#[derive(Serialize, Deserialize)]
struct Finished {
    path: String,
    size: u64,
}

/// The scratch directory of one run.
#[derive(Debug)]
pub(crate) struct Scratch {
    directory: PathBuf,
    // Held for its lock.
    _lock: File,
    journal: Mutex<Journal>,
    finished_before: HashMap<String, u64>,
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
    pub(crate) fn has_finished(&self, path: &str, size: u64) -> bool {
        self.finished_before.get(path) == Some(&size)
    }

    /// Notes that the file lies under its final name with all its bytes.
    pub(crate) fn finished(&self, path: &str, size: u64) -> Result<(), CloneError> {
        let fail = |error| CloneError::io("write", &self.directory, error);
        let mut line = serde_json::to_vec(&Finished {
            path: path.to_owned(),
            size,
        })
        .map_err(|error| fail(error.into()))?;
        line.push(b'\n');
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

fn take_over(all: &Path, origin: &Origin) -> io::Result<HashMap<String, u64>> {
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
        if serde_json::from_str::<Origin>(&first).ok().as_ref() != Some(origin) {
            continue;
        }
        for line in lines {
            // The last line of a killed run may be cut; its file is copied again.
            if let Ok(file) = serde_json::from_str::<Finished>(&line?) {
                finished.insert(file.path, file.size);
            }
        }
    }
    Ok(finished)
}

fn start_journal(
    directory: &Path,
    origin: &Origin,
    finished: &HashMap<String, u64>,
) -> io::Result<File> {
    let mut text = serde_json::to_vec(origin)?;
    text.push(b'\n');
    for (path, size) in finished {
        serde_json::to_writer(
            &mut text,
            &Finished {
                path: path.clone(),
                size: *size,
            },
        )?;
        text.push(b'\n');
    }
    let mut file = File::create_new(directory.join("finished"))?;
    file.write_all(&text)?;
    file.sync_all()?;
    Ok(file)
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

    #[test]
    fn next_run_takes_over_what_a_dead_one_finished() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.finished("x.parquet", 10).unwrap();
        drop(first);
        let second = Scratch::open(target.path(), &origin("a")).unwrap();
        assert!(second.has_finished("x.parquet", 10));
        assert!(!second.has_finished("x.parquet", 11));
        second.close().unwrap();
        assert!(!target.path().join(PROGRESS_DIRECTORY).exists());
    }

    #[test]
    fn living_run_is_left_alone() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.finished("x.parquet", 10).unwrap();
        let second = Scratch::open(target.path(), &origin("a")).unwrap();
        assert!(!second.has_finished("x.parquet", 10));
        second.close().unwrap();
        first.finished("y.parquet", 1).unwrap();
        first.close().unwrap();
    }

    #[test]
    fn files_of_another_table_are_not_taken_over() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.finished("x.parquet", 10).unwrap();
        drop(first);
        let second = Scratch::open(target.path(), &origin("b")).unwrap();
        assert!(!second.has_finished("x.parquet", 10));
    }
}
