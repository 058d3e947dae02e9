//! What a host says about itself.

use http::HeaderMap;
use serde::Deserialize;
use url::Url;

use super::strategy::Ground;
use super::{Attribute, AuthError};

/// The document at `/.well-known/databricks-config`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct HostDocument {
    oidc_endpoint: Option<String>,
    account_id: Option<String>,
    token_federation_default_oidc_audiences: Option<Vec<String>>,
    workspace_id: Option<serde_json::Value>,
}

/// Where people and programs sign in.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SignIn {
    /// For a browser.
    pub(crate) authorization_endpoint: String,
    /// For tokens.
    pub(crate) token_endpoint: String,
    /// The audience of identity tokens that the host prefers.
    #[serde(skip)]
    pub(crate) audience: Option<String>,
}

const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";

/// Asks the host where to sign in.
///
/// A host that does not say keeps its endpoints where all did before it was asked: below `/oidc`,
/// and for an account below `/oidc/accounts/ID`.
pub(crate) async fn sign_in(ground: &Ground) -> Result<SignIn, AuthError> {
    let settings = &ground.settings;
    let (url, audience) = match settings.text(Attribute::DiscoveryUrl) {
        Some(url) => (url.to_owned(), None),
        None => from_host(ground).await?,
    };
    let mut found: SignIn = ground.http.get(&url, &HeaderMap::new(), &[]).await?;
    for endpoint in [&found.authorization_endpoint, &found.token_endpoint] {
        is_fit(ground, endpoint)?;
    }
    found.audience = settings
        .text(Attribute::TokenAudience)
        .map(str::to_owned)
        .or(audience);
    Ok(found)
}

async fn from_host(ground: &Ground) -> Result<(String, Option<String>), AuthError> {
    let host = &ground.host;
    let url = format!("{host}/.well-known/databricks-config");
    let document = match ground.http.get(&url, &HeaderMap::new(), &[]).await {
        Ok(document) => document,
        // Not every host has the document; what else is wrong will be seen at its endpoints.
        Err(AuthError::Refused { .. } | AuthError::BadAnswer { .. }) => HostDocument::default(),
        Err(error) => return Err(error),
    };
    let account = ground.settings.text(Attribute::AccountId);
    let account = account.map(str::to_owned).or(document.account_id);
    let is_account = host.is_accounts();
    let base = match (document.oidc_endpoint, &account) {
        (Some(endpoint), Some(account)) => endpoint.replace("{account_id}", account),
        (Some(endpoint), None) if endpoint.contains("{account_id}") => {
            return Err(AuthError::BadAnswer {
                endpoint: url,
                why: "an address that needs an account_id, and none is set".to_owned(),
            });
        }
        (Some(endpoint), None) => endpoint,
        (None, Some(account)) if is_account => format!("{host}/oidc/accounts/{account}"),
        (None, _) => format!("{host}/oidc"),
    };
    let audience = document
        .token_federation_default_oidc_audiences
        .and_then(|audiences| audiences.into_iter().next())
        .or_else(|| account.filter(|_| is_account && document.workspace_id.is_none()));
    let base = base.trim_end_matches('/');
    Ok((format!("{base}{WELL_KNOWN}"), audience))
}

/// A secret that goes to an https host does not leave it in clear text.
fn is_fit(ground: &Ground, endpoint: &str) -> Result<(), AuthError> {
    let wrong = |why: &str| AuthError::BadAnswer {
        endpoint: ground.host.to_string(),
        why: why.to_owned(),
    };
    let url: Url = endpoint
        .parse()
        .map_err(|_| wrong("an endpoint that is no address"))?;
    let secure = url.scheme() == "https" || !ground.host.as_str().starts_with("https://");
    if secure && matches!(url.scheme(), "https" | "http") {
        return Ok(());
    }
    Err(wrong("an endpoint without TLS"))
}
