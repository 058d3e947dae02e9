//! One commit file, read as JSON lines: for what the kernel's replay does not tell.

use serde_json::{Map, Value};

use super::commit_name;
use crate::error::CloneError;
use crate::store::Root;

/// A commit of a million files has hundreds of megabytes; what it says about itself comes first.
const HEAD: u64 = 1 << 20;

/// What one commit file says about itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct CommitFile {
    /// The `commitInfo` action, empty if there is none.
    pub(crate) info: Map<String, Value>,
    /// Whether the commit adds or removes files, or changes metadata or protocol.
    pub(crate) changes_table: bool,
    /// The `protocol` action, if there is one.
    pub(crate) protocol: Option<Value>,
}

impl CommitFile {
    /// The operation, as written in `commitInfo`.
    pub(crate) fn operation(&self) -> &str {
        self.info
            .get("operation")
            .and_then(Value::as_str)
            .unwrap_or("UNKNOWN")
    }
}

/// Reads the commit file of a version.
pub(crate) async fn read_commit(root: &Root, version: u64) -> Result<CommitFile, CloneError> {
    let (bytes, whole) = root.below(&commit_name(version))?.read_head(HEAD).await?;
    let mut commit = CommitFile {
        changes_table: !whole,
        ..CommitFile::default()
    };
    let complete = if whole {
        bytes.len()
    } else {
        end_of_last_line(&bytes)
    };
    for line in bytes.split_at(complete).0.split(|byte| *byte == b'\n') {
        if line.starts_with(b"{\"add\"") || line.starts_with(b"{\"remove\"") {
            commit.changes_table = true;
            continue;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let action: Map<String, Value> =
            serde_json::from_slice(line).map_err(|error| CloneError::CorruptLog {
                table: root.shown(),
                reason: format!("version {version}: {error}"),
            })?;
        for (kind, body) in action {
            match (kind.as_str(), body) {
                ("commitInfo", Value::Object(info)) => commit.info = info,
                ("protocol", body) => {
                    commit.protocol = Some(body);
                    commit.changes_table = true;
                }
                ("add" | "remove" | "metaData" | "domainMetadata" | "txn", _) => {
                    commit.changes_table = true;
                }
                _ => {}
            }
        }
    }
    Ok(commit)
}

fn end_of_last_line(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0)
}
