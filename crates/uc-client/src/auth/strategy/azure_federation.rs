//! Federation with Entra: the token of another identity provider in the place of a client's secret.

use async_trait::async_trait;

use super::azure::{NOT_AZURE, known_tenant};
use super::github::Job;
use super::identity::{Identity, obstacle};
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::endpoint::Repeat;
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Token};
use crate::{Attribute, Credentials};

/// What Entra wants identity tokens to be for.
const AUDIENCE: &str = "api://AzureADTokenExchange";

/// The identity of a GitHub Actions job.
pub(crate) struct GitHubAzure;

#[async_trait]
impl Strategy for GitHubAzure {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let Some(client) = ground.settings.text(Attribute::AzureClientId) else {
            return Ok(Outcome::NotHere("no client".to_owned()));
        };
        let job = match Job::of(ground.settings.environment()) {
            Ok(job) => job,
            Err(not_here) => return Ok(not_here),
        };
        let Some(cloud) = ground.azure else {
            return Ok(Outcome::NotHere(NOT_AZURE.to_owned()));
        };
        let identity = job.identity_for(AUDIENCE, &ground.http)?;
        if let Some(not_here) = obstacle(&identity).await? {
            return Ok(not_here);
        }
        let tenant = known_tenant(ground).await?;
        let token = ground.renewing(Asserted {
            token_endpoint: format!("{}{tenant}/oauth2/token", cloud.login),
            target: ("resource", cloud.application.to_owned()),
            client: client.to_owned(),
            identity: Box::new(identity),
            ground: ground.clone(),
        });
        let credentials = Credentials::renewed("github-oidc-azure", token);
        Ok(Outcome::ready(credentials))
    }
}

/// A client that proves itself with the token of another provider.
#[derive(Debug)]
pub(super) struct Asserted {
    pub(super) token_endpoint: String,
    /// The field that says what the token is for: the two versions of the endpoint differ.
    pub(super) target: (&'static str, String),
    pub(super) client: String,
    pub(super) identity: Box<dyn Identity>,
    pub(super) ground: Ground,
}

#[async_trait]
impl Issuer for Asserted {
    async fn issue(&self) -> Result<Token, AuthError> {
        let identity = self.identity.identity().await?;
        let (target, value) = &self.target;
        let form = [
            ("grant_type", "client_credentials"),
            (*target, value),
            ("client_id", &self.client),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", identity.expose()),
        ];
        let now = self.ground.clock.now();
        let (http, url) = (&self.ground.http, &self.token_endpoint);
        http.token(url, &form, None, Repeat::Freely, &[&identity], now)
            .await
    }
}
