//! Copies that involve an object store: inside it, out of it, into it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::{Stream, TryStreamExt, stream};
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::upload::{e_tag_of, upload};
use crate::error::CloneError;
use crate::store::Place;

/// How much of a local file is read at a time.
const PIECE: usize = 1 << 20;

/// A file in a store.
pub(crate) struct Object<'a> {
    pub(crate) store: &'a Arc<dyn ObjectStore>,
    pub(crate) bucket: &'a str,
    pub(crate) path: &'a ObjectPath,
}

impl Object<'_> {
    pub(super) fn failed(&self, source: object_store::Error) -> CloneError {
        CloneError::Store {
            action: "copy to",
            file: self.path.to_string(),
            source,
        }
    }
}

/// Copies any place of `size` bytes into an object, whole or not at all. Returns the etag that S3
/// gives to these bytes, if they pass through this process.
pub(crate) async fn into_object(
    from: &Place,
    size: u64,
    to: &Object<'_>,
) -> Result<Option<String>, CloneError> {
    match from {
        Place::Object { bucket, path, .. } if bucket == to.bucket => {
            let copied = to.store.copy(path, to.path).await;
            copied.map(|()| None).map_err(|error| to.failed(error))
        }
        Place::Object { store, path, .. } => {
            let found = store.get(path).await.map_err(|error| to.failed(error))?;
            let bytes = found.into_stream().map_err(|error| to.failed(error));
            upload(to, size, bytes).await.map(Some)
        }
        Place::Local(path) => upload(to, size, read(path, size).await?).await.map(Some),
    }
}

/// The etag that S3 gives to a file of this size, if it can be told without asking a store.
pub(crate) async fn e_tag(file: &Place, size: u64) -> Result<Option<String>, CloneError> {
    match file {
        Place::Object { .. } => Ok(None),
        Place::Local(path) => e_tag_of(size, read(path, size).await?).await.map(Some),
    }
}

async fn read(
    path: &Path,
    size: u64,
) -> Result<impl Stream<Item = Result<Bytes, CloneError>>, CloneError> {
    let failed = move |error| CloneError::io("read", path, error);
    let file = File::open(path).await.map_err(failed)?;
    Ok(pieces(file, size, failed))
}

/// The bytes of an open file, and one more than its size, so that one that has grown is noticed.
pub(super) fn pieces(
    file: File,
    size: u64,
    failed: impl Fn(io::Error) -> CloneError + Copy,
) -> impl Stream<Item = Result<Bytes, CloneError>> {
    let file = file.take(size.saturating_add(1));
    stream::try_unfold(file, move |mut file| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = file.read_buf(&mut piece).await.map_err(failed)?;
        Ok((read > 0).then(|| (piece.freeze(), file)))
    })
}

/// Downloads an object into a local file, durably, and returns its size.
pub(crate) async fn into_file(from: &Object<'_>, to: &Path) -> Result<u64, CloneError> {
    let fail = |source| CloneError::Store {
        action: "read",
        file: from.path.to_string(),
        source,
    };
    let failed = |error| CloneError::io("write", to, error);
    let mut bytes = from.store.get(from.path).await.map_err(fail)?.into_stream();
    let mut file = File::create_new(to).await.map_err(failed)?;
    let mut size = 0;
    while let Some(piece) = bytes.try_next().await.map_err(fail)? {
        file.write_all(&piece).await.map_err(failed)?;
        size += piece.len() as u64;
    }
    file.sync_all().await.map_err(failed)?;
    Ok(size)
}
