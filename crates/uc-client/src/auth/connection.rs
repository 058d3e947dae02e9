//! A workspace and what opens it.

use super::{Arguments, Attribute, Credentials, Environment, Secret, Settings, SetupError};
use crate::Host;

/// A workspace and what opens it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The workspace.
    pub host: Host,
    /// What is sent with every call.
    pub credentials: Credentials,
}

impl Connection {
    /// A workspace and a token.
    #[must_use]
    pub fn with_token(host: Host, token: Secret) -> Self {
        Self {
            host,
            credentials: Credentials::token(token),
        }
    }

    /// Takes what was given explicitly, then the environment, then a profile, and signs in by what
    /// they say.
    ///
    /// # Errors
    /// [`SetupError`] names what is missing or contradicts.
    pub async fn resolve(
        host: Option<&str>,
        token: Option<&Secret>,
        environment: &Environment,
    ) -> Result<Self, SetupError> {
        let arguments = Arguments::default()
            .with(Attribute::Host, host)
            .with(Attribute::Token, token.map(Secret::expose));
        Self::of(&Settings::resolve(&arguments, environment)?).await
    }

    /// Signs in by settings.
    ///
    /// # Errors
    /// [`SetupError`] names what is missing or contradicts.
    pub async fn of(settings: &Settings) -> Result<Self, SetupError> {
        let host = settings.host()?.ok_or(SetupError::NoHost)?;
        let credentials = Credentials::configure(settings).await?;
        Ok(Self { host, credentials })
    }
}
