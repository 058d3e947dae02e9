//! Failures of the world.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// The answer of a port.
pub type PortResult<T> = Result<T, PortError>;

/// A call to the world that did not do what was asked.
#[derive(Debug)]
pub struct PortError {
    /// What sort of failure.
    pub kind: PortErrorKind,
    /// What happened, as a fragment, without the cause's text.
    pub message: String,
    /// Facts for the operator: request id, statement id, error code of the platform.
    pub context: Vec<(&'static str, String)>,
    /// Whether trying again makes sense.
    pub retry: Retry,
    /// The cause.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// What sort of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PortErrorKind {
    /// The object does not exist, or the principal may not know that it does.
    NotFound,
    /// The object exists.
    AlreadyExists,
    /// A privilege is missing.
    Denied,
    /// The credential is missing, wrong or expired.
    Unauthenticated,
    /// Somebody else changed the same thing.
    Conflict,
    /// The request is not valid.
    Invalid,
    /// The platform cannot do this.
    Unsupported,
    /// Too many requests.
    Throttled,
    /// The platform cannot be reached or is in trouble.
    Unavailable,
    /// The user or the platform cancelled it.
    Cancelled,
    /// The disk or quota is full.
    Full,
    /// None of the others.
    Unknown,
}

/// Whether trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It would fail again.
    Never,
    /// At once.
    Now,
    /// After this long.
    After(Duration),
    /// The effect may have happened: look before doing it again.
    AfterProbe,
}

impl PortError {
    /// An error without context or cause that is not worth a retry.
    pub fn new(kind: PortErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            context: Vec::new(),
            retry: Retry::Never,
            source: None,
        }
    }

    /// Adds a fact for the operator.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.context.push((name, value.into()));
        self
    }

    /// Says whether trying again makes sense.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Names the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for PortError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for PortError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
