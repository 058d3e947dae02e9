//! Federation: the token of another identity provider, exchanged at the workspace.

use async_trait::async_trait;

use super::identity::{File, Identity, Variable, obstacle};
use super::m2m::common;
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::discovery::sign_in;
use crate::auth::endpoint::Repeat;
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Token};
use crate::{Attribute, Credentials};

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

/// Signs in with the token of another provider, if there is one.
pub(super) async fn federate(
    auth_type: &'static str,
    ground: &Ground,
    identity: impl Identity + 'static,
) -> Result<Outcome, Stop> {
    if let Some(not_here) = obstacle(&identity).await? {
        return Ok(not_here);
    }
    let token = ground.renewing(Exchange {
        identity: Box::new(identity),
        token_endpoint: sign_in(ground).await?.token_endpoint,
        ground: ground.clone(),
    });
    Ok(Outcome::ready(Credentials::renewed(auth_type, token)))
}

#[derive(Debug)]
struct Exchange {
    identity: Box<dyn Identity>,
    token_endpoint: String,
    ground: Ground,
}

#[async_trait]
impl Issuer for Exchange {
    async fn issue(&self) -> Result<Token, AuthError> {
        let identity = self.identity.identity().await?;
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
        http.token(url, &form, None, Repeat::Freely, &[&identity], now)
            .await
    }
}
