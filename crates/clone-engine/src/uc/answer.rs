//! What an error of the API means for whoever called a port.

use clone_core::ports::{PortError, PortErrorKind, Retry};
use uc_client::{ApiError, ErrorKind};

/// The port's form of an API error.
pub(crate) fn port_error(error: ApiError) -> PortError {
    let mut port = PortError::new(kind_of(&error), said(&error)).retry(retry_of(&error));
    let facts = [
        ("error_code", error.error_code()),
        ("request_id", error.request_id()),
        ("sql_state", error.sql_state()),
        (
            "statement_id",
            error.statement().and_then(|s| s.statement_id.as_deref()),
        ),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            port = port.with(name, value);
        }
    }
    // What the service said is the message already; its own cause, if any, comes next.
    match std::error::Error::source(&error) {
        Some(_) => port.because(Causes(error)),
        None => port,
    }
}

/// The causes of an API error without the error itself, whose text is the message.
#[derive(Debug)]
struct Causes(ApiError);

impl std::fmt::Display for Causes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match std::error::Error::source(&self.0) {
            Some(cause) => write!(f, "{cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Causes {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.0)?.source()
    }
}

/// What the service said, as a fragment.
fn said(error: &ApiError) -> String {
    let text = error.message().trim().trim_end_matches('.');
    if text.is_empty() {
        "the service gave no reason".to_owned()
    } else {
        text.to_owned()
    }
}

fn kind_of(error: &ApiError) -> PortErrorKind {
    if let Some(kind) = error.sql_state().and_then(kind_of_sql_state) {
        return kind;
    }
    match error.kind() {
        ErrorKind::NotFound => PortErrorKind::NotFound,
        ErrorKind::AlreadyExists => PortErrorKind::AlreadyExists,
        ErrorKind::PermissionDenied => PortErrorKind::Denied,
        ErrorKind::Unauthenticated => PortErrorKind::Unauthenticated,
        ErrorKind::InvalidParameter
        | ErrorKind::BadRequest
        | ErrorKind::InvalidState
        | ErrorKind::NotEmpty
        | ErrorKind::Refused => PortErrorKind::Invalid,
        ErrorKind::NoSuchEndpoint | ErrorKind::NotImplemented => PortErrorKind::Unsupported,
        ErrorKind::Throttled => PortErrorKind::Throttled,
        ErrorKind::Aborted => PortErrorKind::Conflict,
        ErrorKind::Cancelled => PortErrorKind::Cancelled,
        ErrorKind::QuotaExceeded => PortErrorKind::Full,
        ErrorKind::Unavailable
        | ErrorKind::DeadlineExceeded
        | ErrorKind::Internal
        | ErrorKind::Unreachable
        | ErrorKind::Interrupted
        | ErrorKind::TimedOut => PortErrorKind::Unavailable,
        _ => PortErrorKind::Unknown,
    }
}

/// The SQLSTATEs that say more than the API's one word for a statement that did not run.
///
/// Per the Databricks list of error conditions (2026-08).
fn kind_of_sql_state(state: &str) -> Option<PortErrorKind> {
    Some(match state {
        "42501" => PortErrorKind::Denied,
        "42P01" | "42704" | "42883" => PortErrorKind::NotFound,
        "42P07" | "42710" | "42723" => PortErrorKind::AlreadyExists,
        "53100" => PortErrorKind::Full,
        "2D521" | "40000" => PortErrorKind::Conflict,
        "0A000" => PortErrorKind::Unsupported,
        _ if state.starts_with("42") || state.starts_with("22") => PortErrorKind::Invalid,
        _ => return None,
    })
}

fn retry_of(error: &ApiError) -> Retry {
    match error.retry() {
        uc_client::Retry::No => Retry::Never,
        uc_client::Retry::After(pause) => Retry::After(pause),
        uc_client::Retry::OutcomeUnknown => Retry::AfterProbe,
    }
}
