//! Actions of a Delta log, as they are written.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A live file: the fields of an `add` action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileEntry {
    pub(crate) path: String,
    pub(crate) partition_values: BTreeMap<String, Option<String>>,
    pub(crate) size: i64,
    pub(crate) modification_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stats: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tags: Option<BTreeMap<String, Option<String>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deletion_vector: Option<DeletionVector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) base_row_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_row_commit_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clustering_provider: Option<String>,
}

impl FileEntry {
    /// The number of rows in the data file, deleted ones included, if the statistics tell.
    pub(crate) fn num_records(&self) -> Option<i64> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Stats {
            num_records: Option<i64>,
        }
        serde_json::from_str::<Stats>(self.stats.as_deref()?)
            .ok()?
            .num_records
    }

    /// The size, which a log may not give below zero.
    pub(crate) fn bytes(&self) -> u64 {
        u64::try_from(self.size).unwrap_or(0)
    }
}

/// Rows of a file that are deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeletionVector {
    pub(crate) storage_type: String,
    pub(crate) path_or_inline_dv: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) offset: Option<i32>,
    pub(crate) size_in_bytes: i32,
    pub(crate) cardinality: i64,
}

impl DeletionVector {
    /// What tells it from other deletion vectors of the same file, as the protocol defines it.
    pub(crate) fn unique_id(&self) -> String {
        let Self {
            storage_type,
            path_or_inline_dv,
            offset,
            ..
        } = self;
        match offset {
            Some(offset) => format!("{storage_type}{path_or_inline_dv}@{offset}"),
            None => format!("{storage_type}{path_or_inline_dv}"),
        }
    }

    /// The file that holds it, as a log would name it; `None` if it lies in no file that is known.
    pub(crate) fn path(&self) -> Option<String> {
        match self.storage_type.as_str() {
            "u" => decoded_path(&self.path_or_inline_dv),
            "p" => Some(self.path_or_inline_dv.clone()),
            _ => None,
        }
    }

    /// How far into its file it reaches: its size, its bytes, its checksum.
    pub(crate) fn extent(&self) -> u64 {
        let offset = u64::try_from(self.offset.unwrap_or(1)).unwrap_or(0);
        offset + 8 + u64::try_from(self.size_in_bytes).unwrap_or(0)
    }
}

/// The `metaData` action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Metadata {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) format: Format,
    pub(crate) schema_string: String,
    pub(crate) partition_columns: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_time: Option<i64>,
    pub(crate) configuration: BTreeMap<String, String>,
}

/// The encoding of the data files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Format {
    pub(crate) provider: String,
    pub(crate) options: BTreeMap<String, String>,
}

/// The `protocol` action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Protocol {
    pub(crate) min_reader_version: i32,
    pub(crate) min_writer_version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reader_features: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) writer_features: Option<Vec<String>>,
}

/// The `txn` action: how far an application has come in writing to the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Transaction {
    pub(crate) app_id: String,
    pub(crate) version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_updated: Option<i64>,
}

/// The path of a deletion vector with storage type `u`: a prefix and 20 letters of a UUID.
fn decoded_path(encoded: &str) -> Option<String> {
    let (prefix, letters) = encoded.split_at_checked(encoded.len().checked_sub(20)?)?;
    let uuid = Uuid::from_slice(&z85::decode(letters).ok()?).ok()?;
    Some(match prefix {
        "" => format!("deletion_vector_{uuid}.bin"),
        prefix => format!("{prefix}/deletion_vector_{uuid}.bin"),
    })
}
