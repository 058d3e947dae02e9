//! The place of a running clone in a local target: temporary files, and what is already done.
//!
//! It lies in `_clone_progress/RUN/` of the target, which readers and VACUUM ignore because of the
//! underscore, and is locked while its run lives. A run that finds the directory of a dead one
//! takes over what that one had finished and removes it.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{FlockOperation, flock};
use uuid::Uuid;

use super::journal::{Journal, Leftovers, Origin, origin_of, take_over};
use super::{Landed, is_absent};
use crate::error::CloneError;

/// The directory in a target that holds the scratch directories of its runs.
pub(crate) const PROGRESS_DIRECTORY: &str = "_clone_progress";

/// The scratch directory of one run.
#[derive(Debug)]
pub(crate) struct Scratch {
    directory: PathBuf,
    // Held for its lock.
    _lock: File,
    journal: Mutex<Journal>,
    left: Mutex<Leftovers>,
}

impl Scratch {
    /// Opens a scratch directory in `target` and takes over those of dead runs.
    pub(crate) fn open(target: &Path, origin: &Origin) -> Result<Self, CloneError> {
        let all = target.join(PROGRESS_DIRECTORY);
        let directory = all.join(Uuid::new_v4().to_string());
        // Until it is dropped, no other run sees this one half made.
        let _gate =
            make(&all, &directory).map_err(|error| CloneError::io("make", &directory, error))?;
        let lock =
            lock_of(&directory).map_err(|error| CloneError::io("lock", &directory, error))?;
        let fail = |error| CloneError::io("read", &all, error);
        let (dead, living) = runs_beside(&all, &directory).map_err(fail)?;
        let mut left = Leftovers::new();
        for run in &dead {
            take_over(run, origin, &mut left).map_err(fail)?;
        }
        let journal = Journal::start(&directory, origin, &left)
            .map_err(|error| CloneError::io("write", &directory, error))?;
        for run in living {
            let theirs = origin_of(&run).map_err(fail)?;
            if theirs.as_ref() != Some(origin) {
                // Both might bring another file under one name, and one of them commit it.
                std::fs::remove_dir_all(&directory)
                    .map_err(|error| CloneError::io("clean", &directory, error))?;
                return Err(CloneError::TargetBusy {
                    target: target.display().to_string(),
                    source_table: theirs.map(|theirs| theirs.url),
                });
            }
        }
        for run in dead {
            std::fs::remove_dir_all(&run).map_err(|error| CloneError::io("clean", &all, error))?;
        }
        Ok(Self {
            directory,
            _lock: lock,
            journal: Mutex::new(journal),
            left: Mutex::new(left),
        })
    }

    /// Removes the scratch directories of dead runs, whose work somebody has done since.
    pub(crate) fn sweep(target: &Path) -> io::Result<()> {
        let all = target.join(PROGRESS_DIRECTORY);
        let _gate = match gate_of(&all) {
            Err(error) if is_absent(&error) => return Ok(()),
            opened => opened?,
        };
        let (dead, _) = runs_beside(&all, &all)?;
        for run in dead {
            std::fs::remove_dir_all(run)?;
        }
        remove_empty(&all)
    }

    /// A path for a temporary file, on the same file system as the target.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.directory.join(format!("{}.tmp", Uuid::new_v4()))
    }

    /// What an earlier run left under this name, if it is whole and of this size. From now on the
    /// file is one of this run.
    pub(crate) fn claim(&self, name: &str, size: u64) -> Option<Landed> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let landed = left.remove(name).flatten();
        landed.filter(|landed| landed.size == size)
    }

    /// Does something with each file that earlier runs left and this run did not ask for, unless
    /// another run is at work, which may have brought a file of that name by now.
    pub(crate) fn for_unclaimed(
        &self,
        each: impl Fn(&str) -> Result<(), CloneError>,
    ) -> Result<(), CloneError> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(all) = self.directory.parent().filter(|_| !left.is_empty()) else {
            return Ok(());
        };
        let fail = |error| CloneError::io("read", all, error);
        // Runs that begin meanwhile wait.
        let _gate = gate_of(all).map_err(fail)?;
        let (_, living) = runs_beside(all, &self.directory).map_err(fail)?;
        if !living.is_empty() {
            return Ok(());
        }
        left.keys().try_for_each(|name| each(name))
    }

    /// Notes that files with these names are about to appear.
    pub(crate) fn begins(&self, names: &[&str]) -> Result<(), CloneError> {
        self.note(|journal| journal.begins(names))
    }

    /// Notes that the files lie under their final names with all their bytes.
    pub(crate) fn finished(&self, files: &[(&str, Landed)]) -> Result<(), CloneError> {
        self.note(|journal| journal.finished(files))
    }

    fn note(&self, write: impl FnOnce(&mut Journal) -> io::Result<()>) -> Result<(), CloneError> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        write(&mut journal).map_err(|error| CloneError::io("write", &self.directory, error))
    }

    /// Where it is.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Leaves the directory to the next run, unless nothing was finished: then nothing stays, not
    /// even an empty target directory.
    pub(crate) fn abandon(self) -> io::Result<()> {
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if journal.holds_files() {
            return Ok(());
        }
        drop(journal);
        let target = self.directory.ancestors().nth(2).map(Path::to_owned);
        self.close()?;
        target.map_or(Ok(()), |target| remove_empty(&target))
    }

    /// Removes the directory after the commit.
    pub(crate) fn close(self) -> io::Result<()> {
        let Some(all) = self.directory.parent() else {
            return Ok(());
        };
        // A run that begins meanwhile must not see this one half gone.
        let _gate = gate_of(all)?;
        std::fs::remove_dir_all(&self.directory)?;
        remove_empty(all)
    }
}

