//! Signs a person in with a browser (authorization code, PKCE), and out again.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::callback::Callback;
use super::cloud;
use super::discovery::{SignIn, sign_in};
use super::endpoint::{Endpoint, Repeat};
use super::pkce::{Pkce, random};
use super::strategy::{App, Ground};
use super::{Attribute, AuthError, Clock, Secret, Settings, SetupError, SystemClock};
use crate::Host;

/// A browser that connects says what it wants within this time.
pub(crate) const VISIT: Duration = Duration::from_secs(5);

/// How a sign-in goes.
#[derive(Clone, Debug)]
pub struct LoginOptions {
    /// Ports to wait on, the first that is free; the first is the one that applications register.
    pub ports: RangeInclusive<u16>,
    /// How long the person is waited for.
    pub patience: Duration,
}

impl Default for LoginOptions {
    fn default() -> Self {
        Self {
            ports: 8020..=8040,
            patience: Duration::from_mins(5),
        }
    }
}

/// A sign-in that waits for its person.
#[derive(Debug)]
pub struct Login {
    ground: Ground,
    app: App,
    endpoints: SignIn,
    callback: Callback,
    pkce: Pkce,
    state: Secret,
    patience: Duration,
}

/// A sign-in that came to its end.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// The workspace.
    pub host: Host,
    /// When the first token ends; it is renewed without the person.
    pub expiry: Option<Timestamp>,
    /// Whether it can be renewed.
    pub renews: bool,
    /// Where it is kept.
    pub cache: std::path::PathBuf,
}

impl Login {
    /// Asks the host where people sign in, and opens the port that the browser comes back to.
    ///
    /// # Errors
    /// [`SetupError`] if the host does not say or no port is free.
    pub async fn begin(settings: &Settings, options: &LoginOptions) -> Result<Self, SetupError> {
        let ground = ground(settings)?;
        let begun = async {
            Ok(Self {
                app: App::of(&ground)?,
                endpoints: sign_in(&ground).await?,
                callback: Callback::open(options.ports.clone()).await?,
                pkce: Pkce::new()?,
                state: random()?,
                patience: options.patience,
                ground: ground.clone(),
            })
        };
        begun.await.map_err(|error| told(&ground, error))
    }

    /// Where the browser is sent.
    ///
    /// # Errors
    /// [`SetupError`] if the host named no address.
    pub fn address(&self) -> Result<Url, SetupError> {
        let endpoint = &self.endpoints.authorization_endpoint;
        let mut url: Url = endpoint.parse().map_err(|_| {
            let why = "an endpoint that is no address".to_owned();
            let endpoint = self.ground.host.to_string();
            told(&self.ground, AuthError::BadAnswer { endpoint, why })
        })?;
        let mut scopes = self.ground.settings.scopes();
        let renews = !self
            .ground
            .settings
            .flag(Attribute::DisableOauthRefreshToken);
        if renews && !scopes.iter().any(|scope| scope == "offline_access") {
            scopes.push("offline_access".to_owned());
        }
        let mut query = url.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.app.client)
            .append_pair("redirect_uri", &self.callback.address())
            .append_pair("scope", &scopes.join(" "))
            .append_pair("state", self.state.expose())
            .append_pair("code_challenge", &self.pkce.challenge)
            .append_pair("code_challenge_method", "S256");
        if let Some(group) = self.ground.settings.text(Attribute::GroupId) {
            query.append_pair("assume_group", group);
        }
        drop(query);
        Ok(url)
    }

    /// Waits for the person, takes the token, and keeps it in the cache.
    ///
    /// # Errors
    /// [`SetupError`] if the person does not come, is refused, or the token cannot be kept.
    pub async fn finish(self) -> Result<LoggedIn, SetupError> {
        let ground = self.ground.clone();
        self.redeem().await.map_err(|error| told(&ground, error))
    }

    async fn redeem(self) -> Result<LoggedIn, AuthError> {
        let redirect = self.callback.address();
        let code = self.callback.code(&self.state);
        let waited = tokio::time::timeout(self.patience, code).await;
        let code = waited.map_err(|_| AuthError::SignIn {
            why: format!("nobody came back within {} s", self.patience.as_secs()),
        })??;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("code_verifier", self.pkce.verifier.expose()),
            ("redirect_uri", &redirect),
        ];
        form.extend(self.app.fields());
        let (http, url) = (&self.ground.http, &self.endpoints.token_endpoint);
        let secrets = [&code, &self.pkce.verifier];
        let now = self.ground.clock.now();
        let token = http
            .token(url, &form, None, Repeat::IfNotTaken, &secrets, now)
            .await?;
        self.app.cache.lock().await?.put(&self.app.key, &token)?;
        Ok(LoggedIn {
            host: self.ground.host,
            expiry: token.expiry,
            renews: token.refresh.is_some(),
            cache: self.app.cache.file().to_owned(),
        })
    }

    /// Forgets the person's token, and says whether there was one.
    ///
    /// # Errors
    /// [`SetupError`] if no workspace is named or the cache cannot be used.
    pub async fn forget(settings: &Settings) -> Result<bool, SetupError> {
        let ground = ground(settings)?;
        let forgotten = async {
            let app = App::of(&ground)?;
            app.cache.lock().await?.remove(&app.key)
        };
        forgotten.await.map_err(|error| told(&ground, error))
    }
}

fn ground(settings: &Settings) -> Result<Ground, SetupError> {
    let host = settings.host()?.ok_or(SetupError::NoHost)?;
    Ok(Ground {
        azure: cloud::azure(settings, &host),
        settings: settings.clone(),
        host,
        http: Endpoint::new()?,
        clock: Arc::new(SystemClock) as Arc<dyn Clock>,
        is_wanted: true,
    })
}

fn told(ground: &Ground, error: AuthError) -> SetupError {
    SetupError::Auth {
        host: ground.host.clone(),
        auth_type: "external-browser",
        source: Arc::new(error),
    }
}
