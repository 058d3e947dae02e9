//! The first lines of the commit of a clone.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::record::{CloneRecord, KEY};
use crate::error::CloneError;
use crate::log::Transaction;
use crate::meta::Shape;
use crate::meta::domains::DomainAction;
use crate::outcome::Metrics;
use crate::plan::line;

/// What the header of a commit says.
pub(crate) struct Header<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) operation: &'a str,
    pub(crate) parameters: Value,
    pub(crate) metrics: Value,
    pub(crate) record: Option<&'a CloneRecord>,
    pub(crate) transactions: &'a [Transaction],
    pub(crate) domains: &'a [DomainAction],
}

/// The name of this engine in commits.
pub(crate) fn engine_info() -> String {
    concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned()
}

impl Header<'_> {
    /// The lines, `commitInfo` first, as in-commit timestamps need it.
    pub(crate) fn lines(&self) -> Result<Vec<u8>, CloneError> {
        let mut lines = line("commitInfo", &self.commit_info()?)?;
        if self.shape.protocol_changed {
            lines.extend(line("protocol", &self.shape.protocol)?);
        }
        if self.shape.metadata_changed {
            lines.extend(line("metaData", &self.shape.metadata)?);
        }
        for transaction in self.transactions {
            lines.extend(line("txn", transaction)?);
        }
        for domain in self.domains {
            lines.extend(line("domainMetadata", domain)?);
        }
        Ok(lines)
    }

    fn commit_info(&self) -> Result<Map<String, Value>, CloneError> {
        let mut info = Map::new();
        let mut say = |key: &str, value: Value| info.insert(key.to_owned(), value);
        if self.shape.in_commit_timestamps {
            say("inCommitTimestamp", self.shape.timestamp.into());
        }
        say("timestamp", self.shape.timestamp.into());
        say("operation", self.operation.into());
        say("operationParameters", self.parameters.clone());
        if let Some(read) = self.shape.version.checked_sub(1) {
            say("readVersion", read.into());
        }
        say("isolationLevel", "Serializable".into());
        say("isBlindAppend", false.into());
        say("operationMetrics", self.metrics.clone());
        say("engineInfo", engine_info().into());
        say("txnId", Uuid::new_v4().to_string().into());
        if let Some(record) = self.record {
            let record = serde_json::to_value(record).map_err(|error| {
                CloneError::io("write", "the record of the clone", error.into())
            })?;
            say(KEY, record);
        }
        Ok(info)
    }
}

/// The metrics as readers of `DESCRIBE HISTORY` expect them: texts.
pub(crate) fn operation_metrics(metrics: &Metrics) -> Value {
    json!({
        "sourceTableSize": metrics.source_table_size.to_string(),
        "sourceNumOfFiles": metrics.source_num_of_files.to_string(),
        "numRemovedFiles": metrics.num_removed_files.to_string(),
        "numCopiedFiles": metrics.num_copied_files.to_string(),
        "removedFilesSize": metrics.removed_files_size.to_string(),
        "copiedFilesSize": metrics.copied_files_size.to_string(),
    })
}
