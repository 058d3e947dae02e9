//! The metadata service: a program of this machine that started us and signs us in.

use async_trait::async_trait;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::credentials::header;
use crate::auth::nearby::Nearby;
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Token};
use crate::{Attribute, Credentials, Secret};

const SERVICE: Nearby = Nearby {
    what: "the metadata service",
    absent: "it ends with the program that started it; start that again, or unset \
             metadata_service_url (DATABRICKS_METADATA_SERVICE_URL)",
    refused: "it signs in to no host but the one that it was started for",
};

/// The version of the protocol.
const VERSION: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-databricks-metadata-version"),
    HeaderValue::from_static("1"),
);
/// The workspace that the token is for.
const HOST: HeaderName = HeaderName::from_static("x-databricks-host");

pub(crate) struct MetadataService;

#[async_trait]
impl Strategy for MetadataService {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let Some(url) = ground.settings.secret(Attribute::MetadataServiceUrl) else {
            return Ok(Outcome::NotHere("no metadata service".to_owned()));
        };
        let service = Service {
            url: address(url)?,
            ground: ground.clone(),
        };
        let token = service.issue().await?;
        let renewing = ground.renewing(service).with(token);
        let credentials = Credentials::renewed("metadata-service", renewing);
        Ok(Outcome::ready(credentials))
    }
}

/// The address, if it is one of this machine: whoever answers there decides who we are.
fn address(url: &Secret) -> Result<Url, Stop> {
    let wrong = |why: &str| {
        let name = "metadata_service_url (DATABRICKS_METADATA_SERVICE_URL)";
        Stop::NotUsable(format!("{name} {why}"))
    };
    let url: Url = url.expose().parse().map_err(|_| wrong("is no address"))?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if is_here && matches!(url.scheme(), "http" | "https") {
        return Ok(url);
    }
    Err(wrong(
        "is no address of this machine, such as `http://localhost:8021/...`",
    ))
}

/// Its address opens a session: nobody who reads a log may have it.
struct Service {
    url: Url,
    ground: Ground,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

#[async_trait]
impl Issuer for Service {
    async fn issue(&self) -> Result<Token, AuthError> {
        let host = Secret::new(self.ground.host.as_str());
        let host = header(&host).map_err(|_| AuthError::BadToken)?;
        let headers = HeaderMap::from_iter([VERSION, (HOST, host)]);
        // A path of one character is no secret, and would blot out every slash.
        let secrets = [self.url.as_str(), self.url.path()]
            .into_iter()
            .filter(|text| text.len() > 1)
            .map(Secret::new)
            .collect::<Vec<_>>();
        let (http, now) = (&self.ground.http, self.ground.clock.now());
        SERVICE
            .token(
                http,
                &self.url,
                &headers,
                &secrets.iter().collect::<Vec<_>>(),
                now,
            )
            .await
    }
}
