//! The commits of a table, for DESCRIBE HISTORY.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

use crate::clone::Cloner;
use crate::error::CloneError;
use crate::log::{Listing, read_commit};

/// What one commit says about itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CommitFacts {
    /// The version that it made.
    pub version: u64,
    /// When, in epoch milliseconds: its in-commit timestamp, or else the time of its file.
    pub timestamp: i64,
    /// The operation; `None` if the writer did not tell.
    pub operation: Option<String>,
    /// The parameters of the operation. What is not text is its JSON.
    pub operation_parameters: BTreeMap<String, String>,
    /// The metrics of the operation.
    pub operation_metrics: BTreeMap<String, String>,
    /// The user who did it.
    pub user_id: Option<String>,
    /// The name of that user.
    pub user_name: Option<String>,
    /// The version that the writer had read.
    pub read_version: Option<i64>,
    /// The isolation level.
    pub isolation_level: Option<String>,
    /// Whether it only added rows, without reading the table.
    pub is_blind_append: Option<bool>,
    /// The engine that wrote it.
    pub engine_info: Option<String>,
    /// What the user noted.
    pub user_metadata: Option<String>,
}

impl Cloner {
    /// The commits of a table that are still there, newest first.
    ///
    /// # Errors
    /// [`CloneError::NotADeltaTable`] if there is no log; otherwise what reading it gives.
    pub async fn history(&self, table: &Url) -> Result<Vec<CommitFacts>, CloneError> {
        let root = self.stores.root(table)?;
        let listing = Listing::of(&root).await?;
        if listing.newest().is_none() {
            return Err(CloneError::NotADeltaTable {
                table: root.shown(),
                reason: "`_delta_log` is missing or holds no commit".to_owned(),
            });
        }
        let mut history = Vec::new();
        for (version, written) in listing.commits() {
            let commit = read_commit(&root, version).await?;
            history.push(facts(version, written, &commit.info));
        }
        Ok(history)
    }
}

fn facts(version: u64, written: i64, info: &Map<String, Value>) -> CommitFacts {
    let text = |key: &str| info.get(key).filter(|value| !value.is_null()).map(plain);
    let texts = |key: &str| -> BTreeMap<String, String> {
        let entries = info
            .get(key)
            .and_then(Value::as_object)
            .into_iter()
            .flatten();
        entries
            .map(|(key, value)| (key.clone(), plain(value)))
            .collect()
    };
    CommitFacts {
        version,
        timestamp: info
            .get("inCommitTimestamp")
            .and_then(Value::as_i64)
            .unwrap_or(written),
        operation: text("operation"),
        operation_parameters: texts("operationParameters"),
        operation_metrics: texts("operationMetrics"),
        user_id: text("userId"),
        user_name: text("userName"),
        read_version: info.get("readVersion").and_then(Value::as_i64),
        isolation_level: text("isolationLevel"),
        is_blind_append: info.get("isBlindAppend").and_then(Value::as_bool),
        engine_info: text("engineInfo"),
        user_metadata: text("userMetadata"),
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), ToOwned::to_owned)
}
