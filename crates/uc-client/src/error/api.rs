//! [`ApiError`]: everything that is known about a call that did not succeed.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::ErrorKind;

/// A call that did not succeed.
///
/// Cheap to clone. Printing gives what the service said; the code, the request and the cause are
/// behind methods.
#[derive(Clone)]
pub struct ApiError(Arc<Parts>);

/// May the same call be made again?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retry {
    /// It would fail in the same way.
    #[default]
    No,
    /// The service refused before doing anything; it may be called again after this time.
    After(Duration),
    /// Perhaps it was done, perhaps not: only what can be done twice may be called again.
    OutcomeUnknown,
}

/// What is known about a SQL statement that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFailure {
    /// The service's name of the statement.
    pub statement_id: Option<String>,
    /// `FAILED`, `CANCELED` or `CLOSED`.
    pub state: String,
    /// The SQLSTATE, the finest word about the cause.
    pub sql_state: Option<String>,
}

/// The fields of an error.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) kind: Option<ErrorKind>,
    pub(crate) error_code: Option<String>,
    pub(crate) message: String,
    pub(crate) details: Vec<Value>,
    pub(crate) request_id: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) retry: Retry,
    pub(crate) statement: Option<StatementFailure>,
    pub(crate) source: Option<Arc<dyn Error + Send + Sync>>,
}

impl From<Parts> for ApiError {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl ApiError {
    /// A request that is not sent, and why.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::from(Parts {
            kind: Some(ErrorKind::Refused),
            message: message.into(),
            ..Parts::default()
        })
    }

    /// An answer that breaks the rules.
    pub(crate) fn protocol(message: impl Into<String>) -> Self {
        Self::from(Parts {
            kind: Some(ErrorKind::Protocol),
            message: message.into(),
            ..Parts::default()
        })
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        self.0.kind.as_ref().unwrap_or(&ErrorKind::Uncoded)
    }

    /// The service's code, as it wrote it.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// What the service said, for people.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Further facts that the service attached.
    #[must_use]
    pub fn details(&self) -> &[Value] {
        &self.0.details
    }

    /// The service's name of the request, for its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Whether the same call may be made again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.0.retry
    }

    /// The statement that did not succeed, if it was one.
    #[must_use]
    pub fn statement(&self) -> Option<&StatementFailure> {
        self.0.statement.as_ref()
    }

    /// The SQLSTATE of the statement that did not succeed.
    #[must_use]
    pub fn sql_state(&self) -> Option<&str> {
        self.statement()
            .and_then(|statement| statement.sql_state.as_deref())
    }

    /// Whether the object is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        *self.kind() == ErrorKind::NotFound
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0
            .source
            .as_ref()
            .map(|source| &**source as &(dyn Error + 'static))
    }
}
