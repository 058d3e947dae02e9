//! A service principal with a secret of Databricks.

use async_trait::async_trait;

use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::discovery::sign_in;
use crate::auth::endpoint::Repeat;
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Token};
use crate::{Attribute, Credentials, Secret};

pub(crate) struct M2m;

#[async_trait]
impl Strategy for M2m {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let settings = &ground.settings;
        let (Some(id), Some(secret)) = (
            settings.text(Attribute::ClientId),
            settings.secret(Attribute::ClientSecret),
        ) else {
            return Ok(Outcome::NotHere("no client".to_owned()));
        };
        let issuer = Client {
            token_endpoint: sign_in(ground).await?.token_endpoint,
            id: id.to_owned(),
            secret: secret.clone(),
            ground: ground.clone(),
        };
        let token = ground.renewing(issuer);
        Ok(Outcome::ready(Credentials::renewed("oauth-m2m", token)))
    }
}

#[derive(Debug)]
struct Client {
    token_endpoint: String,
    id: String,
    secret: Secret,
    ground: Ground,
}

#[async_trait]
impl Issuer for Client {
    async fn issue(&self) -> Result<Token, AuthError> {
        let settings = &self.ground.settings;
        let scopes = settings.scopes().join(" ");
        let mut form = vec![("grant_type", "client_credentials"), ("scope", &scopes)];
        form.extend(common(&self.ground));
        let basic = Some((self.id.as_str(), &self.secret));
        self.ground
            .http
            .token(
                &self.token_endpoint,
                &form,
                basic,
                Repeat::Freely,
                &[&self.secret],
                self.ground.clock.now(),
            )
            .await
    }
}

/// The fields that narrow a token of Databricks.
pub(super) fn common(ground: &Ground) -> impl Iterator<Item = (&'static str, &str)> {
    let fields = [
        ("authorization_details", Attribute::AuthorizationDetails),
        ("assume_group", Attribute::GroupId),
    ];
    fields
        .into_iter()
        .filter_map(|(field, attribute)| Some((field, ground.settings.text(attribute)?)))
}
