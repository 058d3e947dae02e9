//! One file in one store.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use object_store::path::Path as ObjectPath;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};
use tokio::io::AsyncReadExt;

use crate::error::CloneError;

/// A file: on the local disk, or in a bucket.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Local(PathBuf),
    Object {
        store: Arc<dyn ObjectStore>,
        bucket: String,
        path: ObjectPath,
    },
}

impl Place {
    /// The size of the file; `None` if it does not exist.
    pub(crate) async fn size(&self) -> Result<Option<u64>, CloneError> {
        match self {
            Self::Local(path) => match tokio::fs::metadata(path).await {
                Ok(found) if found.is_file() => Ok(Some(found.len())),
                Ok(_) => Ok(None),
                Err(error) if is_absent(&error) => Ok(None),
                Err(error) => Err(CloneError::io("look at", path, error)),
            },
            Self::Object { store, path, .. } => match store.head(path).await {
                Ok(found) => Ok(Some(found.size)),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(source) => Err(CloneError::Store {
                    action: "look at",
                    file: path.to_string(),
                    source,
                }),
            },
        }
    }

    /// The first bytes of the file, and whether they are all.
    pub(crate) async fn read_head(&self, limit: u64) -> Result<(Bytes, bool), CloneError> {
        match self {
            Self::Local(path) => {
                let fail = |error| CloneError::io("read", path, error);
                let file = tokio::fs::File::open(path).await.map_err(fail)?;
                let size = file.metadata().await.map_err(fail)?.len();
                let mut head = Vec::new();
                file.take(limit)
                    .read_to_end(&mut head)
                    .await
                    .map_err(fail)?;
                Ok((head.into(), size <= limit))
            }
            Self::Object { store, path, .. } => {
                let fail = |source| CloneError::Store {
                    action: "read",
                    file: path.to_string(),
                    source,
                };
                let range = Some(GetRange::Bounded(0..limit));
                let options = GetOptions {
                    range,
                    ..GetOptions::default()
                };
                let found = store.get_opts(path, options).await.map_err(fail)?;
                let whole = found.meta.size <= limit;
                Ok((found.bytes().await.map_err(fail)?, whole))
            }
        }
    }
}

/// A component that is a file where a directory is expected also means that the file is absent.
pub(crate) fn is_absent(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
    )
}
