//! A person who signed in with a browser: the token of the cache, renewed.

use async_trait::async_trait;

use super::{Ground, Outcome, Stop, Strategy};
use crate::auth::discovery::sign_in;
use crate::auth::endpoint::Repeat;
use crate::auth::refresh::Issuer;
use crate::auth::token::Freshness;
use crate::auth::{AuthError, Secret, Token, TokenCache};
use crate::{Attribute, Credentials};

/// The application that every workspace knows for people.
const CLIENT: &str = "databricks-cli";

pub(crate) struct U2m;

#[async_trait]
impl Strategy for U2m {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        if !ground.is_wanted {
            // The browser would interrupt whoever did not ask for it.
            return Ok(Outcome::NotHere(
                "only used where auth_type asks for it".to_owned(),
            ));
        }
        let person = Person {
            app: App::of(ground)?,
            ground: ground.clone(),
        };
        let token = person.issue().await?;
        let renewing = ground.renewing(person).with(token);
        Ok(Outcome::ready(Credentials::renewed(
            "external-browser",
            renewing,
        )))
    }
}

/// The same where nothing else applies: whoever signed in once need not say so again.
pub(crate) struct Kept;

#[async_trait]
impl Strategy for Kept {
    async fn sign_in(&self, ground: &Ground) -> Result<Outcome, Stop> {
        let Ok(app) = App::of(ground) else {
            return Ok(Outcome::NotHere("no folder of the user".to_owned()));
        };
        // A look must not make files.
        let is_kept = app.cache.file().exists()
            && app
                .cache
                .lock()
                .await?
                .get(&app.key, ground.clock.now())?
                .is_some();
        if !is_kept {
            return Ok(Outcome::NotHere(
                "nobody has signed in with a browser".to_owned(),
            ));
        }
        let wanted = Ground {
            is_wanted: true,
            ..ground.clone()
        };
        U2m.sign_in(&wanted).await
    }
}

/// Who asks for a person's token, and where it is kept.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) client: String,
    pub(crate) secret: Option<Secret>,
    pub(crate) cache: TokenCache,
    /// The name of the token in the cache.
    pub(crate) key: String,
}

impl App {
    pub(crate) fn of(ground: &Ground) -> Result<Self, AuthError> {
        let settings = &ground.settings;
        let client = settings.text(Attribute::ClientId).unwrap_or(CLIENT);
        let account = settings.text(Attribute::AccountId);
        let mut key = match account.filter(|_| ground.host.is_accounts()) {
            Some(account) => format!("{}/oidc/accounts/{account}", ground.host),
            None => ground.host.to_string(),
        };
        // The Databricks CLI knows tokens of its own application by their host alone. What was
        // asked for otherwise is another token.
        let scopes = settings.scopes();
        if client != CLIENT {
            key = format!("{key}#client_id={client}");
        }
        if scopes != ["all-apis"] {
            key = format!("{key}#scopes={}", scopes.join(","));
        }
        if let Some(group) = settings.text(Attribute::GroupId) {
            key = format!("{key}#group_id={group}");
        }
        Ok(Self {
            client: client.to_owned(),
            secret: settings.secret(Attribute::ClientSecret).cloned(),
            cache: TokenCache::of(settings.environment())?,
            key,
        })
    }

    /// The fields that name the application.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let mut fields = vec![("client_id", self.client.as_str())];
        fields.extend(
            self.secret
                .iter()
                .map(|secret| ("client_secret", secret.expose())),
        );
        fields
    }
}

#[derive(Debug)]
struct Person {
    app: App,
    ground: Ground,
}

impl Person {
    fn needed(&self, why: &str) -> AuthError {
        AuthError::SignInNeeded {
            host: self.ground.host.clone(),
            why: why.to_owned(),
        }
    }

    async fn renewed(&self, refresh: &Secret) -> Result<Token, AuthError> {
        let endpoint = sign_in(&self.ground).await?.token_endpoint;
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose()),
        ];
        form.extend(self.app.fields());
        let (http, now) = (&self.ground.http, self.ground.clock.now());
        let secrets = [refresh];
        let answer = http
            .token(&endpoint, &form, None, Repeat::IfNotTaken, &secrets, now)
            .await;
        match answer {
            Err(AuthError::Refused { error, status, .. })
                if (400..500).contains(&status) && status != 429 =>
            {
                Err(self.needed(&format!("the last one can no longer be renewed ({error})")))
            }
            other => other,
        }
    }
}

#[async_trait]
impl Issuer for Person {
    async fn issue(&self) -> Result<Token, AuthError> {
        // Renewing spends the refresh token: one process at a time, and what another one renewed
        // meanwhile is taken.
        let locked = self.app.cache.lock().await?;
        let Some(token) = locked.get(&self.app.key, self.ground.clock.now())? else {
            return Err(self.needed("nobody has signed in yet"));
        };
        if token.freshness(self.ground.clock.now()) == Freshness::Fresh {
            return Ok(token);
        }
        let Some(refresh) = &token.refresh else {
            if token.freshness(self.ground.clock.now()) == Freshness::Stale {
                return Ok(token);
            }
            return Err(self.needed("the last one has ended and cannot be renewed"));
        };
        let mut renewed = match self.renewed(refresh).await {
            Ok(renewed) => renewed,
            // It is good for a while yet; the next request tries again.
            Err(error)
                if error.is_passing()
                    && token.freshness(self.ground.clock.now()) == Freshness::Stale =>
            {
                tracing::warn!(%error, "the token could not be renewed yet");
                return Ok(token);
            }
            Err(error) => return Err(error),
        };
        renewed.refresh = renewed.refresh.or_else(|| Some(refresh.clone()));
        locked.put(&self.app.key, &renewed)?;
        Ok(renewed)
    }
}
