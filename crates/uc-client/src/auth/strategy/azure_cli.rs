//! The sign-in of the Azure CLI: `az account get-access-token`.

use std::path::PathBuf;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::Value;

use super::azure::{MANAGEMENT, NOT_AZURE, RESOURCE, tenant};
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::credentials::Extra;
use crate::auth::jwt::claims;
use crate::auth::refresh::{Issuer, Refreshing};
use crate::auth::{AuthError, Token, command};
use crate::{Attribute, Credentials, Secret};

pub(crate) struct AzureCli;

#[async_trait]
impl Strategy for AzureCli {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let Some(cloud) = ground.azure else {
            return Ok(Outcome::NotHere(NOT_AZURE.to_owned()));
        };
        let environment = ground.settings.environment();
        let Some(program) = command::find("az", environment, |_| true) else {
            return Ok(Outcome::NotHere("`az` is not installed".to_owned()));
        };
        let tenant = match tenant(ground).await {
            Some(tenant) if !is_managed_identity(ground, &program).await => Some(tenant),
            _ => None,
        };
        let az = Az {
            program,
            tenant,
            ground,
        };
        let (token, renewing) = match az.token_for(cloud.application).await {
            Ok(found) => found,
            Err(error) if ground.is_wanted => return Err(error.into()),
            Err(error) => return Ok(Outcome::NotHere(error.to_string())),
        };
        let mut credentials = Credentials::renewed("azure-cli", renewing);
        if let Some(resource) = ground.settings.text(Attribute::AzureWorkspaceResourceId) {
            credentials = credentials.with(RESOURCE, Extra::Text(Secret::new(resource)));
            if !is_person(&token.access) {
                match az.token_for(cloud.management).await {
                    Ok((_, token)) => {
                        credentials = credentials.with(MANAGEMENT, Extra::Token(token));
                    }
                    Err(error) => tracing::debug!(%error, "no token for Azure's management"),
                }
            }
        }
        Ok(Outcome::ready(credentials))
    }
}

struct Az<'a> {
    program: PathBuf,
    tenant: Option<String>,
    ground: &'a Ground,
}

impl Az<'_> {
    /// A token for a resource, by the workspace's subscription if that opens.
    async fn token_for(&self, resource: &str) -> Result<(Token, Refreshing), AuthError> {
        let id = self
            .ground
            .settings
            .text(Attribute::AzureWorkspaceResourceId);
        // /subscriptions/ID/resourceGroups/...
        let subscription = id.and_then(|id| id.split('/').nth(2));
        if let Some(subscription) = subscription {
            let asked = self.asked(resource, Some(subscription));
            match asked.issue().await {
                Ok(token) => return Ok((token.clone(), self.ground.renewing(asked).with(token))),
                // Some may use the workspace and not see its subscription.
                Err(error) => tracing::debug!(%error, "asking without the subscription"),
            }
        }
        let asked = self.asked(resource, None);
        let token = asked.issue().await?;
        Ok((token.clone(), self.ground.renewing(asked).with(token)))
    }

    fn asked(&self, resource: &str, subscription: Option<&str>) -> Asked {
        let mut arguments = ["account", "get-access-token", "--resource", resource]
            .map(str::to_owned)
            .to_vec();
        arguments.extend(["--output", "json"].map(str::to_owned));
        for (option, value) in [
            ("--subscription", subscription),
            ("--tenant", self.tenant.as_deref()),
        ] {
            arguments.extend(
                value
                    .into_iter()
                    .flat_map(|v| [option.to_owned(), v.to_owned()]),
            );
        }
        Asked {
            program: self.program.clone(),
            arguments,
            ground: self.ground.clone(),
        }
    }
}

#[derive(Debug)]
struct Asked {
    program: PathBuf,
    arguments: Vec<String>,
    ground: Ground,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    access_token: Secret,
    /// Seconds since 1970; versions before 2.54 lack it.
    #[serde(rename = "expires_on")]
    expires: Option<i64>,
    /// The same in local time.
    expires_on: Option<String>,
}

#[async_trait]
impl Issuer for Asked {
    async fn issue(&self) -> Result<Token, AuthError> {
        let environment = self.ground.settings.environment();
        let arguments = self.arguments.clone();
        let answer = command::run(self.program.clone(), arguments, environment).await?;
        let wrong = |why: &str| AuthError::Program {
            program: self.program.display().to_string(),
            why: why.to_owned(),
        };
        let answer: Answer = serde_json::from_slice(&answer)
            .map_err(|_| wrong("its answer is not the one of `az account get-access-token`"))?;
        let end = expiry(&answer).ok_or_else(|| wrong("its answer does not say when it ends"))?;
        let now = self.ground.clock.now();
        Ok(Token::new(answer.access_token, Some(end), now))
    }
}

fn expiry(answer: &Answer) -> Option<Timestamp> {
    if let Some(seconds) = answer.expires {
        return Timestamp::from_second(seconds).ok();
    }
    let local: DateTime = answer.expires_on.as_deref()?.parse().ok()?;
    let zoned = TimeZone::system().to_zoned(local).ok()?;
    Some(zoned.timestamp())
}

/// A managed identity has no choice of tenants.
async fn is_managed_identity(ground: &Ground, program: &std::path::Path) -> bool {
    let asked = ["account", "show", "--output", "json"].map(str::to_owned);
    let environment = ground.settings.environment();
    let Ok(answer) = command::run(program.to_owned(), asked.to_vec(), environment).await else {
        return false;
    };
    let account: Value = serde_json::from_slice(&answer).unwrap_or_default();
    let user = |field: &str| {
        account
            .pointer(&format!("/user/{field}"))
            .and_then(Value::as_str)
    };
    let assigned = ["systemAssignedIdentity", "userAssignedIdentity"];
    user("type") == Some("servicePrincipal")
        && user("name").is_some_and(|name| assigned.contains(&name))
}

/// Tokens of people name them; those of service principals need a second token beside them.
fn is_person(token: &Secret) -> bool {
    claims(token).is_some_and(|claims| claims.get("upn").is_some())
}
