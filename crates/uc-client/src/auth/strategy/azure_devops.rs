//! Federation with the identity of a job of Azure Pipelines.

use async_trait::async_trait;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Deserialize;
use url::Url;

use super::identity::Identity;
use super::oidc::federate;
use super::{Ground, Outcome, Stop, Strategy};
use crate::Secret;
use crate::auth::credentials::header;
use crate::auth::endpoint::Endpoint;
use crate::auth::{AuthError, Environment};

/// A pipeline sets it where its author says so, and the others always.
const TOKEN: &str = "SYSTEM_ACCESSTOKEN";

pub(crate) struct AzureDevOps;

#[async_trait]
impl Strategy for AzureDevOps {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let environment = ground.settings.environment();
        let places = match Places::of(environment) {
            Ok(places) => places,
            Err(missing) => {
                let why = format!("no {missing}: this is no job of Azure Pipelines");
                return Ok(Outcome::NotHere(why));
            }
        };
        let Some(token) = environment.get(TOKEN) else {
            let why = "no SYSTEM_ACCESSTOKEN: set it in the `env` of the pipeline's step, to \
                       $(System.AccessToken)";
            return Ok(Outcome::NotHere(why.to_owned()));
        };
        let identity = Pipeline {
            url: places.url()?,
            token: Secret::new(token),
            http: ground.http.clone(),
        };
        federate("azure-devops-oidc", ground, identity).await
    }
}

/// What a job is told about itself.
struct Places<'a> {
    collection: &'a str,
    project: &'a str,
    hub: &'a str,
    plan: &'a str,
    job: &'a str,
}

impl<'a> Places<'a> {
    /// What this job is told, or the name of a variable that it lacks.
    fn of(environment: &'a Environment) -> Result<Self, &'static str> {
        let set = |name: &'static str| environment.get(name).ok_or(name);
        Ok(Self {
            collection: set("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI")?,
            project: set("SYSTEM_TEAMPROJECTID")?,
            hub: set("SYSTEM_HOSTTYPE")?,
            plan: set("SYSTEM_PLANID")?,
            job: set("SYSTEM_JOBID")?,
        })
    }

    /// Where the job's identity is given out.
    fn url(&self) -> Result<String, AuthError> {
        let url = format!(
            "{}/{}/_apis/distributedtask/hubs/{}/plans/{}/jobs/{}/oidctoken",
            self.collection.trim_end_matches('/'),
            self.project,
            self.hub,
            self.plan,
            self.job,
        );
        let mut url: Url = url.parse().map_err(|_| AuthError::NoIdentity {
            why: "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI is no address".to_owned(),
        })?;
        url.set_query(Some("api-version=7.2-preview.1"));
        Ok(url.into())
    }
}

/// The identity of a job. Its audience is fixed.
#[derive(Debug)]
struct Pipeline {
    url: String,
    token: Secret,
    http: Endpoint,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    oidc_token: Secret,
}

#[async_trait]
impl Identity for Pipeline {
    async fn identity(&self) -> Result<Secret, AuthError> {
        let mut headers = HeaderMap::new();
        let bearer = Secret::new(&format!("Bearer {}", self.token.expose()));
        let bearer = header(&bearer).map_err(|_| AuthError::BadToken)?;
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let secrets = [&self.token];
        let given: Given = self
            .http
            .post_nothing(&self.url, &headers, &secrets)
            .await?;
        Ok(given.oidc_token)
    }
}
