//! Services of this machine that give out tokens to whoever runs on it.

use http::HeaderMap;
use jiff::Timestamp;
use url::Url;

use super::endpoint::{Endpoint, Repeat};
use super::{AuthError, Secret, Token};

/// A service of this machine, and what to do where it gives no token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nearby {
    /// What it is.
    pub(crate) what: &'static str,
    /// What to do if it is not there.
    pub(crate) absent: &'static str,
    /// What to do if it says no.
    pub(crate) refused: &'static str,
}

impl Nearby {
    /// Asks for a token that says when it ends.
    ///
    /// The path of the address may be a secret, as what it asks is: errors name the server alone.
    pub(crate) async fn token(
        &self,
        http: &Endpoint,
        url: &Url,
        headers: &HeaderMap,
        secrets: &[&Secret],
        now: Timestamp,
    ) -> Result<Token, AuthError> {
        let endpoint = url.origin().ascii_serialization();
        let absent = |source| AuthError::Absent {
            what: self.what,
            endpoint: endpoint.clone(),
            advice: self.absent,
            source,
        };
        let nearby = http.nearby().map_err(absent)?;
        let asked = nearby.get_token(url.as_str(), headers, Repeat::IfThere, secrets, now);
        let token = asked.await.map_err(|error| match error {
            AuthError::Unreachable { source, .. } => absent(source),
            AuthError::Refused {
                status,
                error,
                description,
                ..
            } => AuthError::Refused {
                endpoint: endpoint.clone(),
                status,
                error,
                description: Some(match description {
                    Some(said) => format!("{said}; {}", self.refused),
                    None => self.refused.to_owned(),
                }),
            },
            AuthError::BadAnswer { why, .. } => AuthError::BadAnswer {
                endpoint: endpoint.clone(),
                why,
            },
            other => other,
        })?;
        if token.expiry.is_none() {
            return Err(AuthError::BadAnswer {
                endpoint,
                why: "a token that does not say when it ends".to_owned(),
            });
        }
        Ok(token)
    }
}
