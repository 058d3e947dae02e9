//! Access tokens that expire, and refresh tokens that renew them.

use rusqlite::{OptionalExtension as _, Transaction, params};

use super::directory::{require, session_of};
use super::secrets::{digest, holder, keyed, random, store_secret};
use super::{Directory, Principal, PrincipalKind};
use crate::clock::now_ms;
use crate::conduct::Conduct;
use crate::error::{WsError, WsResult};

/// Without this scope a sign-in is not renewed.
const OFFLINE: &str = "offline_access";

/// A token from the OIDC endpoint.
#[derive(Clone)]
pub struct AccessToken {
    /// The bearer token.
    pub token: String,
    /// Its lifetime in seconds.
    pub expires_in: i64,
    /// What it may be used for, as the client asked.
    pub scope: String,
    /// Renews it.
    pub refresh_token: Option<String>,
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

impl Directory {
    /// Exchanges client credentials for an access token.
    ///
    /// # Errors
    /// Status 401 `invalid_client` when they are wrong.
    pub fn client_credentials(
        &self,
        client_id: &str,
        secret: &str,
        scope: &str,
        conduct: &Conduct,
    ) -> WsResult<AccessToken> {
        let wrong = || WsError::new("invalid_client", 401, "Client authentication failed");
        self.write_oauth(|tx| {
            let principal = require(tx, client_id).map_err(|_| wrong())?;
            let found =
                holder(tx, "CLIENT_SECRET", &keyed(&principal, secret))?.ok_or_else(wrong)?;
            access(tx, &found, scope, conduct)
        })
    }

    /// An access token for the user `name`, who signed in; with a refresh token when the scope
    /// asks for one.
    ///
    /// # Errors
    /// When there is no such user, or they may not call.
    pub fn sign_in(
        &self,
        name: &str,
        client_id: &str,
        scope: &str,
        conduct: &Conduct,
    ) -> WsResult<AccessToken> {
        self.write_oauth(|tx| {
            let user = require(tx, name)?;
            if user.kind != PrincipalKind::User {
                return Err(WsError::invalid(format!("'{name}' is not a user.")));
            }
            session_of(tx, user.clone())?;
            let mut token = access(tx, &user, scope, conduct)?;
            if scope.split_ascii_whitespace().any(|word| word == OFFLINE) {
                token.refresh_token = Some(refresh_token(tx, &user, client_id, scope, conduct)?);
            }
            Ok(token)
        })
    }

    /// Renews an access token.
    ///
    /// # Errors
    /// Status 400 `invalid_grant` for a refresh token that is unknown, expired, used up, or
    /// another client's.
    pub fn refresh(
        &self,
        client_id: &str,
        refresh: &str,
        conduct: &Conduct,
    ) -> WsResult<AccessToken> {
        let wrong = || WsError::new("invalid_grant", 400, "The refresh token is invalid.");
        self.write_oauth(|tx| {
            let digest = digest(refresh);
            let found: Option<(String, String, String)> = tx
                .query_row(
                    "SELECT p.name, r.client_id, r.scope
                     FROM refresh_token r JOIN principal p ON p.id = r.principal_id
                     WHERE r.digest = ?1 AND r.expires_at > ?2",
                    params![digest, now_ms()],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            let (name, client, scope) = found.ok_or_else(wrong)?;
            if client != client_id {
                return Err(wrong());
            }
            let user = require(tx, &name)?;
            session_of(tx, user.clone()).map_err(|_| wrong())?;
            let mut token = access(tx, &user, &scope, conduct)?;
            token.refresh_token = Some(if conduct.single_use_refresh_tokens {
                tx.execute("DELETE FROM refresh_token WHERE digest = ?1", [digest])?;
                refresh_token(tx, &user, client_id, &scope, conduct)?
            } else {
                refresh.to_owned()
            });
            Ok(token)
        })
    }

    fn write_oauth<T>(&self, work: impl FnOnce(&Transaction<'_>) -> WsResult<T>) -> WsResult<T> {
        self.store.note(|tx| {
            tx.execute("DELETE FROM secret WHERE expires_at < ?1", [now_ms()])?;
            tx.execute(
                "DELETE FROM refresh_token WHERE expires_at < ?1",
                [now_ms()],
            )?;
            work(tx)
        })
    }
}

fn access(
    tx: &Transaction<'_>,
    principal: &Principal,
    scope: &str,
    conduct: &Conduct,
) -> WsResult<AccessToken> {
    let token = random("eyloc");
    let expires_in = i64::from(conduct.token_seconds);
    store_secret(
        tx,
        "TOKEN",
        &token,
        principal.id,
        Some(now_ms() + expires_in * 1000),
    )?;
    Ok(AccessToken {
        token,
        expires_in,
        scope: scope.to_owned(),
        refresh_token: None,
    })
}

fn refresh_token(
    tx: &Transaction<'_>,
    principal: &Principal,
    client_id: &str,
    scope: &str,
    conduct: &Conduct,
) -> WsResult<String> {
    let token = random("doau");
    let expires_at = now_ms() + i64::from(conduct.refresh_token_seconds) * 1000;
    tx.execute(
        "INSERT INTO refresh_token (digest, principal_id, client_id, scope, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![digest(&token), principal.id, client_id, scope, expires_at],
    )?;
    Ok(token)
}
