//! The target side of a running clone: its scratch space, its directories, its commit file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use futures::StreamExt as _;
use futures::future::ready;
use futures::stream;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions};
use uuid::Uuid;

use super::files::blocking;
use super::notes::{mark, unmark};
use super::stream::{Object, pieces};
use super::upload::upload;
use crate::error::CloneError;
use crate::log::commit_name;
use crate::plan::Spool;
use crate::store::{
    Landed, LocalCopy, LogPath, Origin, Place, Root, Scratch, is_absent, put_if_absent,
    sync_directory, sync_file_system,
};

/// Above this a commit goes to an object store in parts, and gets its name by a copy.
const ONE_PUT: u64 = 64 << 20;

/// Up to so many files are made durable one by one, more of them by one call.
const ONE_BY_ONE: usize = 4;

/// Where a clone lands.
#[derive(Debug)]
pub(crate) struct Landing {
    root: Root,
    scratch: Option<Scratch>,
    /// An earlier run may have left objects; of local files, the scratch space knows that.
    resumes: bool,
    touched: Mutex<BTreeSet<PathBuf>>,
    /// Whether files wait for the file system to be made durable.
    fleeting: AtomicBool,
    local: LocalCopy,
}

impl Landing {
    /// Prepares the target directory; what dead runs had copied from `origin` is taken over.
    pub(crate) async fn open(root: Root, origin: Origin) -> Result<Self, CloneError> {
        let Some(directory) = root.local().map(ToOwned::to_owned) else {
            let resumes = mark(&root, &origin).await?;
            return Ok(Self {
                root,
                scratch: None,
                resumes,
                touched: Mutex::default(),
                fleeting: AtomicBool::new(false),
                local: LocalCopy::default(),
            });
        };
        let scratch = blocking("prepare", move || Scratch::open(&directory, &origin)).await??;
        Ok(Self {
            root,
            scratch: Some(scratch),
            resumes: false,
            touched: Mutex::default(),
            fleeting: AtomicBool::new(false),
            local: LocalCopy::default(),
        })
    }

    /// Removes what dead runs left beside a table that is as it should be.
    pub(crate) async fn sweep(root: &Root) -> Result<(), CloneError> {
        let Some(directory) = root.local().map(ToOwned::to_owned) else {
            return unmark(root).await;
        };
        let swept = {
            let directory = directory.clone();
            blocking("clean", move || Scratch::sweep(&directory)).await?
        };
        swept.map_err(|error| CloneError::io("clean", directory, error))
    }

    /// Removes what only a running clone needs.
    pub(crate) async fn close(self) -> Result<(), CloneError> {
        let Some(scratch) = self.scratch else {
            return unmark(&self.root).await;
        };
        let directory = scratch.directory().to_owned();
        blocking("clean", move || scratch.close())
            .await?
            .map_err(|error| CloneError::io("remove", directory, error))
    }

    /// Leaves what was copied to the next run; an empty directory does not stay.
    pub(crate) fn abandon(self) {
        let Some(scratch) = self.scratch else { return };
        if let Err(error) = scratch.abandon() {
            tracing::debug!(%error, "leftovers of a failed clone stay behind");
        }
    }

    pub(crate) fn root(&self) -> &Root {
        &self.root
    }

    /// Whether an earlier run may have left objects in the store.
    pub(crate) fn resumes(&self) -> bool {
        self.resumes
    }

    pub(crate) fn scratch(&self) -> Option<&Scratch> {
        self.scratch.as_ref()
    }

    /// An empty spool of actions, near the target if that is local.
    pub(crate) fn new_spool(&self) -> Result<Spool, CloneError> {
        match &self.scratch {
            Some(scratch) => Spool::new(scratch.directory()),
            None => Spool::new(&std::env::temp_dir()),
        }
    }

