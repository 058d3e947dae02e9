//! A managed identity of Azure: tokens for the programs of a machine, a container or a pod.

use async_trait::async_trait;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::azure::{NOT_AZURE, for_resource};
use super::azure_federation::Asserted;
use super::identity::File;
use super::managed::{Home, Pod, Served};
use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::credentials::header;
use crate::auth::nearby::Nearby;
use crate::auth::refresh::{Issuer, Refreshing};
use crate::auth::{AuthError, Token};
use crate::{Attribute, Credentials, Secret};

const SERVICE: Nearby = Nearby {
    what: "the managed identity's service",
    absent: "this is no machine of Azure that has one; unset azure_use_msi (ARM_USE_MSI), or sign \
             in with azure-client-secret or azure-cli",
    refused: "give the machine an identity, and if it has several, name one by azure_client_id \
              (ARM_CLIENT_ID)",
};

const METADATA: HeaderName = HeaderName::from_static("metadata");
const IDENTITY_HEADER: HeaderName = HeaderName::from_static("x-identity-header");

pub(crate) struct AzureMsi;

#[async_trait]
impl Strategy for AzureMsi {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        if !ground.settings.flag(Attribute::AzureUseMsi) {
            let why = "azure_use_msi (ARM_USE_MSI) is not switched on";
            return Ok(Outcome::NotHere(why.to_owned()));
        }
        let Some(cloud) = ground.azure else {
            return Ok(Outcome::NotHere(NOT_AZURE.to_owned()));
        };
        let home = Home::of(&ground.settings)?;
        let token_for = |resource: &str| match &home {
            Home::Served(served) => ground.renewing(Asked {
                served: served.clone(),
                resource: resource.to_owned(),
                ground: ground.clone(),
            }),
            Home::Pod(pod) => of_pod(pod, resource, ground),
        };
        let credentials = Credentials::renewed("azure-msi", token_for(cloud.application));
        let management = || token_for(cloud.management);
        Ok(Outcome::ready(for_resource(
            credentials,
            ground,
            management,
        )))
    }
}

/// A pod has no service to ask: its identity is a file that Entra takes.
fn of_pod(pod: &Pod, resource: &str, ground: &Ground) -> Refreshing {
    ground.renewing(Asserted {
        token_endpoint: format!("{}/{}/oauth2/v2.0/token", pod.authority, pod.tenant),
        target: (
            "scope",
            format!("{}/.default", resource.trim_end_matches('/')),
        ),
        client: pod.client.clone(),
        identity: Box::new(File(pod.file.clone())),
        ground: ground.clone(),
    })
}

/// A token of a service of this machine.
#[derive(Debug)]
struct Asked {
    served: Served,
    resource: String,
    ground: Ground,
}

impl Asked {
    fn url(&self) -> Url {
        let mut url = self.served.url.clone();
        let client = self.ground.settings.text(Attribute::AzureClientId);
        url.query_pairs_mut()
            .append_pair("api-version", self.served.version)
            .append_pair("resource", &self.resource)
            .extend_pairs(client.map(|client| ("client_id", client)));
        url
    }
}

#[async_trait]
impl Issuer for Asked {
    async fn issue(&self) -> Result<Token, AuthError> {
        let mut headers = HeaderMap::new();
        match &self.served.secret {
            Some(secret) => {
                let value = header(secret).map_err(|_| AuthError::BadToken)?;
                headers.insert(IDENTITY_HEADER, value);
            }
            None => {
                headers.insert(METADATA, HeaderValue::from_static("true"));
            }
        }
        let secrets: Vec<&Secret> = self.served.secret.iter().collect();
        let (http, now) = (&self.ground.http, self.ground.clock.now());
        SERVICE
            .token(http, &self.url(), &headers, &secrets, now)
            .await
    }
}
