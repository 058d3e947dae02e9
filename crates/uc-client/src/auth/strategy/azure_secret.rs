//! A service principal of Entra with its secret.

use async_trait::async_trait;

use super::azure::{NOT_AZURE, for_resource, known_tenant};
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::endpoint::Repeat;
use crate::auth::refresh::{Issuer, Refreshing};
use crate::auth::{AuthError, Token};
use crate::{Attribute, Credentials, Secret};

pub(crate) struct AzureClientSecret;

#[async_trait]
impl Strategy for AzureClientSecret {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let settings = &ground.settings;
        let (Some(id), Some(secret)) = (
            settings.text(Attribute::AzureClientId),
            settings.secret(Attribute::AzureClientSecret),
        ) else {
            return Ok(Outcome::NotHere("no client".to_owned()));
        };
        let Some(cloud) = ground.azure else {
            return Ok(Outcome::NotHere(NOT_AZURE.to_owned()));
        };
        let tenant = known_tenant(ground).await?;
        let token_for = |resource: &str| -> Refreshing {
            ground.renewing(Client {
                token_endpoint: format!("{}{tenant}/oauth2/token", cloud.login),
                resource: resource.to_owned(),
                id: id.to_owned(),
                secret: secret.clone(),
                ground: ground.clone(),
            })
        };
        let bearer = token_for(cloud.application);
        let credentials = Credentials::renewed("azure-client-secret", bearer);
        let management = || token_for(cloud.management);
        Ok(Outcome::ready(for_resource(
            credentials,
            ground,
            management,
        )))
    }
}

#[derive(Debug)]
struct Client {
    token_endpoint: String,
    resource: String,
    id: String,
    secret: Secret,
    ground: Ground,
}

#[async_trait]
impl Issuer for Client {
    async fn issue(&self) -> Result<Token, AuthError> {
        let form = [
            ("grant_type", "client_credentials"),
            ("resource", &self.resource),
            ("client_id", &self.id),
            ("client_secret", self.secret.expose()),
        ];
        let now = self.ground.clock.now();
        let (http, url) = (&self.ground.http, &self.token_endpoint);
        http.token(url, &form, None, Repeat::Freely, &[&self.secret], now)
            .await
    }
}
