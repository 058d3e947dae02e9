//! Tokens and client secrets: made here, stored as digests, compared as digests.

use rusqlite::{OptionalExtension, Transaction, params};

use super::directory::{require, session_of};
use super::{Directory, Principal, PrincipalKind, Session};
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};

/// The token a new workspace accepts for its admin.
///
/// It is public on purpose: a local workspace holds test data and listens on loopback.
pub const DEFAULT_TOKEN: &str = "dapi-local";

impl Directory {
    /// Makes a personal access token for `name`, or registers `token` when one is given.
    ///
    /// # Errors
    /// When the principal does not exist or is a group, when the token is another principal's.
    pub fn issue_token(&self, name: &str, token: Option<&str>) -> WsResult<String> {
        let token = token.map_or_else(|| random("dapi"), str::to_owned);
        self.store.write(|tx| {
            let principal = require(tx, name)?;
            if principal.kind == PrincipalKind::Group {
                return Err(WsError::invalid(format!(
                    "Group '{name}' cannot have a token."
                )));
            }
            store_secret(tx, "TOKEN", &token, principal.id, None)
        })?;
        Ok(token)
    }

    /// Makes an OAuth client secret for the service principal `name`, or registers `secret`.
    ///
    /// # Errors
    /// When there is no such service principal.
    pub fn issue_client_secret(&self, name: &str, secret: Option<&str>) -> WsResult<String> {
        let secret = secret.map_or_else(|| random("dose"), str::to_owned);
        self.store.write(|tx| {
            let principal = require(tx, name)?;
            if principal.kind != PrincipalKind::ServicePrincipal {
                return Err(WsError::invalid(format!(
                    "'{name}' is not a service principal."
                )));
            }
            store_secret(
                tx,
                "CLIENT_SECRET",
                &keyed(&principal, &secret),
                principal.id,
                None,
            )
        })?;
        Ok(secret)
    }

    /// The session of the bearer of `token`.
    ///
    /// # Errors
    /// Status 403 for a token that is unknown or expired, as Databricks answers.
    pub fn authenticate(&self, token: &str) -> WsResult<Session> {
        self.store.read(|tx| {
            let found = holder(tx, "TOKEN", token)?;
            found.map_or_else(
                || {
                    Err(WsError::new(
                        "PERMISSION_DENIED",
                        403,
                        "Invalid access token.",
                    ))
                },
                |principal| session_of(tx, principal),
            )
        })
    }
}

/// Writes the secrets of a new workspace.
pub(super) fn seed(tx: &Transaction<'_>, admin: i64) -> WsResult<()> {
    store_secret(tx, "TOKEN", DEFAULT_TOKEN, admin, None)
}

/// Two clients may have the same secret; with the client's id in it the digests differ.
pub(super) fn keyed(principal: &Principal, secret: &str) -> String {
    format!("{}\u{0}{secret}", principal.id)
}

pub(super) fn random(prefix: &str) -> String {
    format!(
        "{prefix}{}{}",
        uuid::Uuid::new_v4().simple(),
        uuid::Uuid::new_v4().simple()
    )
}

pub(super) fn digest(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

pub(super) fn store_secret(
    tx: &Transaction<'_>,
    kind: &str,
    secret: &str,
    principal: i64,
    expires_at: Option<i64>,
) -> WsResult<()> {
    if secret.is_empty() {
        return Err(WsError::invalid("A secret cannot be empty."));
    }
    let digest = digest(secret);
    let holder: Option<i64> = tx
        .query_row(
            "SELECT principal_id FROM secret WHERE digest = ?1",
            [&digest],
            |row| row.get(0),
        )
        .optional()?;
    match holder {
        Some(id) if id == principal => Ok(()),
        Some(_) => Err(WsError::invalid(
            "This secret belongs to another principal.",
        )),
        None => {
            tx.execute(
                "INSERT INTO secret (digest, kind, principal_id, expires_at) VALUES (?1, ?2, ?3, ?4)",
                params![digest, kind, principal, expires_at],
            )?;
            Ok(())
        }
    }
}

pub(super) fn holder(
    tx: &Transaction<'_>,
    kind: &str,
    secret: &str,
) -> WsResult<Option<Principal>> {
    let mut statement = tx.prepare_cached(
        "SELECT p.name FROM secret s JOIN principal p ON p.id = s.principal_id
         WHERE s.digest = ?1 AND s.kind = ?2 AND (s.expires_at IS NULL OR s.expires_at > ?3)",
    )?;
    let name: Option<String> = statement
        .query_row(params![digest(secret), kind, now_ms()], |row| row.get(0))
        .optional()?;
    name.map(|name| require(tx, &name)).transpose()
}
