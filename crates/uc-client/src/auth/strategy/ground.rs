//! What a strategy works with, and what it answers.

use std::sync::Arc;

use async_trait::async_trait;

use crate::Host;
use crate::auth::cloud::AzureCloud;
use crate::auth::endpoint::Endpoint;
use crate::auth::refresh::{Ahead, Issuer, Refreshing};
use crate::auth::{Attribute, AuthError, Clock, Credentials, Settings};

/// What a strategy works with.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    pub(crate) settings: Settings,
    pub(crate) host: Host,
    pub(crate) http: Endpoint,
    pub(crate) clock: Arc<dyn Clock>,
    /// The Azure cloud that the workspace is in, if it is in one.
    pub(crate) azure: Option<AzureCloud>,
    /// Whether the strategy was asked for by name.
    pub(crate) is_wanted: bool,
}

impl Ground {
    /// A token that renews itself from an issuer.
    pub(crate) fn renewing(&self, issuer: impl Issuer + 'static) -> Refreshing {
        let ahead = if self.settings.flag(Attribute::DisableAsyncTokenRefresh) {
            Ahead::Never
        } else {
            Ahead::InBackground
        };
        Refreshing::new(Box::new(issuer), Arc::clone(&self.clock), ahead)
    }
}

/// What became of a strategy.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It signs in.
    Ready(Box<Credentials>),
    /// It does not apply here, and why.
    NotHere(String),
}

impl Outcome {
    pub(super) fn ready(credentials: Credentials) -> Self {
        Self::Ready(Box::new(credentials))
    }
}

/// Why a strategy stops the search.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It was tried and failed.
    Auth(AuthError),
    /// What is set for it is wrong.
    NotUsable(String),
    /// It is not offered; what to do instead.
    NotSupported(&'static str),
}

impl From<AuthError> for Stop {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}

/// One way of signing in. All that its row needs is there when it is asked.
#[async_trait]
pub(crate) trait Strategy: Send + Sync {
    /// Signs in, or says why not here.
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop>;
}
