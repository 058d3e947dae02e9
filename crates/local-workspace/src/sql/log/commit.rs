//! Writing one commit file, or nothing.

use super::Protocol;
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;
use uuid::Uuid;

/// What a commit without rows says.
pub(crate) struct Commit<'a> {
    /// The operation, such as `CREATE TABLE`.
    pub(crate) operation: &'a str,
    /// Its parameters.
    pub(crate) parameters: Value,
    /// Who does it.
    pub(crate) user: &'a str,
    /// The id of the table.
    pub(crate) id: String,
    /// When the table was made, in epoch milliseconds.
    pub(crate) created: Option<i64>,
    /// The schema.
    pub(crate) schema: &'a str,
    /// The partition columns.
    pub(crate) partitioned_by: &'a [String],
    /// The properties.
    pub(crate) properties: &'a BTreeMap<String, String>,
    /// The protocol, when it changes.
    pub(crate) protocol: Option<Protocol>,
    /// The clustering columns, when they change.
    pub(crate) clustered_by: Option<&'a [String]>,
}

/// Writes version 0 of the log in the directory `table`.
///
/// # Errors
/// When there is a log already, when it cannot be written.
pub(crate) fn create(table: &Path, commit: &Commit<'_>) -> WsResult<()> {
    let log = table.join("_delta_log");
    fs::create_dir_all(&log).map_err(|error| WsError::io(log.display(), &error))?;
    write(&log, 0, commit, None)
}

/// Writes `version` of the log in the directory `table`, not earlier than `after` milliseconds.
///
/// # Errors
/// `CONCURRENT_APPEND` when somebody else wrote that version, or it cannot be written.
pub(crate) fn append(
    table: &Path,
    version: u64,
    commit: &Commit<'_>,
    after: Option<i64>,
) -> WsResult<()> {
    write(&table.join("_delta_log"), version, commit, after)
}

fn write(log: &Path, version: u64, commit: &Commit<'_>, after: Option<i64>) -> WsResult<()> {
    let wrong = |error: std::io::Error| WsError::io(log.display(), &error);
    let mut text = String::new();
    for action in actions(version, commit, after) {
        text.push_str(&action.to_string());
        text.push('\n');
    }
    let draft = log.join(format!(".{}.tmp", Uuid::new_v4()));
    let mut file = File::create(&draft).map_err(wrong)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(wrong)?;
    // A hard link, unlike a rename, never replaces the commit of somebody else.
    let linked = fs::hard_link(&draft, log.join(format!("{version:020}.json")));
    fs::remove_file(&draft).map_err(wrong)?;
    match linked {
        Ok(()) => File::open(log)
            .and_then(|directory| directory.sync_all())
            .map_err(wrong),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(WsError::sql(
            "DELTA_CONCURRENT_WRITE",
            "2D521",
            format_args!(
                "Another write made version {version} of the table at the same time; try again."
            ),
        )),
        Err(error) => Err(wrong(error)),
    }
}

fn actions(version: u64, commit: &Commit<'_>, after: Option<i64>) -> Vec<Value> {
    let now = now_ms();
    let mut info = json!({
        "timestamp": now,
        "userName": commit.user,
        "operation": commit.operation,
        "operationParameters": commit.parameters,
        "isolationLevel": "WriteSerializable",
        "isBlindAppend": true,
        "operationMetrics": {},
        "engineInfo": concat!("clone-xs/", env!("CARGO_PKG_VERSION")),
        "txnId": Uuid::new_v4(),
    });
    if let (Some(after), Some(info)) = (after, info.as_object_mut()) {
        info.insert("inCommitTimestamp".to_owned(), json!(now.max(after + 1)));
    }
    if let (Some(read), Some(info)) = (version.checked_sub(1), info.as_object_mut()) {
        info.insert("readVersion".to_owned(), json!(read));
    }
    let mut actions = vec![json!({ "commitInfo": info })];
    actions.extend(commit.table_actions());
    actions
}

impl Commit<'_> {
    /// What the commit says of the table, without who did it.
    pub(crate) fn table_actions(&self) -> Vec<Value> {
        let mut actions: Vec<Value> = self.protocol.iter().map(Protocol::action).collect();
        actions.push(json!({ "metaData": {
            "id": self.id,
            "format": { "provider": "parquet", "options": {} },
            "schemaString": self.schema,
            "partitionColumns": self.partitioned_by,
            "configuration": self.properties,
            "createdTime": self.created.unwrap_or_else(now_ms),
        }}));
        if let Some(columns) = self.clustered_by {
            let columns: Vec<Vec<&str>> = columns
                .iter()
                .map(|column| column.split('.').collect())
                .collect();
            let configuration = json!({ "clusteringColumns": columns }).to_string();
            actions.push(json!({ "domainMetadata": {
                "domain": "delta.clustering", "configuration": configuration, "removed": false,
            }}));
        }
        actions
    }
}
