//! One commit of a Delta log.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::error::{WsError, WsResult};

/// Writes the actions as `version`, or fails when that version exists. Blocks.
///
/// # Errors
/// `DELTA_CONCURRENT_WRITE` when another writer was faster; an error of the disk.
pub(super) fn commit(root: &Path, version: u64, actions: &[Value]) -> WsResult<()> {
    let log = root.join("_delta_log");
    let broken =
        |error: std::io::Error| WsError::io(format_args!("the log of {}", root.display()), &error);
    std::fs::create_dir_all(&log).map_err(broken)?;
    let mut text = String::new();
    for action in actions {
        text.push_str(&action.to_string());
        text.push('\n');
    }
    // A hard link is made only when its name is free, and a complete file appears at once.
    let staged = log.join(format!(".{version:020}.{}.tmp", uuid::Uuid::new_v4()));
    let target = log.join(format!("{version:020}.json"));
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&staged)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::hard_link(&staged, &target)?;
        OpenOptions::new().read(true).open(&log)?.sync_all()
    };
    let written = write();
    let cleaned = std::fs::remove_file(&staged);
    match written {
        Ok(()) => cleaned.map_err(broken),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(WsError::sql(
            "DELTA_CONCURRENT_WRITE",
            "2D521",
            format_args!("version {version} was written by another statement."),
        )),
        Err(error) => Err(broken(error)),
    }
}

/// The `commitInfo` action.
pub(super) fn info(operation: &str, parameters: &Value, metrics: &Value, in_commit: bool) -> Value {
    let now = jiff::Timestamp::now().as_millisecond();
    let mut info = json!({
        "timestamp": now,
        "operation": operation,
        "operationParameters": parameters,
        "operationMetrics": metrics,
        "isBlindAppend": false,
        "engineInfo": concat!("clone-xs local workspace/", env!("CARGO_PKG_VERSION")),
        "txnId": uuid::Uuid::new_v4().to_string(),
    });
    if in_commit && let Some(object) = info.as_object_mut() {
        object.shift_insert(0, "inCommitTimestamp".to_owned(), json!(now));
    }
    json!({ "commitInfo": info })
}
