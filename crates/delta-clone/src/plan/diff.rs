//! The three passes: the target's files as keys, the source's against them, what is left over.

use std::collections::HashSet;

use serde::Serialize;
use tokio::sync::mpsc::Sender;

use super::carry::{Carried, Task};
use super::keys::{Key, KeyTable, Removal, Standing, key_of};
use super::spool::Spool;
use crate::error::CloneError;
use crate::log::{DeletionVector, FileEntry, Table};
use crate::meta::Shape;
use crate::outcome::Metrics;

/// Runs the passes. Blocks.
pub(crate) struct Planner<'a> {
    /// The source, for messages.
    pub(crate) table: &'a str,
    /// The target, for messages.
    pub(crate) target: &'a str,
    /// How an entry of the source stands in the target.
    pub(crate) carry: &'a dyn Fn(FileEntry) -> Result<Carried, CloneError>,
    pub(crate) shape: &'a Shape,
    pub(crate) spool: &'a mut Spool,
    pub(crate) tasks: &'a Sender<Task>,
    /// Is asked before each line of the spool.
    pub(crate) before_line: &'a dyn Fn() -> Result<(), CloneError>,
}

/// What the passes found.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    pub(crate) metrics: Metrics,
    /// Files that the target had not, whether they were copied or are only named.
    pub(crate) added_files: i64,
    /// Their bytes.
    pub(crate) added_bytes: i64,
    /// The highest row id given out, if any was.
    pub(crate) row_id_high_water_mark: Option<i64>,
}

/// An `add` action.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Add<'a> {
    #[serde(flatten)]
    file: &'a FileEntry,
    data_change: bool,
}

/// A `remove` action.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Remove<'a> {
    path: &'a str,
    deletion_timestamp: i64,
    data_change: bool,
    extended_file_metadata: bool,
    partition_values: &'a std::collections::BTreeMap<String, Option<String>>,
    size: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a std::collections::BTreeMap<String, Option<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deletion_vector: Option<&'a DeletionVector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_row_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_row_commit_version: Option<i64>,
}

/// Files that the target has, whether as data or as deletion vectors.
#[derive(Default)]
struct Present {
    data: KeyTable,
    vectors: HashSet<Key>,
}

impl Planner<'_> {
    /// Compares all files of both tables.
    pub(crate) fn compare(
        &mut self,
        source: &Table,
        target: Option<&Table>,
    ) -> Result<Totals, CloneError> {
        let mut present = Present::default();
        if let Some(target) = target {
            self.read_target(target, &mut present)?;
        }
        let mut totals = Totals::default();
        source.for_each_file(|entry| {
            totals.metrics.source_table_size += entry.size;
            totals.metrics.source_num_of_files += 1;
            self.place(entry, &mut present, &mut totals)
        })?;
        if let Some(target) = target.filter(|_| present.data.any_to_remove()) {
            target.for_each_file(|entry| self.remove(&entry, &present.data, &mut totals))?;
        }
        Ok(totals)
    }

    fn read_target(&self, target: &Table, present: &mut Present) -> Result<(), CloneError> {
        let with_row_ids = self.shape.next_row_id.is_some();
        target.for_each_file(|entry| {
            if let Some(vector) = &entry.deletion_vector {
                present.vectors.insert(key_of(&vector.path_or_inline_dv));
            }
            if present.data.enter(&entry, with_row_ids) {
                return Ok(());
            }
            Err(CloneError::CorruptLog {
                table: target.root().shown(),
                reason: format!("it has the file `{}` twice", entry.path),
            })
        })
    }

    fn place(
        &mut self,
        entry: FileEntry,
        present: &mut Present,
        totals: &mut Totals,
    ) -> Result<(), CloneError> {
        if entry.deletion_vector.is_some() && self.shape.refuses_deletion_vectors {
            return Err(CloneError::Property {
                key: crate::meta::properties::ENABLE_DELETION_VECTORS.to_owned(),
                reason: format!(
                    "the file `{}` has deleted rows; purge the source first",
                    entry.path
                ),
            });
        }
        let Carried {
            mut entry,
            data,
            vector,
        } = (self.carry)(entry)?;
        let standing = present.data.mark(&entry);
        match standing {
            Standing::Same => return Ok(()),
            Standing::OtherFile { size } => {
                return Err(CloneError::TargetFileDiffers {
                    target: self.target.to_owned(),
                    expected: entry.bytes(),
                    found: u64::try_from(size).unwrap_or(0),
                    file: entry.path,
                });
            }
            Standing::OtherAction | Standing::Absent => {}
        }
        self.give_row_ids(&mut entry, totals)?;
        if standing == Standing::Absent {
            totals.added_files += 1;
            totals.added_bytes += entry.size;
        }
        if standing == Standing::Absent
            && let Some(task) = data
        {
            if task.to.is_some() {
                totals.metrics.num_copied_files += 1;
                totals.metrics.copied_files_size += entry.size;
            }
            self.send(task)?;
        }
        if let (Some(task), Some(descriptor)) = (vector, &entry.deletion_vector)
            && present
                .vectors
                .insert(key_of(&descriptor.path_or_inline_dv))
        {
            self.send(task)?;
        }
        (self.before_line)()?;
        self.spool.push(
            "add",
            &Add {
                file: &entry,
                data_change: true,
            },
        )
    }

    fn give_row_ids(&self, entry: &mut FileEntry, totals: &mut Totals) -> Result<(), CloneError> {
        let Some(first) = self.shape.next_row_id else {
            return Ok(());
        };
        if entry.base_row_id.is_some() {
            return Ok(());
        }
        let rows = entry
            .num_records()
            .ok_or_else(|| CloneError::RowCountMissing {
                table: self.table.to_owned(),
                file: entry.path.clone(),
            })?;
        let base = totals.row_id_high_water_mark.map_or(first, |mark| mark + 1);
        entry.base_row_id = Some(base);
        entry.default_row_commit_version = i64::try_from(self.shape.version).ok();
        totals.row_id_high_water_mark = Some(base + rows - 1);
        Ok(())
    }

    fn remove(
        &mut self,
        entry: &FileEntry,
        present: &KeyTable,
        totals: &mut Totals,
    ) -> Result<(), CloneError> {
        let Some(removal) = present.removal(entry) else {
            return Ok(());
        };
        if removal == Removal::File {
            totals.metrics.num_removed_files += 1;
            totals.metrics.removed_files_size += entry.size;
        }
        (self.before_line)()?;
        self.spool
            .push("remove", &removal_of(entry, self.shape.timestamp))
    }

    fn send(&self, task: Task) -> Result<(), CloneError> {
        // The receiver is gone only when a copy failed, and that error is the one to report.
        self.tasks
            .blocking_send(task)
            .map_err(|_| CloneError::TaskLost { task: "copy" })
    }
}

fn removal_of(entry: &FileEntry, timestamp: i64) -> Remove<'_> {
    Remove {
        path: &entry.path,
        deletion_timestamp: timestamp,
        data_change: true,
        extended_file_metadata: true,
        partition_values: &entry.partition_values,
        size: entry.size,
        tags: entry.tags.as_ref(),
        deletion_vector: entry.deletion_vector.as_ref(),
        base_row_id: entry.base_row_id,
        default_row_commit_version: entry.default_row_commit_version,
    }
}
