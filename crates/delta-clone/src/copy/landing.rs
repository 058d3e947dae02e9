//! The target side of a running clone: its scratch space, its directories, its commit file.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, WriteMultipart};
use uuid::Uuid;

use crate::error::CloneError;
use crate::log::commit_name;
use crate::plan::Spool;
use crate::store::{Place, Root, Scratch, put_if_absent, sync_directory};

/// Above this a commit goes to an object store in parts, and gets its name by a copy.
const ONE_PUT: u64 = 64 << 20;

/// Where a clone lands.
#[derive(Debug)]
pub(crate) struct Landing {
    root: Root,
    scratch: Option<Scratch>,
    touched: Mutex<BTreeSet<PathBuf>>,
}

impl Landing {
    pub(crate) fn new(root: Root, scratch: Option<Scratch>) -> Self {
        Self {
            root,
            scratch,
            touched: Mutex::default(),
        }
    }

    pub(crate) fn root(&self) -> &Root {
        &self.root
    }

    pub(crate) fn scratch(&self) -> Option<&Scratch> {
        self.scratch.as_ref()
    }

    pub(crate) fn into_scratch(self) -> Option<Scratch> {
        self.scratch
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

    /// Makes the names of all files durable. Blocks.
    pub(crate) fn sync_directories(&self) -> Result<(), CloneError> {
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
            let Place::Object { path: staged, .. } = staged else {
                return Err(CloneError::TaskLost { task: "commit" });
            };
            upload(store.as_ref(), &staged, header, spool).await?;
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

async fn upload(
    store: &dyn ObjectStore,
    to: &ObjectPath,
    header: Vec<u8>,
    spool: Spool,
) -> Result<(), CloneError> {
    let fail = |source| CloneError::Store {
        action: "write",
        file: to.to_string(),
        source,
    };
    let mut upload = WriteMultipart::new(store.put_multipart(to).await.map_err(fail)?);
    upload.put(header.into());
    let mut lines = tokio::fs::File::from_std(spool.into_file()?);
    let mut piece = vec![0; 1 << 20];
    loop {
        let length = tokio::io::AsyncReadExt::read(&mut lines, &mut piece)
            .await
            .map_err(|error| CloneError::io("read", "the spool of actions", error))?;
        let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else {
            break;
        };
        upload.wait_for_capacity(2).await.map_err(fail)?;
        upload.write(read);
    }
    upload.finish().await.map_err(fail)?;
    Ok(())
}
