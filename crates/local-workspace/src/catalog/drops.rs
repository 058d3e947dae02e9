//! Objects dropped, and brought back within seven days.

use rusqlite::params;

use super::names::split;
use super::securable::{COLUMNS, read};
use super::{Catalog, Chain, Kind, Securable};
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::govern::Access;
use crate::identity::Session;

/// How long a dropped object can be brought back.
pub(super) const UNDROP_MS: i64 = 7 * 24 * 3600 * 1000;

/// Whether a drop takes along what is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cascade {
    /// Refuse when the object is not empty.
    No,
    /// Drop what is inside as well.
    Yes,
}

/// A dropped object that can be brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// What it was.
    pub meta: Securable,
    /// When it was dropped, in epoch milliseconds.
    pub dropped_at: i64,
}

impl Catalog {
    /// Drops an object of any kind. It can be brought back for seven days.
    ///
    /// # Errors
    /// When it does not exist, when the caller does not manage it, when it is not empty and
    /// `cascade` is [`Cascade::No`].
    pub fn drop_object(
        &self,
        session: &Session,
        kind: Kind,
        full_name: &str,
        cascade: Cascade,
    ) -> WsResult<()> {
        self.write(session, |access| {
            let chain = access.find(kind, full_name)?;
            if chain.object().system || kind == Kind::Metastore {
                return Err(WsError::denied(format!(
                    "{} '{}' is owned by the system and cannot be dropped.",
                    kind.label(),
                    chain.object().full_name
                )));
            }
            access.require_manage(&chain)?;
            if cascade == Cascade::No {
                access.require_empty(&chain)?;
            }
            access.drop_tree(&chain)
        })
    }

    /// Brings back the object of this name that was dropped last, or the one with `id`.
    ///
    /// # Errors
    /// When there is none, when an object has taken its name, when the caller does not manage it.
    pub fn undrop(
        &self,
        session: &Session,
        kind: Kind,
        full_name: &str,
        id: Option<&str>,
    ) -> WsResult<()> {
        self.write(session, |access| {
            let mut parts = split(kind, full_name)?;
            let name = parts.pop().unwrap_or_default();
            let parent = access.parent_of(kind, &parts)?;
            access.require_use_of(&parent)?;
            if access.child(&parent, kind, &name)?.is_some() {
                return Err(kind.already_exists(full_name));
            }
            let found = access
                .dropped(&parent, kind)?
                .into_iter()
                .find(|found| found.meta.name == name && id.is_none_or(|id| id == found.meta.id))
                .ok_or_else(|| kind.does_not_exist(full_name))?;
            access.require_manage(&parent.child(found.meta.clone()))?;
            access.revive(&found)
        })
    }

    /// The dropped objects of `kind` in a parent, the last dropped first.
    ///
    /// # Errors
    /// When the parent does not exist.
    pub fn dropped(&self, session: &Session, kind: Kind, parent: &str) -> WsResult<Vec<Dropped>> {
        self.read(session, |access| {
            let parts: Vec<String> = match kind.depth() {
                0 | 1 => Vec::new(),
                2 => split(Kind::Catalog, parent)?,
                _ => split(Kind::Schema, parent)?,
            };
            let parent = access.parent_of(kind, &parts)?;
            access.require_use_of(&parent)?;
            let mut found = Vec::new();
            for dropped in access.dropped(&parent, kind)? {
                if access.manages(&parent.child(dropped.meta.clone()))? {
                    found.push(dropped);
                }
            }
            Ok(found)
        })
    }
}

impl Access<'_> {
    fn require_empty(&self, chain: &Chain) -> WsResult<()> {
        let object = chain.object();
        let filled: bool = self.tx.query_row(
            "SELECT EXISTS (SELECT 1 FROM securable c WHERE c.parent_id = ?1 AND c.state <> 'dropped'
               AND NOT (c.kind = 'SCHEMA' AND c.name = 'information_schema'))",
            [&object.id],
            |row| row.get(0),
        )?;
        if !filled {
            return Ok(());
        }
        let (code, state) = match object.kind {
            Kind::Catalog => ("CATALOG_NOT_EMPTY", "42893"),
            _ => ("SCHEMA_NOT_EMPTY", "2BP01"),
        };
        let text = format!(
            "{} '{}' is not empty",
            object.kind.label(),
            object.full_name
        );
        Err(WsError::new(code, 400, text).with_state(state))
    }

    fn drop_tree(&self, chain: &Chain) -> WsResult<()> {
        // Later drops have later times even within a millisecond: what goes together comes back
        // together, and the last one first.
        let last: i64 = self.tx.query_row(
            "SELECT coalesce(max(dropped_at), 0) FROM securable WHERE state = 'dropped'",
            [],
            |row| row.get(0),
        )?;
        let at = now_ms().max(last + 1);
        let below = "WITH RECURSIVE below (id) AS (
            SELECT ?1 UNION ALL
            SELECT s.id FROM securable s JOIN below b ON s.parent_id = b.id WHERE s.state <> 'dropped')";
        // A foreign key does not outlive the key it points to.
        self.tx.execute(
            &format!("{below} DELETE FROM table_constraint
                      WHERE parent_id IN (SELECT id FROM below) AND table_id NOT IN (SELECT id FROM below)"),
            [&chain.object().id],
        )?;
        self.tx.execute(
            &format!(
                "{below} UPDATE securable SET state = 'dropped', dropped_at = ?2
                      WHERE id IN (SELECT id FROM below)"
            ),
            params![chain.object().id, at],
        )?;
        Ok(())
    }

    fn dropped(&self, parent: &Chain, kind: Kind) -> WsResult<Vec<Dropped>> {
        let sql = format!(
            "SELECT {COLUMNS}, s.dropped_at FROM securable s
             WHERE s.parent_id = ?1 AND s.kind = ?2 AND s.state = 'dropped' AND s.dropped_at > ?3
             ORDER BY s.dropped_at DESC, s.id DESC"
        );
        let mut statement = self.tx.prepare_cached(&sql)?;
        let rows = statement.query_map(
            params![parent.object().id, kind.as_str(), now_ms() - UNDROP_MS],
            |row| {
                Ok(Dropped {
                    meta: read(row, Some(parent))?,
                    dropped_at: row.get(10)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What went with the object comes back with it; what had been dropped before stays dropped.
    fn revive(&self, found: &Dropped) -> WsResult<()> {
        self.tx.execute(
            "WITH RECURSIVE below (id) AS (
               SELECT ?1 UNION ALL
               SELECT s.id FROM securable s JOIN below b ON s.parent_id = b.id
               WHERE s.state = 'dropped' AND s.dropped_at = ?2)
             UPDATE securable SET state = 'active', dropped_at = NULL WHERE id IN (SELECT id FROM below)",
            params![found.meta.id, found.dropped_at],
        )?;
        Ok(())
    }
}
