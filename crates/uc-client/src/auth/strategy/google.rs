//! A service account of Google with its key.

use std::sync::Arc;

use async_trait::async_trait;
use http::header::HeaderName;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::credentials::Extra;
use crate::auth::endpoint::Repeat;
use crate::auth::jwt::{Signer, claims};
use crate::auth::refresh::Issuer;
use crate::auth::{AuthError, Settings, Token};
use crate::{Attribute, Credentials, Secret};

/// Carries the second token.
const ACCESS: HeaderName = HeaderName::from_static("x-databricks-gcp-sa-access-token");
/// What the second token is for.
const SCOPES: &str = "https://www.googleapis.com/auth/cloud-platform \
                      https://www.googleapis.com/auth/compute";
/// Who our own tokens are for, wherever they are sent.
const AUDIENCE: &str = "https://oauth2.googleapis.com/token";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How long our own tokens are good for, in seconds.
const LIFE: i64 = 3_600;

pub(crate) struct GoogleCredentials;

#[async_trait]
impl Strategy for GoogleCredentials {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let Some(found) = ground.settings.secret(Attribute::GoogleCredentials) else {
            return Ok(Outcome::NotHere("no key".to_owned()));
        };
        let account = Arc::new(Account::of(found, ground).await?);
        let token_for = |wanted| {
            ground.renewing(Client {
                account: Arc::clone(&account),
                wanted,
                ground: ground.clone(),
            })
        };
        let bearer = token_for(Wanted::Identity);
        let mut credentials = Credentials::renewed("google-credentials", bearer);
        // It opens all of the account's cloud, and only the console of accounts has a use for it.
        if ground.host.is_accounts() {
            credentials = credentials.with(ACCESS, Extra::Token(token_for(Wanted::Access)));
        }
        Ok(Outcome::ready(credentials))
    }
}

/// A service account.
#[derive(Debug)]
struct Account {
    email: String,
    token_endpoint: String,
    signer: Signer,
}

/// The file of a key, as Google writes it.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: Secret,
    #[serde(default)]
    private_key_id: Option<String>,
    token_uri: String,
}

impl Account {
    async fn of(found: &Secret, ground: &Ground) -> Result<Self, Stop> {
        let wrong = |why: &str| {
            let name = "google_credentials (GOOGLE_CREDENTIALS)";
            Stop::NotUsable(format!("{name} {why}"))
        };
        let text = text(found, &ground.settings)
            .await
            .map_err(|error| wrong(&format!("names a file that cannot be read: {error}")))?;
        // What is wrong with the text may not be told in its words: it holds a key.
        let key: KeyFile = serde_json::from_str(text.expose()).map_err(|_| {
            wrong(
                "is neither a file nor the JSON of a service account's key, with client_email, \
                 private_key and token_uri",
            )
        })?;
        let is_secure = key.token_uri.starts_with("https://");
        // Where the workspace itself is asked in clear text, tokens are no secret any more.
        let is_allowed = is_secure || !ground.host.as_str().starts_with("https://");
        if !is_allowed {
            return Err(wrong("holds a token_uri without TLS"));
        }
        let signer = Signer::of_pem(&key.private_key, key.private_key_id)
            .ok_or_else(|| wrong("holds a private_key that is no RSA key"))?;
        Ok(Self {
            email: key.client_email,
            token_endpoint: key.token_uri,
            signer,
        })
    }
}

/// The text of the file that is named, or what stands in its place.
async fn text(found: &Secret, settings: &Settings) -> std::io::Result<Secret> {
    let path = settings.environment().path(found.expose());
    if !path.is_file() {
        return Ok(found.clone());
    }
    let text = tokio::fs::read_to_string(path).await?;
    Ok(Secret::new(&text))
}

/// What an account asks for.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// A token that names it to the workspace.
    Identity,
    /// A token that opens its cloud.
    Access,
}

#[derive(Debug)]
struct Client {
    account: Arc<Account>,
    wanted: Wanted,
    ground: Ground,
}

#[derive(Deserialize)]
struct Named {
    id_token: Secret,
}

impl Client {
    fn assertion(&self, now: Timestamp) -> Result<Secret, AuthError> {
        let mut claims = json!({
            "iat": now.as_second(),
            "exp": now.as_second() + LIFE,
            "iss": self.account.email,
            "aud": AUDIENCE,
        });
        let (name, value) = match self.wanted {
            Wanted::Identity => ("target_audience", self.ground.host.as_str()),
            Wanted::Access => ("scope", SCOPES),
        };
        if let Some(claims) = claims.as_object_mut() {
            claims.insert(name.to_owned(), value.into());
        }
        let signed = self.account.signer.sign(&claims);
        signed.ok_or_else(|| AuthError::NoIdentity {
            why: "the key of google_credentials does not sign".to_owned(),
        })
    }
}

#[async_trait]
impl Issuer for Client {
    async fn issue(&self) -> Result<Token, AuthError> {
        let now = self.ground.clock.now();
        let assertion = self.assertion(now)?;
        let form = [("grant_type", GRANT), ("assertion", assertion.expose())];
        let (http, url) = (&self.ground.http, &self.account.token_endpoint);
        let (repeat, secrets) = (Repeat::Freely, [&assertion]);
        match self.wanted {
            Wanted::Access => http.token(url, &form, None, repeat, &secrets, now).await,
            Wanted::Identity => {
                let named: Named = http.post(url, &form, None, repeat, &secrets).await?;
                let end = claims(&named.id_token)
                    .and_then(|claims| claims.get("exp")?.as_i64())
                    .and_then(|end| Timestamp::from_second(end).ok());
                let end = end.ok_or_else(|| AuthError::BadAnswer {
                    endpoint: url.clone(),
                    why: "an identity that does not say when it ends".to_owned(),
                })?;
                Ok(Token::new(named.id_token, Some(end), now))
            }
        }
    }
}
