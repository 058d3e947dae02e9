//! The live files of the target, as small keys.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::log::FileEntry;

/// A digest of a path. Two paths with one digest are as likely as a broken disk.
pub(crate) type Key = u128;

/// The key of a path.
pub(crate) fn key_of(path: &str) -> Key {
    let digest = blake3::hash(path.as_bytes());
    let mut key = [0; 16];
    for (to, from) in key.iter_mut().zip(digest.as_bytes()) {
        *to = *from;
    }
    u128::from_le_bytes(key)
}

/// What the target has under one path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    size: i64,
    vector: u64,
    content: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The source has not named it: it must be removed.
    Unseen,
    /// The source has the same.
    Kept,
    /// The source has the same data file under another deletion vector.
    Superseded,
}

/// How a file of the source stands in the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is there already.
    Same,
    /// The data file is there, and its action says something else.
    OtherAction,
    /// It is not there.
    Absent,
    /// Another file has its name.
    OtherFile {
        /// The size of that file.
        size: i64,
    },
}

/// The live files of the target.
///
/// The identity of a file is its path and its deletion vector: a file whose deletion vector
/// changed must be removed under the old one, or readers see its rows twice.
#[derive(Debug, Default)]
pub(crate) struct KeyTable {
    slots: HashMap<Key, Slot, BuildHasherDefault<Digest>>,
    needs_removal: u64,
}

impl KeyTable {
    /// Enters a live file of the target; false if the path is there already.
    pub(crate) fn enter(&mut self, entry: &FileEntry, with_row_ids: bool) -> bool {
        let slot = Slot {
            size: entry.size,
            vector: vector_digest(entry),
            // A file without the row id that it needs is written again.
            content: content_digest(entry) ^ u64::from(with_row_ids && entry.base_row_id.is_none()),
            state: State::Unseen,
        };
        self.needs_removal += 1;
        self.slots.insert(key_of(&entry.path), slot).is_none()
    }

    /// Marks a file that the source has, as it would stand in the target.
    pub(crate) fn mark(&mut self, entry: &FileEntry) -> Standing {
        let Some(slot) = self.slots.get_mut(&key_of(&entry.path)) else {
            return Standing::Absent;
        };
        if slot.size != entry.size {
            return Standing::OtherFile { size: slot.size };
        }
        if slot.vector == vector_digest(entry) {
            if slot.state == State::Unseen {
                self.needs_removal = self.needs_removal.saturating_sub(1);
            }
            slot.state = State::Kept;
            if slot.content == content_digest(entry) {
                return Standing::Same;
            }
        } else {
            slot.state = State::Superseded;
        }
        Standing::OtherAction
    }

    /// Whether any file of the target must be removed.
    pub(crate) fn any_to_remove(&self) -> bool {
        self.needs_removal > 0
    }

    /// Whether this file of the target must be removed, and whether its data goes with it.
    pub(crate) fn removal(&self, entry: &FileEntry) -> Option<Removal> {
        match self.slots.get(&key_of(&entry.path))?.state {
            State::Unseen => Some(Removal::File),
            State::Superseded => Some(Removal::DeletionVector),
            State::Kept => None,
        }
    }
}

/// What a `remove` action takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removal {
    /// The file.
    File,
    /// Only the file under its old deletion vector.
    DeletionVector,
}

fn vector_digest(entry: &FileEntry) -> u64 {
    entry.deletion_vector.as_ref().map_or(0, |vector| {
        let mut digest = blake3::Hasher::new();
        digest.update(vector.unique_id().as_bytes());
        short(&digest)
    })
}

/// Everything that a clone carries, which row ids and row commit versions are not.
fn content_digest(entry: &FileEntry) -> u64 {
    let mut digest = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        digest.update(&bytes.len().to_le_bytes());
        digest.update(bytes);
    };
    part(&entry.size.to_le_bytes());
    part(&entry.modification_time.to_le_bytes());
    let pairs = entry
        .partition_values
        .iter()
        .chain(entry.tags.iter().flatten());
    for (name, value) in pairs {
        part(name.as_bytes());
        part(value.as_deref().map_or(&[0xff], str::as_bytes));
    }
    for text in [&entry.stats, &entry.clustering_provider] {
        part(text.as_deref().map_or(&[0xff], str::as_bytes));
    }
    // The lowest bit is left free for `KeyTable::enter`.
    short(&digest) & !1
}

fn short(digest: &blake3::Hasher) -> u64 {
    let mut bytes = [0; 8];
    digest.finalize_xof().fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// The keys are digests already.
#[derive(Default)]
struct Digest(u64);

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u128(&mut self, key: u128) {
        let [a, b, c, d, e, f, g, h, ..] = key.to_le_bytes();
        self.0 = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::log::DeletionVector;

    fn file(path: &str, vector: Option<&str>) -> FileEntry {
        FileEntry {
            path: path.to_owned(),
            partition_values: BTreeMap::new(),
            size: 1,
            modification_time: 2,
            stats: None,
            tags: None,
            deletion_vector: vector.map(|name| DeletionVector {
                storage_type: "u".to_owned(),
                path_or_inline_dv: name.to_owned(),
                offset: Some(1),
                size_in_bytes: 3,
                cardinality: 1,
            }),
            base_row_id: None,
            default_row_commit_version: None,
            clustering_provider: None,
        }
    }

    #[test]
    fn file_with_another_vector_is_removed_under_the_old_one() {
        let mut keys = KeyTable::default();
        assert!(keys.enter(&file("a", Some("old")), false));
        assert_eq!(keys.mark(&file("a", Some("new"))), Standing::OtherAction);
        assert!(keys.any_to_remove());
        assert_eq!(
            keys.removal(&file("a", Some("old"))),
            Some(Removal::DeletionVector)
        );
    }

    #[test]
    fn same_file_is_kept_and_unnamed_file_is_removed() {
        let mut keys = KeyTable::default();
        keys.enter(&file("a", None), false);
        keys.enter(&file("b", None), false);
        assert_eq!(keys.mark(&file("a", None)), Standing::Same);
        assert_eq!(keys.mark(&file("c", None)), Standing::Absent);
        assert_eq!(keys.removal(&file("a", None)), None);
        assert_eq!(keys.removal(&file("b", None)), Some(Removal::File));
    }

    #[test]
    fn changed_statistics_are_written_again_without_a_removal() {
        let mut keys = KeyTable::default();
        keys.enter(&file("a", None), false);
        let mut analyzed = file("a", None);
        analyzed.stats = Some("{}".to_owned());
        assert_eq!(keys.mark(&analyzed), Standing::OtherAction);
        assert!(!keys.any_to_remove());
    }

    #[test]
    fn file_without_a_needed_row_id_is_written_again() {
        let mut keys = KeyTable::default();
        keys.enter(&file("a", None), true);
        assert_eq!(keys.mark(&file("a", None)), Standing::OtherAction);
    }
}
