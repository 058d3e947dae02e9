//! Copies that involve an object store: inside it, out of it, into it.

use std::sync::Arc;

use futures::TryStreamExt;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use tokio::io::AsyncWriteExt;

use crate::error::CloneError;
use crate::store::Place;

/// How many parts of one file are on their way at a time.
const PARTS_IN_FLIGHT: usize = 2;

/// A file in a store.
pub(crate) struct Object<'a> {
    pub(crate) store: &'a Arc<dyn ObjectStore>,
    pub(crate) bucket: &'a str,
    pub(crate) path: &'a ObjectPath,
}

/// Copies any place into an object, whole or not at all.
pub(crate) async fn into_object(from: &Place, to: &Object<'_>) -> Result<(), CloneError> {
    let fail = |source| CloneError::Store {
        action: "copy to",
        file: to.path.to_string(),
        source,
    };
    match from {
        Place::Object { bucket, path, .. } if bucket == to.bucket => {
            to.store.copy(path, to.path).await.map_err(fail)
        }
        Place::Object { store, path, .. } => {
            let mut bytes = store.get(path).await.map_err(fail)?.into_stream();
            let upload = to.store.put_multipart(to.path).await.map_err(fail)?;
            let mut upload = WriteMultipart::new(upload);
            while let Some(piece) = bytes.try_next().await.map_err(fail)? {
                upload
                    .wait_for_capacity(PARTS_IN_FLIGHT)
                    .await
                    .map_err(fail)?;
                upload.put(piece);
            }
            upload.finish().await.map_err(fail)?;
            Ok(())
        }
        Place::Local(path) => {
            let mut file = tokio::fs::File::open(path)
                .await
                .map_err(|error| CloneError::io("read", path, error))?;
            let upload = to.store.put_multipart(to.path).await.map_err(fail)?;
            let mut upload = WriteMultipart::new(upload);
            let mut piece = vec![0; 1 << 20];
            loop {
                let length = tokio::io::AsyncReadExt::read(&mut file, &mut piece)
                    .await
                    .map_err(|error| CloneError::io("read", path, error))?;
                let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else {
                    break;
                };
                upload
                    .wait_for_capacity(PARTS_IN_FLIGHT)
                    .await
                    .map_err(fail)?;
                upload.write(read);
            }
            upload.finish().await.map_err(fail)?;
            Ok(())
        }
    }
}

/// Downloads an object into a local file, durably, and returns its size.
pub(crate) async fn into_file(from: &Object<'_>, to: &std::path::Path) -> Result<u64, CloneError> {
    let fail = |source| CloneError::Store {
        action: "read",
        file: from.path.to_string(),
        source,
    };
    let failed = |error| CloneError::io("write", to, error);
    let mut bytes = from.store.get(from.path).await.map_err(fail)?.into_stream();
    let mut file = tokio::fs::File::create_new(to).await.map_err(failed)?;
    let mut size = 0;
    while let Some(piece) = bytes.try_next().await.map_err(fail)? {
        file.write_all(&piece).await.map_err(failed)?;
        size += piece.len() as u64;
    }
    file.sync_all().await.map_err(failed)?;
    Ok(size)
}
