//! What puts a principal on a request.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use super::refresh::{Issuer, Refreshing};
use super::strategy::Considered;
use super::{AuthError, Clock, Secret, Settings, SetupError, SystemClock, Token, strategy};

/// What puts a principal on a request. Clones share their token.
#[derive(Clone, Debug)]
pub struct Credentials {
    auth_type: &'static str,
    bearer: Bearer,
    /// Headers beside the bearer's.
    extra: Vec<(HeaderName, Extra)>,
}

#[derive(Clone, Debug)]
enum Bearer {
    Fixed(Secret),
    Renewed(Refreshing),
    /// Asked for every request; its owner keeps it.
    PerCall(Arc<dyn Issuer>),
}

#[derive(Clone, Debug)]
pub(crate) enum Extra {
    Text(Secret),
    Token(Refreshing),
}

/// The headers of one request, and which token is in them.
#[derive(Debug)]
pub(crate) struct Presented {
    pub(crate) headers: HeaderMap,
    token: Option<Token>,
}

type Cause = Box<dyn std::error::Error + Send + Sync>;
type Provider = dyn Fn() -> BoxFuture<'static, Result<Secret, Cause>> + Send + Sync;

struct External(Box<Provider>);

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("External")
    }
}

#[async_trait]
impl Issuer for External {
    async fn issue(&self) -> Result<Token, AuthError> {
        let access = (self.0)().await.map_err(AuthError::External)?;
        Ok(Token::new(access, None, SystemClock.now()))
    }
}

impl Credentials {
    /// A token that is sent as it is.
    #[must_use]
    pub fn token(token: Secret) -> Self {
        Self::of("pat", Bearer::Fixed(token))
    }

    /// A provider of another program, such as a notebook's: it is asked for every request.
    pub fn external<F>(provider: F) -> Self
    where
        F: Fn() -> BoxFuture<'static, Result<Secret, Cause>> + Send + Sync + 'static,
    {
        let issuer = Arc::new(External(Box::new(provider)));
        Self::of("external", Bearer::PerCall(issuer))
    }

    pub(crate) fn renewed(auth_type: &'static str, token: Refreshing) -> Self {
        Self::of(auth_type, Bearer::Renewed(token))
    }

    fn of(auth_type: &'static str, bearer: Bearer) -> Self {
        Self {
            auth_type,
            bearer,
            extra: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: HeaderName, extra: Extra) -> Self {
        self.extra.push((name, extra));
        self
    }

    /// Chooses a strategy for these settings, as the official SDK does.
    ///
    /// # Errors
    /// [`SetupError`] if there is none, or if the one that was asked for cannot be used.
    pub async fn configure(settings: &Settings) -> Result<Self, SetupError> {
        let (credentials, _) = Self::considered(settings).await?;
        Ok(credentials)
    }

    /// The same, with what was looked at before.
    ///
    /// # Errors
    /// As [`Credentials::configure`].
    pub async fn considered(settings: &Settings) -> Result<(Self, Vec<Considered>), SetupError> {
        strategy::choose(settings, Arc::new(SystemClock)).await
    }

    /// The name of the strategy.
    #[must_use]
    pub fn auth_type(&self) -> &'static str {
        self.auth_type
    }

    /// A token that may be sent at this moment.
    ///
    /// # Errors
    /// [`AuthError`] if there is none.
    pub async fn current(&self) -> Result<Token, Arc<AuthError>> {
        match &self.bearer {
            Bearer::Fixed(secret) => Ok(Token::new(secret.clone(), None, SystemClock.now())),
            Bearer::Renewed(token) => token.token().await,
            Bearer::PerCall(issuer) => issuer.issue().await.map_err(Arc::new),
        }
    }

    /// The headers of a request.
    pub(crate) async fn present(&self) -> Result<Presented, Arc<AuthError>> {
        let token = self.current().await?;
        self.headers_of(token).await
    }

    /// After `refused` was refused: headers that are worth one more try.
    pub(crate) async fn instead_of(
        &self,
        refused: Presented,
    ) -> Result<Option<Presented>, Arc<AuthError>> {
        let (Bearer::Renewed(token), Some(refused)) = (&self.bearer, refused.token) else {
            return Ok(None);
        };
        match token.instead_of(&refused).await? {
            Some(token) => self.headers_of(token).await.map(Some),
            None => Ok(None),
        }
    }

    async fn headers_of(&self, token: Token) -> Result<Presented, Arc<AuthError>> {
        let mut headers = HeaderMap::new();
        let bearer = Secret::new(&format!("Bearer {}", token.access.expose()));
        headers.insert(AUTHORIZATION, header(&bearer)?);
        for (name, extra) in &self.extra {
            let value = match extra {
                Extra::Text(text) => header(text)?,
                Extra::Token(token) => header(&token.token().await?.access)?,
            };
            headers.insert(name.clone(), value);
        }
        Ok(Presented {
            headers,
            token: Some(token),
        })
    }
}

/// Marked as sensitive, so that it is not printed.
pub(crate) fn header(secret: &Secret) -> Result<HeaderValue, Arc<AuthError>> {
    let mut value =
        HeaderValue::from_str(secret.expose()).map_err(|_| Arc::new(AuthError::BadToken))?;
    value.set_sensitive(true);
    Ok(value)
}
