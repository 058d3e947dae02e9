//! What a clone notes about itself in its commit, so that the next one can go on from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::log::CommitFile;
use crate::outcome::Metrics;
use crate::spec::{Carry, CloneSpec, Depth};

/// The key of the record in `commitInfo`.
pub(crate) const KEY: &str = "deltaClone";

const FORMAT: u32 = 1;

/// The record in the `commitInfo` of a clone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CloneRecord {
    format: u32,
    pub(crate) source_table_id: String,
    pub(crate) source_version: u64,
    pub(crate) is_shallow: bool,
    pub(crate) properties: BTreeMap<String, String>,
    transactions: bool,
    user_domains: bool,
}

impl CloneRecord {
    pub(crate) fn of(spec: &CloneSpec, source_table_id: &str, source_version: u64) -> Self {
        Self {
            format: FORMAT,
            source_table_id: source_table_id.to_owned(),
            source_version,
            is_shallow: spec.depth == Depth::Shallow,
            properties: spec.properties.clone(),
            transactions: spec.transactions == Carry::Keep,
            user_domains: spec.user_domains == Carry::Keep,
        }
    }

    /// The record of a commit, if it is a clone made by this crate.
    pub(crate) fn read(commit: &CommitFile) -> Option<Self> {
        let record: Self = serde_json::from_value(commit.info.get(KEY)?.clone()).ok()?;
        (record.format == FORMAT && commit.operation() == "CLONE").then_some(record)
    }
}

/// The source's numbers as the commit of a clone recorded them.
pub(crate) fn recorded_source(info: &Map<String, Value>) -> Metrics {
    let number = |key: &str| {
        let metrics = info.get("operationMetrics");
        let text = metrics
            .and_then(|metrics| metrics.get(key))
            .and_then(Value::as_str);
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    Metrics {
        source_table_size: number("sourceTableSize"),
        source_num_of_files: number("sourceNumOfFiles"),
        ..Metrics::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The record as format 1 writes it; a change of this text needs a new number.
    const FORMAT_1: &str = r#"{"format":1,"sourceTableId":"id","sourceVersion":3,"isShallow":false,"properties":{"a":"b"},"transactions":true,"userDomains":true}"#;

    #[test]
    fn format_1_is_written_and_read() {
        let (source, target) = ("file:///s/".parse().unwrap(), "file:///t/".parse().unwrap());
        let mut spec = CloneSpec::deep(source, target);
        spec.properties.insert("a".to_owned(), "b".to_owned());
        let record = CloneRecord::of(&spec, "id", 3);
        assert_eq!(serde_json::to_string(&record).unwrap(), FORMAT_1);
        assert_eq!(
            serde_json::from_str::<CloneRecord>(FORMAT_1).unwrap(),
            record
        );
    }
}
