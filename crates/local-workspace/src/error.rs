//! The one error of the workspace, used by REST and by SQL.

use std::fmt;

/// What a caller is told when a request is refused or fails.
///
/// `code` is the `error_code` of the REST body and is what programs match on; `message` is for
/// people. REST renders it with `status`; SQL puts it into `status.error` at HTTP 200.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct WsError {
    /// The `error_code`, such as `CATALOG_DOES_NOT_EXIST`.
    pub code: String,
    /// The text for people, in the wording of the real service where that is on record.
    pub message: String,
    /// The HTTP status of a REST answer.
    pub status: u16,
    /// The SQLSTATE, when the error has one.
    pub sql_state: Option<String>,
}

/// Shorthand for results of the workspace.
pub type WsResult<T> = Result<T, WsError>;

impl WsError {
    /// An error with a code, a status and a message, without SQLSTATE.
    pub fn new(code: &str, status: u16, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            status,
            sql_state: None,
        }
    }

    /// A SQL error: the text becomes `[CLASS] text SQLSTATE: state`.
    pub fn sql(class: &str, sql_state: &str, text: impl fmt::Display) -> Self {
        Self {
            code: class.to_owned(),
            message: format!("[{class}] {text} SQLSTATE: {sql_state}"),
            status: 400,
            sql_state: Some(sql_state.to_owned()),
        }
    }

    /// Something this workspace does not support, refused by its name.
    pub fn unsupported(construct: impl fmt::Display) -> Self {
        Self::sql(
            "UNSUPPORTED",
            "0A000",
            format_args!("the local workspace does not support {construct}."),
        )
    }

    /// Adds a SQLSTATE.
    #[must_use]
    pub fn with_state(mut self, sql_state: &str) -> Self {
        self.sql_state = Some(sql_state.to_owned());
        self
    }

    /// A value of the request is wrong.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new("INVALID_PARAMETER_VALUE", 400, message).with_state("22023")
    }

    /// The caller may not do this.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new("PERMISSION_DENIED", 403, message).with_state("42501")
    }

    /// Something inside the workspace broke: its database, its disk.
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::new("INTERNAL_ERROR", 500, message.to_string()).with_state("XX000")
    }

    /// There is no room left for what has to be written.
    pub fn full(message: impl fmt::Display) -> Self {
        Self::new("QUOTA_EXCEEDED", 507, message.to_string()).with_state("53100")
    }

    /// A file of the workspace could not be read or written.
    pub fn io(what: impl fmt::Display, source: &std::io::Error) -> Self {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};

        if matches!(source.kind(), StorageFull | QuotaExceeded | FileTooLarge) {
            return Self::full(format_args!("{what}: {source}"));
        }
        Self::new("IO_ERROR", 500, format!("{what}: {source}")).with_state("58030")
    }

    /// The text for `status.error.message` of a statement: SQL errors already carry their class.
    pub fn statement_text(&self) -> String {
        if self.message.starts_with('[') {
            self.message.clone()
        } else {
            match &self.sql_state {
                Some(state) => format!("[{}] {} SQLSTATE: {state}", self.code, self.message),
                None => format!("[{}] {}", self.code, self.message),
            }
        }
    }
}

impl From<rusqlite::Error> for WsError {
    fn from(source: rusqlite::Error) -> Self {
        let text = format_args!("the metadata database: {source}");
        match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::full(text),
            _ => Self::internal(text),
        }
    }
}

impl From<serde_json::Error> for WsError {
    fn from(source: serde_json::Error) -> Self {
        Self::internal(format_args!("a stored value does not decode: {source}"))
    }
}
