//! A file of the source as it stands in the target, and what must be done to bring it there.

use uuid::Uuid;

use crate::error::CloneError;
use crate::log::{DeletionVector, FileEntry};
use crate::spec::Depth;
use crate::store::{LogPath, Place, Root, Stores, encode_leftovers};

/// Turns entries of the source's log into entries of the target's.
///
/// The same entry always becomes the same entry, so that a later clone finds it again.
#[derive(Debug, Clone)]
pub(crate) struct Carrier {
    pub(crate) source: Root,
    pub(crate) target: Root,
    pub(crate) stores: Stores,
    pub(crate) depth: Depth,
}

/// A file to copy, or for a shallow clone to look at.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    /// The file, as the source's log names it.
    pub(crate) file: String,
    pub(crate) from: Place,
    pub(crate) expect: Expect,
    /// Where it goes, as the target's log names it; `None` if it stays.
    pub(crate) to: Option<String>,
}

/// What the log tells of the size of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expect {
    Exactly(u64),
    AtLeast(u64),
}

impl Expect {
    pub(crate) fn holds(self, found: u64) -> bool {
        match self {
            Self::Exactly(size) => found == size,
            Self::AtLeast(size) => found >= size,
        }
    }

    pub(crate) fn bytes(self) -> u64 {
        match self {
            Self::Exactly(size) | Self::AtLeast(size) => size,
        }
    }
}

/// An entry of the target's log, and the files behind it.
#[derive(Debug, Clone)]
pub(crate) struct Carried {
    pub(crate) entry: FileEntry,
    pub(crate) data: Option<Task>,
    pub(crate) vector: Option<Task>,
}

impl Carrier {
    /// The entry that stands in the target for one of the source.
    pub(crate) fn carry(&self, mut entry: FileEntry) -> Result<Carried, CloneError> {
        let expect = u64::try_from(entry.size)
            .map_err(|_| self.unsafe_path(&entry.path, "its size is below zero"))?;
        let data = self.data_file(&mut entry, Expect::Exactly(expect))?;
        let vector = match entry.deletion_vector.take() {
            None => None,
            Some(vector) => {
                let (vector, task) = self.deletion_vector(vector)?;
                entry.deletion_vector = Some(vector);
                task
            }
        };
        entry.base_row_id = None;
        entry.default_row_commit_version = None;
        Ok(Carried {
            entry,
            data,
            vector,
        })
    }

    fn data_file(&self, entry: &mut FileEntry, expect: Expect) -> Result<Option<Task>, CloneError> {
        let from = self.source.place(&entry.path, &self.stores)?;
        let file = entry.path.clone();
        if let LogPath::Absolute(url) = self.parse(&entry.path)? {
            if let Some(own) = self.below_target(&url) {
                entry.path = own;
                return Ok(None);
            }
            entry.path = match self.depth {
                Depth::Deep => adopted(&url),
                Depth::Shallow => url.to_string(),
            };
        } else if self.depth == Depth::Shallow {
            entry.path = self.absolute(&entry.path);
        }
        let to = (self.depth == Depth::Deep).then(|| entry.path.clone());
        Ok(Some(Task {
            file,
            from,
            expect,
            to,
        }))
    }

    fn deletion_vector(
        &self,
        mut vector: DeletionVector,
    ) -> Result<(DeletionVector, Option<Task>), CloneError> {
        let path = match (vector.storage_type.as_str(), vector.path()) {
            ("i", _) => return Ok((vector, None)),
            (_, Some(path)) => path,
            ("u", None) => {
                let reason = "it is no encoded deletion vector name";
                return Err(self.unsafe_path(&vector.path_or_inline_dv, reason));
            }
            (other, None) => {
                return Err(self.unsafe_path(
                    &vector.path_or_inline_dv,
                    &format!("deletion vectors of storage type `{other}` are not supported"),
                ));
            }
        };
        let from = self.source.place(&path, &self.stores)?;
        let expect = Expect::AtLeast(vector.extent());
        let to = match (self.depth, self.parse(&path)?) {
            (Depth::Deep, LogPath::Relative(_)) => Some(path.clone()),
            (Depth::Deep, LogPath::Absolute(url)) => {
                let uuid = vector_uuid(&url);
                vector.storage_type = "u".to_owned();
                vector.path_or_inline_dv = z85::encode(uuid.as_bytes());
                Some(format!("deletion_vector_{uuid}.bin"))
            }
            (Depth::Shallow, parsed) => {
                vector.storage_type = "p".to_owned();
                vector.path_or_inline_dv = match parsed {
                    LogPath::Relative(_) => self.absolute(&path),
                    LogPath::Absolute(url) => url.to_string(),
                };
                None
            }
        };
        Ok((
            vector,
            Some(Task {
                file: path,
                from,
                expect,
                to,
            }),
        ))
    }

    fn absolute(&self, relative: &str) -> String {
        format!("{}{}", self.source.url(), encode_leftovers(relative))
    }

    /// A file of the target itself, which an earlier shallow clone of it named by URL.
    fn below_target(&self, url: &url::Url) -> Option<String> {
        url.as_str()
            .strip_prefix(self.target.url().as_str())
            .map(ToOwned::to_owned)
    }

    fn parse(&self, path: &str) -> Result<LogPath, CloneError> {
        LogPath::parse(path, self.source.url()).map_err(|reason| self.unsafe_path(path, &reason))
    }

    fn unsafe_path(&self, path: &str, reason: &str) -> CloneError {
        CloneError::UnsafePath {
            table: self.source.shown(),
            file: path.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

/// Where a deep clone keeps a file that its source only points at. The directory is digested,
/// because two origins may use one name.
fn adopted(url: &url::Url) -> String {
    let (directory, name) = url.as_str().rsplit_once('/').unwrap_or(("", url.as_str()));
    let digest = blake3::hash(directory.as_bytes()).to_hex();
    let digest: String = digest.chars().take(16).collect();
    format!("cloned-{digest}/{name}")
}

fn vector_uuid(url: &url::Url) -> Uuid {
    let name = url.path().rsplit_once('/').map_or("", |(_, name)| name);
    let named = name
        .strip_prefix("deletion_vector_")
        .and_then(|rest| rest.strip_suffix(".bin"))
        .and_then(|uuid| Uuid::parse_str(uuid).ok());
    named.unwrap_or_else(|| {
        let digest = blake3::hash(url.as_str().as_bytes());
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(digest.as_bytes()) {
            *to = *from;
        }
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    })
}