    /// Makes the directory of a file and remembers to make its names durable.
    pub(crate) fn make_directory_of(&self, file: &Path) -> Result<(), CloneError> {
        let Some(directory) = file.parent() else {
            return Ok(());
        };
        let known = |touched: &BTreeSet<PathBuf>| touched.contains(directory);
        if known(&self.touched.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        std::fs::create_dir_all(directory)
            .map_err(|error| CloneError::io("make", directory, error))?;
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let top = self.root.local().and_then(Path::parent);
        for ancestor in directory.ancestors() {
            if !touched.insert(ancestor.to_owned()) || Some(ancestor) == top {
                break;
            }
        }
        Ok(())
    }

    /// A path for a temporary file on the file system of the target.
    pub(crate) fn temporary(&self) -> Result<PathBuf, CloneError> {
        Ok(self.scratch_or_lost()?.temporary())
    }

    /// Copies on the local disk.
    pub(crate) fn local(&self) -> &LocalCopy {
        &self.local
    }

    /// What an earlier run left under this name, if that is whole and of this size.
    pub(crate) fn claim(&self, name: &str, size: u64) -> Option<Landed> {
        self.scratch.as_ref()?.claim(name, size)
    }

    /// Notes that files with these names are about to appear.
    pub(crate) fn begins(&self, names: &[&str]) -> Result<(), CloneError> {
        if names.is_empty() {
            return Ok(());
        }
        self.scratch_or_lost()?.begins(names)
    }

    /// Notes that these files have their names and all their bytes.
    pub(crate) fn finished(&self, files: &[(&str, Landed)]) -> Result<(), CloneError> {
        if files.is_empty() {
            return Ok(());
        }
        self.scratch_or_lost()?.finished(files)
    }

    /// Makes the bytes of files in the scratch space durable. Blocks.
    pub(crate) fn make_durable(&self, files: &[&Path]) -> Result<(), CloneError> {
        if let [first, ..] = files
            && files.len() > ONE_BY_ONE
            && let Some(directory) = first.parent()
        {
            return sync_file_system(directory)
                .map_err(|error| CloneError::io("make durable", directory, error));
        }
        for file in files {
            // Directories and files are synced alike.
            sync_directory(file).map_err(|error| CloneError::io("make durable", *file, error))?;
        }
        Ok(())
    }

    /// Gives a whole copy its name. Blocks.
    pub(crate) fn publish(
        &self,
        temporary: &Path,
        to: &Path,
        landed: Landed,
    ) -> Result<(), CloneError> {
        self.make_directory_of(to)?;
        std::fs::rename(temporary, to).map_err(|error| CloneError::io("publish", to, error))?;
        self.takes(landed);
        Ok(())
    }

    /// Removes what killed runs left in a directory without a table, and this run did not use.
    pub(crate) fn remove_unclaimed(&self) -> Result<(), CloneError> {
        let Some(scratch) = &self.scratch else {
            return Ok(());
        };
        scratch.for_unclaimed(|name| {
            // A journal is a file like others: what it says leads nowhere but down.
            let Ok(LogPath::Relative(below)) = LogPath::parse(name, self.root.url()) else {
                return Ok(());
            };
            let Place::Local(path) = self.root.below(&below)? else {
                return Ok(());
            };
            match std::fs::remove_file(&path) {
                Err(error) if !is_absent(&error) => Err(CloneError::io("remove", path, error)),
                _ => Ok(()),
            }
        })
    }

    /// Notes that a file is there, and whether it is durable.
    pub(crate) fn takes(&self, landed: Landed) {
        if !landed.durable {
            self.fleeting.store(true, Ordering::Relaxed);
        }
    }

    fn scratch_or_lost(&self) -> Result<&Scratch, CloneError> {
        let lost = CloneError::TaskLost { task: "copy" };
        self.scratch.as_ref().ok_or(lost)
    }

    /// Makes the files and the names of all files durable. Blocks.
    pub(crate) fn sync_directories(&self) -> Result<(), CloneError> {
        if let Some(directory) = self.root.local()
            && self.fleeting.swap(false, Ordering::Relaxed)
        {
            // This makes their names durable, too.
            return sync_file_system(directory)
                .map_err(|error| CloneError::io("make durable", directory, error));
        }
        let touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        for directory in touched.iter() {
            sync_directory(directory)
                .map_err(|error| CloneError::io("make durable", directory, error))?;
        }
        Ok(())
    }

    /// Writes the commit file under a temporary name on the target's file system. Blocks.
    pub(crate) fn stage_local(
        scratch: &Scratch,
        header: &[u8],
        spool: Spool,
    ) -> Result<PathBuf, CloneError> {
        let path = scratch.temporary();
        let write = |mut lines: File| -> io::Result<()> {
            let mut file = File::create_new(&path)?;
            file.write_all(header)?;
            io::copy(&mut lines, &mut file)?;
            file.sync_all()
        };
        let lines = spool.into_file()?;
        write(lines).map_err(|error| CloneError::io("write", &path, error))?;
        Ok(path)
    }

    /// Makes the staged commit visible as a version; false if the version exists. Blocks.
    pub(crate) fn commit_local(
        &self,
        directory: &Path,
        staged: &Path,
        version: u64,
    ) -> Result<bool, CloneError> {
        let name = directory.join(commit_name(version));
        self.make_directory_of(&name)?;
        put_if_absent(staged, &name).map_err(|error| CloneError::io("commit", &name, error))
    }

    /// Commits to an object store; false if the version exists.
    pub(crate) async fn commit_object(
        &self,
        header: Vec<u8>,
        spool: Spool,
        version: u64,
    ) -> Result<bool, CloneError> {
        let Place::Object { store, path, .. } = self.root.below(&commit_name(version))? else {
            return Err(CloneError::TaskLost { task: "commit" });
        };
        let result = if header.len() as u64 + spool.bytes() <= ONE_PUT {
            let mut bytes = header;
            let mut lines = spool.into_file()?;
            lines
                .read_to_end(&mut bytes)
                .map_err(|error| CloneError::io("read", "the spool of actions", error))?;
            let only_new = PutOptions {
                mode: PutMode::Create,
                ..PutOptions::default()
            };
            store
                .put_opts(&path, bytes.into(), only_new)
                .await
                .map(|_| ())
        } else {
            let staged = self
                .root
                .below(&format!("_delta_log/_staged_clone/{}", Uuid::new_v4()))?;
            let Place::Object {
                bucket,
                path: staged,
                ..
            } = staged
            else {
                return Err(CloneError::TaskLost { task: "commit" });
            };
            let to = Object {
                store: &store,
                bucket: &bucket,
                path: &staged,
            };
            let (first, more) = (header.len() as u64, spool.bytes());
            let lines = tokio::fs::File::from_std(spool.into_file()?);
            let lines = pieces(lines, more, |error| {
                CloneError::io("read", "the spool of actions", error)
            });
            let header = stream::once(ready(Ok(Bytes::from(header))));
            upload(&to, first + more, header.chain(lines)).await?;
            let named = store.copy_if_not_exists(&staged, &path).await;
            if let Err(error) = store.delete(&staged).await {
                tracing::warn!(%staged, %error, "a staged commit file stays behind");
            }
            named
        };
        match result {
            Ok(()) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(source) => Err(CloneError::Store {
                action: "commit",
                file: path.to_string(),
                source,
            }),
        }
    }
}
