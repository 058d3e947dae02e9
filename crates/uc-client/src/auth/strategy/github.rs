//! Federation with the identity of a GitHub Actions job.

use async_trait::async_trait;
use http::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Deserialize;
use url::Url;

use super::oidc::Exchanger;
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::credentials::header;
use crate::auth::discovery::sign_in;
use crate::auth::endpoint::Endpoint;
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Token};
use crate::{Credentials, Secret};

pub(crate) struct GitHub;

#[async_trait]
impl Strategy for GitHub {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let environment = ground.settings.environment();
        let (Some(url), Some(token)) = (
            environment.get("ACTIONS_ID_TOKEN_REQUEST_URL"),
            environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
        ) else {
            let why = "no ACTIONS_ID_TOKEN_REQUEST_URL with its token: either this is no GitHub \
                       Actions job, or the job lacks the permission `id-token: write`";
            return Ok(Outcome::NotHere(why.to_owned()));
        };
        let sign_in = sign_in(ground).await?;
        let audience = sign_in.audience.unwrap_or(sign_in.token_endpoint.clone());
        let mut url: Url = url.parse().map_err(|_| AuthError::NoIdentity {
            why: "ACTIONS_ID_TOKEN_REQUEST_URL is no address".to_owned(),
        })?;
        url.query_pairs_mut().append_pair("audience", &audience);
        let issuer = Job {
            url: url.into(),
            token: Secret::new(token),
            http: ground.http.clone(),
            exchanger: Exchanger {
                token_endpoint: sign_in.token_endpoint,
                ground: ground.clone(),
            },
        };
        let token = ground.renewing(issuer);
        Ok(Outcome::ready(Credentials::renewed("github-oidc", token)))
    }
}

#[derive(Debug)]
struct Job {
    url: String,
    token: Secret,
    http: Endpoint,
    exchanger: Exchanger,
}

#[derive(Deserialize)]
struct Given {
    value: Secret,
}

#[async_trait]
impl Issuer for Job {
    async fn issue(&self) -> Result<Token, AuthError> {
        let mut headers = HeaderMap::new();
        let bearer = Secret::new(&format!("Bearer {}", self.token.expose()));
        let bearer = header(&bearer).map_err(|_| AuthError::BadToken)?;
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let given: Given = self.http.get(&self.url, &headers, &[&self.token]).await?;
        self.exchanger.exchange(&given.value).await
    }
}
