//! The trait that every transport implements, and what may go wrong below it.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

use crate::Retry;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Carries one request to a workspace and its answer back.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends a request once. `operation` is its name in `openapi/`, or one of [`operation`].
    ///
    /// # Errors
    /// [`TransportError`] if there is no answer. An answer of any status is not an error here.
    async fn send(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, TransportError>;
}

/// Names of operations that transports treat in a way of their own.
pub mod operation {
    /// Sends a SQL statement; sending it twice runs it twice.
    pub const EXECUTE: &str = "statements_execute";
    /// Asks for the end of a SQL statement, as often as one likes.
    pub const CANCEL: &str = "statements_cancel";
    /// Reads a file; its body is a stream.
    pub const DOWNLOAD: &str = "files_download";
    /// Writes a file; its body is a stream.
    pub const UPLOAD: &str = "files_upload";
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The service was not reached; nothing was sent.
    #[error("the workspace is not reached")]
    Unreachable {
        /// What the network said.
        #[source]
        source: Cause,
    },
    /// The connection broke when the request may have been carried out.
    #[error("the connection broke before the answer was complete")]
    Interrupted {
        /// What the network said.
        #[source]
        source: Cause,
    },
    /// There was no answer in time; the request may have been carried out.
    #[error("no answer came within {} s", after.as_secs())]
    TimedOut {
        /// How long was waited.
        after: Duration,
    },
}

impl TransportError {
    /// Whether the same request may be sent again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Unreachable { .. } => Retry::After(Duration::from_secs(1)),
            Self::Interrupted { .. } | Self::TimedOut { .. } => Retry::OutcomeUnknown,
        }
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        // The URL is in every log line of the request already, and a link may hold a signature.
        let error = error.without_url();
        if error.is_connect() || error.is_builder() {
            Self::Unreachable {
                source: Box::new(error),
            }
        } else {
            Self::Interrupted {
                source: Box::new(error),
            }
        }
    }
}
