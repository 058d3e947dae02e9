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
                    e_tag: None,
                })),
                Ok(_) => Ok(None),
                Err(error) if is_absent(&error) => Ok(None),
                Err(error) => Err(CloneError::io("look at", path, error)),
            },
            Self::Object { store, path, .. } => match store.head(path).await {
                Ok(found) => Ok(Some(Facts {
                    size: found.size,
                    e_tag: found.e_tag.as_deref().map(plain),
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
    /// What changes with the bytes, where the store has it.
    e_tag: Option<String>,
}

impl Facts {
    /// Whether both stores tell digests, and other ones. The bytes may still be the same: what a
    /// store that encrypts calls an etag has the form of a digest, too.
    pub(crate) fn disagree(&self, other: &Self) -> bool {
        match (&self.e_tag, &other.e_tag) {
            // Those of uploads in parts tell of the parts, which a copy does not keep.
            (Some(one), Some(other)) => parts(one) == Some("") && differ(one, other),
            _ => false,
        }
    }

    /// Whether both stores tell the same digest.
    pub(crate) fn agree(&self, other: &Self) -> bool {
        let digest = self.e_tag.as_deref().filter(|tag| parts(tag) == Some(""));
        digest.is_some() && self.e_tag == other.e_tag
    }

    /// Whether the store tells this etag.
    pub(crate) fn has(&self, e_tag: &str) -> bool {
        self.e_tag.as_deref() == Some(e_tag)
    }

    /// Whether the store tells another etag of the same form as the one that it should have. The
    /// bytes may still be the same, as above.
    pub(crate) fn differ_from(&self, expected: &str) -> bool {
        let e_tag = self.e_tag.as_deref();
        e_tag.is_some_and(|e_tag| differ(e_tag, expected))
    }
}

/// Whether two etags are digests of the same form and not of the same bytes.
fn differ(one: &str, other: &str) -> bool {
    one != other && parts(one).is_some() && parts(one) == parts(other)
}

fn plain(e_tag: &str) -> String {
    e_tag.trim_matches('"').to_ascii_lowercase()
}

/// Of how many parts an etag tells, if it has the form of digests; empty for an undivided file.
fn parts(e_tag: &str) -> Option<&str> {
    let (digest, parts) = e_tag.split_at_checked(32)?;
    let is_digest = digest.chars().all(|c| c.is_ascii_hexdigit());
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let fits = parts.is_empty() || parts.strip_prefix('-').is_some_and(is_number);
    (is_digest && fits).then_some(parts)
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

    const ONE: &str = "\"9E107D9D372BB6826BD81D3542A419D6\"";
    const SAME: &str = "9e107d9d372bb6826bd81d3542a419d6";
    const OTHER: &str = "e4d909c290d0fb1ca068ffaddf22cbd0";
    const TWO_PARTS: &str = "\"9e107d9d372bb6826bd81d3542a419d6-2\"";
    const TWO_OTHERS: &str = "e4d909c290d0fb1ca068ffaddf22cbd0-2";
    const THREE_PARTS: &str = "e4d909c290d0fb1ca068ffaddf22cbd0-3";

    #[rstest]
    #[case::same_bytes(ONE, SAME, false, false)]
    #[case::other_bytes(ONE, OTHER, true, true)]
    #[case::other_parts(TWO_PARTS, TWO_OTHERS, false, true)]
    #[case::divided_otherwise(TWO_PARTS, THREE_PARTS, false, false)]
    #[case::divided_and_not(TWO_PARTS, OTHER, false, false)]
    #[case::azure("0x8D9C5E1F3A2B4C6", OTHER, false, false)]
    #[case::memory("17", "18", false, false)]
    #[case::no_number(
        "9e107d9d372bb6826bd81d3542a419d6-",
        "e4d909c290d0fb1ca068ffaddf22cbd0-",
        false,
        false
    )]
    fn etags_are_compared_only_if_they_are_digests(
        #[case] one: &str,
        #[case] other: &str,
        #[case] copies_disagree: bool,
        #[case] upload_differs: bool,
    ) {
        let facts = |e_tag| Facts {
            size: 1,
            e_tag: Some(plain(e_tag)),
        };
        assert_eq!(facts(one).disagree(&facts(other)), copies_disagree);
        assert!(!copies_disagree || !facts(one).agree(&facts(other)));
        assert_eq!(facts(one).differ_from(other), upload_differs);
        let nothing = Facts {
            size: 1,
            e_tag: None,
        };
        assert!(!nothing.disagree(&facts(other)) && !nothing.differ_from(other));
    }
}
