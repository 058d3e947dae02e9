//! Where a managed identity is asked for: what Azure tells a program about the place it runs in.
//!
//! The order is the one of Azure's own libraries; a place whose protocol is not spoken is refused by
//! name, as any other would answer for somebody else.

use std::path::PathBuf;

use url::Url;

use super::Stop;
use crate::auth::{Environment, Settings};
use crate::{Attribute, Secret};

/// The metadata service of a machine.
const MACHINE: &str = "http://169.254.169.254";

/// Where the identity is.
#[derive(Clone, Debug)]
pub(super) enum Home {
    /// A service gives out tokens.
    Served(Served),
    /// A file holds a token to exchange.
    Pod(Pod),
}

/// A service that gives out tokens.
#[derive(Clone, Debug)]
pub(super) struct Served {
    pub(super) url: Url,
    pub(super) version: &'static str,
    /// What it wants to see; the service of a machine wants to see none.
    pub(super) secret: Option<Secret>,
}

/// The identity of a pod in Kubernetes.
#[derive(Clone, Debug)]
pub(super) struct Pod {
    pub(super) authority: String,
    pub(super) tenant: String,
    pub(super) file: PathBuf,
    pub(super) client: String,
}

impl Home {
    /// Where this program runs.
    pub(super) fn of(settings: &Settings) -> Result<Self, Stop> {
        let environment = settings.environment();
        if let Some(url) = environment.get("IDENTITY_ENDPOINT") {
            return app(url, environment).map(Self::Served);
        }
        if environment.get("MSI_ENDPOINT").is_some() {
            return Err(match environment.get("MSI_SECRET") {
                Some(_) => not_asked("Azure Machine Learning"),
                None => not_asked("the Cloud Shell"),
            });
        }
        match pod(settings)? {
            Some(pod) => Ok(Self::Pod(pod)),
            None => machine(environment).map(Self::Served),
        }
    }
}

/// The service of an app. Other places use the variable too, with others beside it.
fn app(url: &str, environment: &Environment) -> Result<Served, Stop> {
    const ENDPOINT: &str = "IDENTITY_ENDPOINT";
    let Some(secret) = environment.get("IDENTITY_HEADER") else {
        return Err(match environment.get("IMDS_ENDPOINT") {
            Some(_) => not_asked("Azure Arc"),
            None => wrong(ENDPOINT, "no IDENTITY_HEADER is set beside it"),
        });
    };
    if environment.get("IDENTITY_SERVER_THUMBPRINT").is_some() {
        return Err(not_asked("Service Fabric"));
    }
    Ok(Served {
        url: address(ENDPOINT, url)?,
        version: "2019-08-01",
        secret: Some(Secret::new(secret)),
    })
}

fn pod(settings: &Settings) -> Result<Option<Pod>, Stop> {
    const FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";
    let environment = settings.environment();
    let (Some(authority), Some(tenant), Some(file)) = (
        environment.get("AZURE_AUTHORITY_HOST"),
        environment.get("AZURE_TENANT_ID"),
        environment.get(FILE),
    ) else {
        return Ok(None);
    };
    let named = settings.text(Attribute::AzureClientId);
    let client = named.or_else(|| environment.get("AZURE_CLIENT_ID"));
    let client =
        client.ok_or_else(|| wrong(FILE, "no azure_client_id (ARM_CLIENT_ID) says whose it is"))?;
    Ok(Some(Pod {
        authority: authority.trim_end_matches('/').to_owned(),
        tenant: tenant.to_owned(),
        file: PathBuf::from(file),
        client: client.to_owned(),
    }))
}

fn machine(environment: &Environment) -> Result<Served, Stop> {
    const AUTHORITY: &str = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    let authority = environment.get(AUTHORITY).unwrap_or(MACHINE);
    let authority = authority.trim_end_matches('/');
    Ok(Served {
        url: address(
            AUTHORITY,
            &format!("{authority}/metadata/identity/oauth2/token"),
        )?,
        version: "2018-02-01",
        secret: None,
    })
}

fn address(name: &str, url: &str) -> Result<Url, Stop> {
    url.parse().map_err(|_| wrong(name, "it is no address"))
}

fn wrong(name: &str, why: &str) -> Stop {
    Stop::NotUsable(format!("{name} cannot be used: {why}"))
}

fn not_asked(place: &str) -> Stop {
    Stop::NotUsable(format!(
        "the identities of {place} are not asked; use azure-client-secret or azure-cli"
    ))
}
