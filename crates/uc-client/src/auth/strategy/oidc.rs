//! Federation: the token of another identity provider, exchanged at the workspace.

use std::path::PathBuf;

use async_trait::async_trait;

use super::m2m::common;
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::discovery::sign_in;
use crate::auth::endpoint::Repeat;
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Environment, Token};
use crate::{Attribute, Credentials, Secret};

/// The variable that is read when none is named.
const VARIABLE: &str = "DATABRICKS_OIDC_TOKEN";

pub(crate) struct EnvOidc;

#[async_trait]
impl Strategy for EnvOidc {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let named = ground.settings.text(Attribute::OidcTokenEnv);
        let variable = named.unwrap_or(VARIABLE).to_owned();
        let environment = ground.settings.environment().clone();
        federate("env-oidc", ground, Variable(variable, environment)).await
    }
}

pub(crate) struct FileOidc;

#[async_trait]
impl Strategy for FileOidc {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let Some(path) = ground.settings.text(Attribute::OidcTokenFilepath) else {
            return Ok(Outcome::NotHere("no file".to_owned()));
        };
        let path = ground.settings.environment().path(path);
        federate("file-oidc", ground, File(path)).await
    }
}

/// Where the token of the other provider comes from.
#[async_trait]
trait Identity: std::fmt::Debug + Send + Sync {
    /// The token, or why there is none.
    async fn identity(&self) -> Result<Secret, AuthError>;
}

#[derive(Debug)]
struct Variable(String, Environment);

#[async_trait]
impl Identity for Variable {
    async fn identity(&self) -> Result<Secret, AuthError> {
        let found = self.1.get(&self.0).map(Secret::new);
        found.ok_or_else(|| AuthError::NoIdentity {
            why: format!("{} is not set", self.0),
        })
    }
}

#[derive(Debug)]
struct File(PathBuf);

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

async fn federate(
    auth_type: &'static str,
    ground: &Ground,
    identity: impl Identity + 'static,
) -> Result<Outcome, Stop> {
    if let Err(error) = identity.identity().await {
        return Ok(Outcome::NotHere(error.to_string()));
    }
    let issuer = Exchange {
        identity: Box::new(identity),
        exchanger: Exchanger {
            token_endpoint: sign_in(ground).await?.token_endpoint,
            ground: ground.clone(),
        },
    };
    let token = ground.renewing(issuer);
    Ok(Outcome::ready(Credentials::renewed(auth_type, token)))
}

#[derive(Debug)]
struct Exchange {
    identity: Box<dyn Identity>,
    exchanger: Exchanger,
}

#[async_trait]
impl Issuer for Exchange {
    async fn issue(&self) -> Result<Token, AuthError> {
        let identity = self.identity.identity().await?;
        self.exchanger.exchange(&identity).await
    }
}

/// Exchanges tokens of other providers.
#[derive(Debug)]
pub(super) struct Exchanger {
    pub(super) token_endpoint: String,
    pub(super) ground: Ground,
}

impl Exchanger {
    pub(super) async fn exchange(&self, identity: &Secret) -> Result<Token, AuthError> {
        let settings = &self.ground.settings;
        let scopes = settings.scopes().join(" ");
        let mut form = vec![
            (
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
            ),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
            ("subject_token", identity.expose()),
            ("scope", &scopes),
        ];
        // Without a client the account's own federation policy applies.
        form.extend(
            settings
                .text(Attribute::ClientId)
                .map(|id| ("client_id", id)),
        );
        form.extend(common(&self.ground));
        let now = self.ground.clock.now();
        let (http, url) = (&self.ground.http, &self.token_endpoint);
        http.token(url, &form, None, Repeat::Freely, &[identity], now)
            .await
    }
}
