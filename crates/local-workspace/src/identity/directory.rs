//! The principals of a workspace and their groups.

use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{ACCOUNT_USERS, ADMIN, ADMINS, Principal, PrincipalKind, Session};
use crate::error::{WsError, WsResult};
use crate::store::Store;

/// The principals of a workspace.
#[derive(Debug, Clone)]
pub struct Directory {
    pub(super) store: Arc<Store>,
}

/// A principal to add.
#[derive(Debug, Clone)]
pub struct NewPrincipal {
    /// What kind it is.
    pub kind: PrincipalKind,
    /// A user's address, a service principal's application id, a group's name.
    pub name: String,
    /// The name for people; the name itself when absent.
    pub display_name: Option<String>,
}

impl Directory {
    pub(crate) fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Adds a principal.
    ///
    /// # Errors
    /// When the name is empty or taken.
    pub fn add(&self, new: &NewPrincipal) -> WsResult<Principal> {
        if new.name.trim().is_empty() {
            return Err(WsError::invalid("A principal needs a name."));
        }
        self.store.write(|tx| {
            if lookup(tx, &new.name)?.is_some() {
                return Err(WsError::new(
                    "RESOURCE_ALREADY_EXISTS",
                    409,
                    format!("Principal '{}' already exists.", new.name),
                ));
            }
            insert(
                tx,
                new.kind,
                &new.name,
                new.display_name.as_deref().unwrap_or(&new.name),
            )?;
            require(tx, &new.name)
        })
    }

    /// Adds `member` to `group`; does nothing when it is in it.
    ///
    /// # Errors
    /// When one of them does not exist, when `group` is no group, when the group would contain
    /// itself.
    pub fn add_member(&self, group: &str, member: &str) -> WsResult<()> {
        self.store.write(|tx| {
            let (group, member) = (require(tx, group)?, require(tx, member)?);
            if group.kind != PrincipalKind::Group {
                return Err(WsError::invalid(format!(
                    "Principal '{}' is not a group.",
                    group.name
                )));
            }
            if group.id == member.id || groups_of(tx, group.id)?.iter().any(|g| g == &member.name) {
                return Err(WsError::invalid(format!(
                    "Group '{}' would contain itself.",
                    group.name
                )));
            }
            tx.execute(
                "INSERT OR IGNORE INTO membership (group_id, member_id) VALUES (?1, ?2)",
                params![group.id, member.id],
            )?;
            Ok(())
        })
    }

    /// Takes `member` out of `group`; does nothing when it is not in it.
    ///
    /// # Errors
    /// When one of them does not exist.
    pub fn remove_member(&self, group: &str, member: &str) -> WsResult<()> {
        self.store.write(|tx| {
            let (group, member) = (require(tx, group)?, require(tx, member)?);
            tx.execute(
                "DELETE FROM membership WHERE group_id = ?1 AND member_id = ?2",
                params![group.id, member.id],
            )?;
            Ok(())
        })
    }

    /// Removes a principal with its secrets. Its grants stay, as dangling names.
    ///
    /// # Errors
    /// When it does not exist.
    pub fn remove(&self, name: &str) -> WsResult<()> {
        self.store.write(|tx| {
            let principal = require(tx, name)?;
            tx.execute("DELETE FROM principal WHERE id = ?1", [principal.id])?;
            Ok(())
        })
    }

    /// All principals, by name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn list(&self) -> WsResult<Vec<Principal>> {
        self.store.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT id, kind, name, display_name, active FROM principal ORDER BY name",
            )?;
            let rows = statement
                .query_map([], principal)?
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }

    /// The session of the principal `name`, for callers inside this process.
    ///
    /// # Errors
    /// When it does not exist, is a group, or is not active.
    pub fn session(&self, name: &str) -> WsResult<Session> {
        self.store.read(|tx| session_of(tx, require(tx, name)?))
    }
}

/// The session of `principal`, with its groups.
pub(super) fn session_of(tx: &Transaction<'_>, principal: Principal) -> WsResult<Session> {
    if principal.kind == PrincipalKind::Group || !principal.active {
        return Err(WsError::new(
            "UNAUTHENTICATED",
            401,
            "Credential was not sent or was of an unsupported type for this API.",
        ));
    }
    let mut groups = groups_of(tx, principal.id)?;
    if !groups.iter().any(|group| group == ACCOUNT_USERS) {
        groups.push(ACCOUNT_USERS.to_owned());
    }
    Ok(Session { principal, groups })
}

/// The principal `name`.
pub(crate) fn require(tx: &Transaction<'_>, name: &str) -> WsResult<Principal> {
    lookup(tx, name)?.ok_or_else(|| {
        WsError::new(
            "PRINCIPAL_DOES_NOT_EXIST",
            404,
            format!("Could not find principal with name {name}"),
        )
    })
}

fn lookup(tx: &Transaction<'_>, name: &str) -> WsResult<Option<Principal>> {
    let mut statement = tx.prepare_cached(
        "SELECT id, kind, name, display_name, active FROM principal WHERE name = ?1",
    )?;
    Ok(statement.query_row([name], principal).optional()?)
}

fn groups_of(tx: &Transaction<'_>, member: i64) -> WsResult<Vec<String>> {
    let mut statement = tx.prepare_cached(
        "WITH RECURSIVE up (id) AS (
           SELECT group_id FROM membership WHERE member_id = ?1
           UNION SELECT m.group_id FROM membership m JOIN up ON m.member_id = up.id)
         SELECT p.name FROM principal p JOIN up ON p.id = up.id ORDER BY p.name",
    )?;
    let names = statement
        .query_map([member], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

fn insert(tx: &Transaction<'_>, kind: PrincipalKind, name: &str, display: &str) -> WsResult<i64> {
    tx.execute(
        "INSERT INTO principal (kind, name, display_name, active) VALUES (?1, ?2, ?3, 1)",
        params![kind.as_str(), name, display],
    )?;
    Ok(tx.last_insert_rowid())
}

fn principal(row: &Row<'_>) -> rusqlite::Result<Principal> {
    let kind: String = row.get(1)?;
    let kind = PrincipalKind::parse(&kind).ok_or(rusqlite::Error::InvalidQuery)?;
    Ok(Principal {
        id: row.get(0)?,
        kind,
        name: row.get(2)?,
        display_name: row.get(3)?,
        active: row.get(4)?,
    })
}

/// Writes the principals of a new workspace.
pub(crate) fn seed(tx: &Transaction<'_>) -> WsResult<()> {
    let admin = insert(tx, PrincipalKind::User, ADMIN, "Local Admin")?;
    insert(tx, PrincipalKind::Group, ACCOUNT_USERS, ACCOUNT_USERS)?;
    let admins = insert(tx, PrincipalKind::Group, ADMINS, ADMINS)?;
    let users = insert(tx, PrincipalKind::Group, "users", "users")?;
    for group in [admins, users] {
        tx.execute(
            "INSERT INTO membership (group_id, member_id) VALUES (?1, ?2)",
            params![group, admin],
        )?;
    }
    super::secrets::seed(tx, admin)
}
