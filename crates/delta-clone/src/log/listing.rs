//! Which versions a log directory still holds.

use std::collections::{BTreeMap, BTreeSet};

use object_store::path::Path as ObjectPath;

use crate::error::CloneError;
use crate::store::Root;

/// The name of the commit file of a version.
pub(crate) fn commit_name(version: u64) -> String {
    format!("_delta_log/{version:020}.json")
}

/// The commits and checkpoints in a log directory.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    commits: BTreeMap<u64, i64>,
    checkpoints: BTreeSet<u64>,
}

impl Listing {
    /// Lists the log of the table at `root`; empty if there is none.
    pub(crate) async fn of(root: &Root) -> Result<Self, CloneError> {
        let directory = ObjectPath::from_url_path(format!("{}_delta_log", root.url().path()))
            .map_err(|error| CloneError::InvalidUrl {
                url: root.shown(),
                reason: error.to_string(),
            })?;
        let mut found = Self::default();
        let mut parts: BTreeMap<(u64, u64), u64> = BTreeMap::new();
        let listed = root.log_store().list_with_delimiter(Some(&directory)).await;
        let listed = match listed {
            Ok(listed) => listed,
            Err(object_store::Error::NotFound { .. }) => return Ok(found),
            Err(source) => {
                let file = directory.to_string();
                return Err(CloneError::Store {
                    action: "list",
                    file,
                    source,
                });
            }
        };
        for file in listed.objects {
            let Some(name) = file.location.filename() else {
                continue;
            };
            match LogFile::parse(name) {
                Some(LogFile::Commit(version)) => {
                    found
                        .commits
                        .insert(version, file.last_modified.timestamp_millis());
                }
                Some(LogFile::Checkpoint(version)) => {
                    found.checkpoints.insert(version);
                }
                Some(LogFile::CheckpointPart { version, of }) => {
                    let seen = parts.entry((version, of)).or_default();
                    *seen += 1;
                    if *seen == of {
                        found.checkpoints.insert(version);
                    }
                }
                Some(LogFile::Compaction) | None => {}
            }
        }
        Ok(found)
    }

    /// The newest version; `None` if there is no log.
    pub(crate) fn newest(&self) -> Option<u64> {
        let commit = self.commits.last_key_value().map(|(version, _)| *version);
        commit.max(self.checkpoints.last().copied())
    }

    /// The oldest version that can be read: the first, or the first with a checkpoint.
    pub(crate) fn oldest(&self) -> Option<u64> {
        if self.commits.contains_key(&0) {
            return Some(0);
        }
        self.checkpoints.first().copied()
    }

    /// The newest checkpoint from which `version` can be read.
    pub(crate) fn checkpoint_for(&self, version: u64) -> Option<u64> {
        self.checkpoints.range(..=version).next_back().copied()
    }

    /// The versions whose commit file is there, newest first, with the time the file was written.
    pub(crate) fn commits(&self) -> impl Iterator<Item = (u64, i64)> + '_ {
        self.commits
            .iter()
            .rev()
            .map(|(version, time)| (*version, *time))
    }
}

/// What a file in a log directory is, by its name.
pub(crate) enum LogFile {
    Commit(u64),
    Checkpoint(u64),
    CheckpointPart { version: u64, of: u64 },
    Compaction,
}

impl LogFile {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (version, rest) = name.split_once('.')?;
        if version.len() != 20 {
            return None;
        }
        let version = version.parse().ok()?;
        let pieces: Vec<&str> = rest.split('.').collect();
        match pieces.as_slice() {
            ["json"] => Some(Self::Commit(version)),
            [_, "compacted", "json"] => Some(Self::Compaction),
            ["checkpoint", "parquet"] | ["checkpoint", _, "parquet" | "json"] => {
                Some(Self::Checkpoint(version))
            }
            ["checkpoint", _, of, "parquet"] => Some(Self::CheckpointPart {
                version,
                of: of.parse().ok()?,
            }),
            _ => None,
        }
    }
}
