//! Rows of the kernel's scan metadata, turned into file entries.

use std::collections::BTreeMap;

use delta_kernel::arrow::array::{
    Array, AsArray, Int32Array, Int64Array, MapArray, RecordBatch, StringArray, StructArray,
};
use delta_kernel::arrow::datatypes::{Int32Type, Int64Type};

use super::{DeletionVector, FileEntry};

/// The columns of one batch, found by name once.
pub(super) struct FileRows<'a> {
    path: &'a StringArray,
    size: &'a Int64Array,
    modification_time: &'a Int64Array,
    stats: &'a StringArray,
    vector: VectorRows<'a>,
    constants: &'a StructArray,
    partition_values: &'a MapArray,
    tags: Option<&'a MapArray>,
    base_row_id: Option<&'a Int64Array>,
    default_row_commit_version: Option<&'a Int64Array>,
    clustering_provider: Option<&'a StringArray>,
}

struct VectorRows<'a> {
    present: &'a StructArray,
    storage_type: &'a StringArray,
    path_or_inline: &'a StringArray,
    offset: &'a Int32Array,
    size_in_bytes: &'a Int32Array,
    cardinality: &'a Int64Array,
}

impl<'a> FileRows<'a> {
    /// `None` if the batch has not the shape that the kernel documents.
    pub(super) fn of(batch: &'a RecordBatch) -> Option<Self> {
        let constants = batch
            .column_by_name("fileConstantValues")?
            .as_struct_opt()?;
        let constant = |name: &str| constants.column_by_name(name);
        let vector = batch.column_by_name("deletionVector")?.as_struct_opt()?;
        Some(Self {
            path: batch.column_by_name("path")?.as_string_opt()?,
            size: batch
                .column_by_name("size")?
                .as_primitive_opt::<Int64Type>()?,
            modification_time: batch
                .column_by_name("modificationTime")?
                .as_primitive_opt::<Int64Type>()?,
            stats: batch.column_by_name("stats")?.as_string_opt()?,
            vector: VectorRows {
                present: vector,
                storage_type: vector.column_by_name("storageType")?.as_string_opt()?,
                path_or_inline: vector.column_by_name("pathOrInlineDv")?.as_string_opt()?,
                offset: vector
                    .column_by_name("offset")?
                    .as_primitive_opt::<Int32Type>()?,
                size_in_bytes: vector
                    .column_by_name("sizeInBytes")?
                    .as_primitive_opt::<Int32Type>()?,
                cardinality: vector
                    .column_by_name("cardinality")?
                    .as_primitive_opt::<Int64Type>()?,
            },
            constants,
            partition_values: constant("partitionValues")?.as_map_opt()?,
            tags: constant("tags").and_then(|column| column.as_map_opt()),
            base_row_id: constant("baseRowId").and_then(|c| c.as_primitive_opt::<Int64Type>()),
            default_row_commit_version: constant("defaultRowCommitVersion")
                .and_then(|c| c.as_primitive_opt::<Int64Type>()),
            clustering_provider: constant("clusteringProvider").and_then(|c| c.as_string_opt()),
        })
    }

    /// The file in a row; `None` if the row has no path.
    pub(super) fn entry(&self, row: usize) -> Option<FileEntry> {
        let has_constants = self.constants.is_valid(row);
        Some(FileEntry {
            path: text(self.path, row)?,
            partition_values: if has_constants && self.partition_values.is_valid(row) {
                map(self.partition_values, row)
            } else {
                BTreeMap::new()
            },
            size: long(self.size, row).unwrap_or_default(),
            modification_time: long(self.modification_time, row).unwrap_or_default(),
            stats: text(self.stats, row),
            tags: self
                .tags
                .filter(|tags| has_constants && tags.is_valid(row))
                .map(|tags| map(tags, row)),
            deletion_vector: self.vector.at(row),
            base_row_id: self.base_row_id.and_then(|column| long(column, row)),
            default_row_commit_version: self
                .default_row_commit_version
                .and_then(|column| long(column, row)),
            clustering_provider: self
                .clustering_provider
                .and_then(|column| text(column, row)),
        })
    }
}

impl VectorRows<'_> {
    fn at(&self, row: usize) -> Option<DeletionVector> {
        if self.present.is_null(row) {
            return None;
        }
        Some(DeletionVector {
            storage_type: text(self.storage_type, row)?,
            path_or_inline_dv: text(self.path_or_inline, row)?,
            offset: self.offset.is_valid(row).then(|| self.offset.value(row)),
            size_in_bytes: self.size_in_bytes.value(row),
            cardinality: self.cardinality.value(row),
        })
    }
}

pub(super) fn text(column: &StringArray, row: usize) -> Option<String> {
    column.is_valid(row).then(|| column.value(row).to_owned())
}

pub(super) fn long(column: &Int64Array, row: usize) -> Option<i64> {
    column.is_valid(row).then(|| column.value(row))
}

fn map(column: &MapArray, row: usize) -> BTreeMap<String, Option<String>> {
    let entries = column.value(row);
    let (Some(keys), Some(values)) = (
        entries.column(0).as_string_opt::<i32>(),
        entries.column(1).as_string_opt::<i32>(),
    ) else {
        return BTreeMap::new();
    };
    (0..entries.len())
        .map(|at| (keys.value(at).to_owned(), text(values, at)))
        .collect()
}