/// Removes a directory, unless something is in it: another run may be at work beside this one.
fn remove_empty(directory: &Path) -> io::Result<()> {
    match std::fs::remove_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        removed => removed,
    }
}

/// Makes the directory of a run; other runs wait at the gate that is returned.
fn make(all: &Path, directory: &Path) -> io::Result<File> {
    loop {
        std::fs::create_dir_all(all)?;
        let gate = match gate_of(all) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened?,
        };
        match std::fs::create_dir(directory) {
            // A run that ended meanwhile has taken away the directory of all runs.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            made => return made.map(|()| gate),
        }
    }
}

/// Keeps other runs from beginning until it is dropped.
fn gate_of(all: &Path) -> io::Result<File> {
    loop {
        let gate = File::open(all)?;
        flock(&gate, FlockOperation::LockExclusive)?;
        // While this one waited, the directory may have been taken away and made anew.
        let (locked, there) = (gate.metadata()?, std::fs::metadata(all)?);
        if (locked.dev(), locked.ino()) == (there.dev(), there.ino()) {
            return Ok(gate);
        }
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

/// The directories of other runs: dead ones, and living ones.
fn runs_beside(all: &Path, own: &Path) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let mut others = Vec::new();
    for entry in std::fs::read_dir(all)? {
        let path = entry?.path();
        if path != own && path.is_dir() {
            others.push(path);
        }
    }
    Ok(others.into_iter().partition(|run| lock_of(run).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(id: &str) -> Origin {
        Origin {
            url: "file:///source".to_owned(),
            table_id: id.to_owned(),
            linked: false,
        }
    }

    const LANDED: Landed = Landed {
        size: 10,
        durable: true,
    };

    fn unclaimed(scratch: &Scratch) -> Vec<String> {
        let names = Mutex::new(Vec::new());
        let note = |name: &str| {
            names.lock().unwrap().push(name.to_owned());
            Ok(())
        };
        scratch.for_unclaimed(note).unwrap();
        names.into_inner().unwrap()
    }

    #[test]
    fn next_run_takes_over_what_a_dead_one_finished() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.begins(&["x", "y", "z"]).unwrap();
        first.finished(&[("x", LANDED), ("y", LANDED)]).unwrap();
        drop(first);
        let second = Scratch::open(target.path(), &origin("a")).unwrap();
        assert_eq!(second.claim("x", 10), Some(LANDED));
        assert_eq!(second.claim("y", 11), None);
        assert_eq!(unclaimed(&second), ["z"]);
        second.close().unwrap();
        assert!(!target.path().join(PROGRESS_DIRECTORY).exists());
    }

    #[test]
    fn living_run_from_the_same_source_is_left_alone() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        first.finished(&[("x", LANDED)]).unwrap();
        let second = Scratch::open(target.path(), &origin("a")).unwrap();
        assert_eq!(second.claim("x", 10), None);
        drop(first);
        // The third takes over what the first had finished, but the second is at work.
        let third = Scratch::open(target.path(), &origin("a")).unwrap();
        assert_eq!(unclaimed(&third), Vec::<String>::new());
        second.close().unwrap();
        assert_eq!(unclaimed(&third), ["x"]);
        third.finished(&[("y", LANDED)]).unwrap();
        third.close().unwrap();
    }

    #[test]
    fn living_run_from_another_source_has_the_target_for_itself() {
        let target = tempfile::tempdir().unwrap();
        let first = Scratch::open(target.path(), &origin("a")).unwrap();
        let refused = Scratch::open(target.path(), &origin("b"));
        assert!(
            matches!(&refused, Err(CloneError::TargetBusy { source_table: Some(url), .. }) if url == "file:///source"),
            "{refused:?}"
        );
        Scratch::sweep(target.path()).unwrap();
        assert!(first.directory().exists());
        drop(first);
        Scratch::sweep(target.path()).unwrap();
        assert!(!target.path().join(PROGRESS_DIRECTORY).exists());
        Scratch::sweep(target.path()).unwrap();
    }
}
