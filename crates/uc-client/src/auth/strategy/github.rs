//! Federation with the identity of a GitHub Actions job.

use async_trait::async_trait;
use http::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Deserialize;
use url::Url;

use super::identity::Identity;
use super::oidc::federate;
use super::{Ground, Outcome, Stop, Strategy};
use crate::Secret;
use crate::auth::credentials::header;
use crate::auth::discovery::sign_in;
use crate::auth::endpoint::Endpoint;
use crate::auth::{AuthError, Environment};

/// Why a strategy of GitHub is not for this place.
const NO_JOB: &str = "no ACTIONS_ID_TOKEN_REQUEST_URL with its token: either this is no GitHub \
                      Actions job, or the job lacks the permission `id-token: write`";

pub(crate) struct GitHub;

#[async_trait]
impl Strategy for GitHub {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let job = match Job::of(ground.settings.environment()) {
            Ok(job) => job,
            Err(not_here) => return Ok(not_here),
        };
        let sign_in = sign_in(ground).await?;
        let audience = sign_in.audience.unwrap_or(sign_in.token_endpoint);
        let identity = job.identity_for(&audience, &ground.http)?;
        federate("github-oidc", ground, identity).await
    }
}

/// What a job is told about where its identity is given out.
#[derive(Debug)]
pub(super) struct Job {
    url: String,
    token: Secret,
}

impl Job {
    /// What this job is told, or why the strategy is not for this place.
    pub(super) fn of(environment: &Environment) -> Result<Self, Outcome> {
        let (Some(url), Some(token)) = (
            environment.get("ACTIONS_ID_TOKEN_REQUEST_URL"),
            environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
        ) else {
            return Err(Outcome::NotHere(NO_JOB.to_owned()));
        };
        Ok(Self {
            url: url.to_owned(),
            token: Secret::new(token),
        })
    }

    /// Its identity, for an audience.
    pub(super) fn identity_for(
        self,
        audience: &str,
        http: &Endpoint,
    ) -> Result<JobIdentity, AuthError> {
        let mut url: Url = self.url.parse().map_err(|_| AuthError::NoIdentity {
            why: "ACTIONS_ID_TOKEN_REQUEST_URL is no address".to_owned(),
        })?;
        url.query_pairs_mut().append_pair("audience", audience);
        Ok(JobIdentity {
            url: url.into(),
            token: self.token,
            http: http.clone(),
        })
    }
}

/// The identity of a job. GitHub's tokens are good for minutes.
#[derive(Debug)]
pub(super) struct JobIdentity {
    url: String,
    token: Secret,
    http: Endpoint,
}

#[derive(Deserialize)]
struct Given {
    value: Secret,
}

#[async_trait]
impl Identity for JobIdentity {
    async fn identity(&self) -> Result<Secret, AuthError> {
        let mut headers = HeaderMap::new();
        let bearer = Secret::new(&format!("Bearer {}", self.token.expose()));
        let bearer = header(&bearer).map_err(|_| AuthError::BadToken)?;
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let given: Given = self.http.get(&self.url, &headers, &[&self.token]).await?;
        Ok(given.value)
    }
}
