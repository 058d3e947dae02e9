//! Why no connection could be set up, and why no token was given.

use std::path::PathBuf;
use std::sync::Arc;

use super::Source;
use crate::error::Parts;
use crate::{ApiError, ErrorKind, Host};

/// Why no connection could be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// Nothing names a workspace.
    #[error("no workspace is named; pass a host or a profile, or set `DATABRICKS_HOST`")]
    NoHost,
    /// No strategy has what it needs.
    #[error("nothing says how to sign in to `{host}`")]
    NotConfigured {
        /// The workspace that was named.
        host: Host,
        /// What was looked at, and why it does not apply.
        considered: Vec<String>,
    },
    /// Values of two ways of signing in are set.
    #[error("more than one way to sign in is configured: {}", families.join(" and "))]
    ManyFamilies {
        /// The families, with the sources of their values.
        families: Vec<String>,
    },
    /// The strategy that was asked for lacks values.
    #[error("auth_type `{auth_type}` needs {}", missing.join(" and "))]
    Incomplete {
        /// What was asked for.
        auth_type: String,
        /// The names of what is missing, with their variables.
        missing: Vec<String>,
    },
    /// The strategy that was asked for cannot be used here.
    #[error("auth_type `{auth_type}` cannot be used here: {why}")]
    NotUsable {
        /// What was asked for.
        auth_type: String,
        /// Why not.
        why: String,
    },
    /// A setting asks for something that is not offered.
    #[error("{what} is not supported: {instead}")]
    NotSupported {
        /// What was asked for.
        what: String,
        /// What is offered.
        instead: &'static str,
    },
    /// The name of a strategy is not known.
    #[error("there is no auth_type `{auth_type}`")]
    UnknownAuthType {
        /// What was asked for.
        auth_type: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// A credential would have been sent to another workspace than its own.
    #[error("the {what} of {source_of} belongs to `{theirs}` and is not sent to `{host}`")]
    CredentialOfAnotherHost {
        /// The attribute.
        what: &'static str,
        /// Where it comes from.
        source_of: Source,
        /// The workspace that was named.
        host: Host,
        /// The workspace that stands beside it.
        theirs: Host,
    },
    /// The file of profiles cannot be used.
    #[error("{} cannot be used: {why}", file.display())]
    Profiles {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// There is no such profile.
    #[error("there is no profile `{profile}` in {}", file.display())]
    NoProfile {
        /// The name.
        profile: String,
        /// The file.
        file: PathBuf,
        /// The names there are.
        known: Vec<String>,
    },
    /// The address cannot be used.
    #[error("`{host}` is no address of a workspace: {why}")]
    BadHost {
        /// What was given.
        host: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The token holds a character that no header may carry.
    #[error("the token holds a character that a header cannot carry")]
    BadToken,
    /// The HTTP stack does not start.
    #[error("the HTTP client does not start")]
    Http(#[source] reqwest::Error),
    /// Signing in was tried and did not succeed.
    #[error("cannot sign in to `{host}` with {auth_type}")]
    Auth {
        /// The workspace.
        host: Host,
        /// The strategy.
        auth_type: &'static str,
        /// Why.
        source: Arc<AuthError>,
    },
}

/// Why no token was given. Its texts hold no secret.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The service said no.
    #[error("{endpoint} refuses: {error}{}", description.as_deref().map(|d| format!(": {d}")).unwrap_or_default())]
    Refused {
        /// Where was asked.
        endpoint: String,
        /// The HTTP status.
        status: u16,
        /// The word of the service, such as `invalid_client`.
        error: String,
        /// What it said about it.
        description: Option<String>,
    },
    /// There was no answer.
    #[error("{endpoint} does not answer")]
    Unreachable {
        /// Where was asked.
        endpoint: String,
        /// What the network said.
        #[source]
        source: reqwest::Error,
    },
    /// A service that only some machines have did not answer.
    #[error("{what} does not answer at {endpoint}: {advice}")]
    Absent {
        /// What it is.
        what: &'static str,
        /// Where was asked.
        endpoint: String,
        /// What to do.
        advice: &'static str,
        /// What the network said.
        #[source]
        source: reqwest::Error,
    },
    /// The answer is not what was promised.
    #[error("{endpoint} answers with {why}")]
    BadAnswer {
        /// Where was asked.
        endpoint: String,
        /// What is wrong with it.
        why: String,
    },
    /// A program that gives tokens did not.
    #[error("`{program}` gives no token: {why}")]
    Program {
        /// What was run.
        program: String,
        /// What it said.
        why: String,
    },
    /// A program is not there or too old.
    #[error("`{program}` cannot be used: {why}")]
    NoProgram {
        /// What was looked for.
        program: String,
        /// Why it cannot be used.
        why: String,
    },
    /// There is no token of the identity provider to exchange.
    #[error("there is no identity token: {why}")]
    NoIdentity {
        /// What was looked for.
        why: String,
    },
    /// A person has to sign in.
    #[error("a sign-in to `{host}` is needed: {why}")]
    SignInNeeded {
        /// The workspace.
        host: Host,
        /// Why.
        why: String,
    },
    /// The cache of tokens cannot be used.
    #[error("the token cache {} cannot be used: {why}", file.display())]
    Cache {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// The browser's sign-in did not come to an end.
    #[error("the sign-in did not succeed: {why}")]
    SignIn {
        /// Why.
        why: String,
    },
    /// The token holds a character that no header may carry.
    #[error("the token holds a character that a header cannot carry")]
    BadToken,
    /// The host program's own provider gave none.
    #[error("the provider of tokens gave none")]
    External(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The task that asks for a token ended early.
    #[error("the task that asks for a token ended early")]
    Interrupted,
}

impl AuthError {
    /// Whether asking later may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Absent { .. } | Self::Interrupted => true,
            Self::Refused { status, .. } => matches!(status, 429 | 502..=504),
            _ => false,
        }
    }
}

impl From<Arc<AuthError>> for ApiError {
    fn from(error: Arc<AuthError>) -> Self {
        let kind = if error.is_passing() {
            ErrorKind::Unreachable
        } else {
            ErrorKind::Unauthenticated
        };
        Parts {
            kind: Some(kind),
            message: error.to_string(),
            source: Some(error),
            ..Parts::default()
        }
        .into()
    }
}
