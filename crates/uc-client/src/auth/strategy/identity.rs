//! Tokens of other identity providers, to be exchanged for ours.

use std::path::PathBuf;

use async_trait::async_trait;

use super::{Outcome, Stop};
use crate::Secret;
use crate::auth::{AuthError, Environment};

/// Where the token of another provider comes from. It is asked for before each exchange.
#[async_trait]
pub(super) trait Identity: std::fmt::Debug + Send + Sync {
    /// The token, or why there is none.
    async fn identity(&self) -> Result<Secret, AuthError>;
}

/// Asks for the token once, as the official SDK does before it takes a strategy: none is no error,
/// it is another strategy's turn.
pub(super) async fn obstacle(identity: &dyn Identity) -> Result<Option<Outcome>, Stop> {
    match identity.identity().await {
        Ok(_) => Ok(None),
        // Who else we are must not depend on a service that is away for a moment.
        Err(error) if error.is_passing() => Err(error.into()),
        Err(error) => Ok(Some(Outcome::NotHere(error.to_string()))),
    }
}

/// A token in a variable.
#[derive(Debug)]
pub(super) struct Variable(pub(super) String, pub(super) Environment);

#[async_trait]
impl Identity for Variable {
    async fn identity(&self) -> Result<Secret, AuthError> {
        let found = self.1.get(&self.0).map(Secret::new);
        found.ok_or_else(|| AuthError::NoIdentity {
            why: format!("{} is not set", self.0),
        })
    }
}

/// A token in a file, which others renew.
#[derive(Debug)]
pub(super) struct File(pub(super) PathBuf);

#[async_trait]
impl Identity for File {
    async fn identity(&self) -> Result<Secret, AuthError> {
        let none = |why: &str| AuthError::NoIdentity {
            why: format!("{} {why}", self.0.display()),
        };
        let text = tokio::fs::read_to_string(&self.0)
            .await
            .map_err(|error| none(&format!("cannot be read: {error}")))?;
        let text = text.trim();
        if text.is_empty() {
            return Err(none("is empty"));
        }
        Ok(Secret::new(text))
    }
}
