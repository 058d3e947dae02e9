//! One file in one store.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures::TryStreamExt;
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
        Ok(self.facts().await?.map(|facts| facts.size))
    }

    /// What its store says of the file; `None` if it does not exist.
    pub(crate) async fn facts(&self) -> Result<Option<Facts>, CloneError> {
        match self {
            Self::Local(path) => match tokio::fs::metadata(path).await {
                Ok(found) if found.is_file() => Ok(Some(Facts {
                    size: found.len(),
                    digest: None,
                })),
                Ok(_) => Ok(None),
                Err(error) if is_absent(&error) => Ok(None),
                Err(error) => Err(CloneError::io("look at", path, error)),
            },
            Self::Object { store, path, .. } => match store.head(path).await {
                Ok(found) => Ok(Some(Facts {
                    size: found.size,
                    digest: found.e_tag.as_deref().and_then(digest_of),
                })),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(source) => Err(CloneError::Store {
                    action: "look at",
                    file: path.to_string(),
                    source,
                }),
            },
        }
    }

    /// A digest of all bytes of the file.
    pub(crate) async fn hash(&self) -> Result<blake3::Hash, CloneError> {
        let mut hasher = blake3::Hasher::new();
        match self {
            Self::Local(path) => {
                let fail = |error| CloneError::io("read", path, error);
                let mut file = tokio::fs::File::open(path).await.map_err(fail)?;
                let mut piece = vec![0; 1 << 20];
                loop {
                    let length = file.read(&mut piece).await.map_err(fail)?;
                    let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else {
                        break;
                    };
                    hasher.update(read);
                }
            }
            Self::Object { store, path, .. } => {
                let fail = |source| CloneError::Store {
                    action: "read",
                    file: path.to_string(),
                    source,
                };
                let mut bytes = store.get(path).await.map_err(fail)?.into_stream();
                while let Some(piece) = bytes.try_next().await.map_err(fail)? {
                    hasher.update(&piece);
                }
            }
        }
        Ok(hasher.finalize())
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

/// What a store says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) size: u64,
    /// What tells equal bytes, where the store has it.
    pub(crate) digest: Option<String>,
}

impl Facts {
    /// Whether both stores tell digests, and other ones. The bytes may still be the same: what a
    /// store that encrypts calls an etag has the form of a digest, too.
    pub(crate) fn disagree(&self, other: &Self) -> bool {
        match (&self.digest, &other.digest) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        }
    }
}

/// The digest in an etag, if it has the form of one: those of uploads in parts tell of the parts.
fn digest_of(e_tag: &str) -> Option<String> {
    let digest = e_tag.trim_matches('"').to_ascii_lowercase();
    let hexadecimal = digest.chars().all(|c| c.is_ascii_hexdigit());
    (digest.len() == 32 && hexadecimal).then_some(digest)
}

/// A component that is a file where a directory is expected also means that the file is absent.
pub(crate) fn is_absent(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "\"9E107D9D372BB6826BD81D3542A419D6\"",
        Some("9e107d9d372bb6826bd81d3542a419d6")
    )]
    #[case("9e107d9d372bb6826bd81d3542a419d6-2", None)]
    #[case("0x8D9C5E1F3A2B4C6", None)]
    #[case("17", None)]
    fn etag_is_a_digest_only_in_the_form_of_one(#[case] tag: &str, #[case] digest: Option<&str>) {
        assert_eq!(digest_of(tag).as_deref(), digest);
    }
}
