//! Errors of the catalog service in the words of SQL.

use crate::error::WsError;
use crate::sql::error::SqlError;

/// Conditions of the catalog service and what SQL calls them: code, condition, SQLSTATE.
const CONDITIONS: [(&str, &str, &str); 12] = [
    ("TABLE_DOES_NOT_EXIST", "TABLE_OR_VIEW_NOT_FOUND", "42P01"),
    (
        "TABLE_ALREADY_EXISTS",
        "TABLE_OR_VIEW_ALREADY_EXISTS",
        "42P07",
    ),
    ("SCHEMA_DOES_NOT_EXIST", "SCHEMA_NOT_FOUND", "42704"),
    ("SCHEMA_ALREADY_EXISTS", "SCHEMA_ALREADY_EXISTS", "42P06"),
    (
        "CATALOG_DOES_NOT_EXIST",
        "NO_SUCH_CATALOG_EXCEPTION",
        "42704",
    ),
    ("CATALOG_ALREADY_EXISTS", "CATALOG_ALREADY_EXISTS", "42710"),
    ("ROUTINE_DOES_NOT_EXIST", "ROUTINE_NOT_FOUND", "42883"),
    ("ROUTINE_ALREADY_EXISTS", "ROUTINE_ALREADY_EXISTS", "42723"),
    ("VOLUME_DOES_NOT_EXIST", "VOLUME_NOT_FOUND", "42704"),
    ("VOLUME_ALREADY_EXISTS", "VOLUME_ALREADY_EXISTS", "42710"),
    ("COLUMN_DOES_NOT_EXIST", "UNRESOLVED_COLUMN", "42703"),
    ("PERMISSION_DENIED", "INSUFFICIENT_PERMISSIONS", "42501"),
];

/// `error` as SQL says it; one that is SQL's already stays.
pub(super) fn in_sql(error: WsError) -> WsError {
    if error.message.starts_with('[') && error.message.contains("SQLSTATE: ") {
        return error;
    }
    let known = CONDITIONS.iter().find(|(code, ..)| *code == error.code);
    let Some((code, condition, state)) = known else {
        return error;
    };
    let text = if *code == "PERMISSION_DENIED" {
        format!("Insufficient privileges: {}", error.message)
    } else {
        error.message.clone()
    };
    let text = if text.ends_with('.') {
        text
    } else {
        format!("{text}.")
    };
    WsError {
        status: error.status,
        ..WsError::sql(condition, state, text)
    }
}

/// Whether the error says that an object, or what should hold it, does not exist.
pub(super) fn is_missing(error: &WsError) -> bool {
    const CODES: [&str; 6] = [
        "TABLE_DOES_NOT_EXIST",
        "SCHEMA_DOES_NOT_EXIST",
        "CATALOG_DOES_NOT_EXIST",
        "ROUTINE_DOES_NOT_EXIST",
        "VOLUME_DOES_NOT_EXIST",
        "RESOURCE_DOES_NOT_EXIST",
    ];
    CODES.contains(&error.code.as_str())
}

impl From<SqlError> for WsError {
    fn from(error: SqlError) -> Self {
        Self {
            code: error.condition.clone(),
            message: error.to_string(),
            status: 400,
            sql_state: Some(error.sqlstate),
        }
    }
}
