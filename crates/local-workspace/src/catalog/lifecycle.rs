//! What happens to objects of every kind: made, altered, dropped, brought back.

use rusqlite::params;
use uuid::Uuid;

use super::names::{check_name, split};
use super::properties::PropertyChange;
use super::securable::{COLUMNS, read};
use super::{Catalog, Chain, Kind, Securable};
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::{Session, require_principal};

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

/// A change of what every object has. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetaPatch {
    /// The new name, without its parents.
    pub new_name: Option<String>,
    /// The new owner.
    pub owner: Option<String>,
    /// The new comment; an empty one removes it.
    pub comment: Option<String>,
    /// The change of the properties.
    pub properties: PropertyChange,
}

/// A dropped object that can be brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// What it was.
    pub meta: Securable,
    /// When it was dropped, in epoch milliseconds.
    pub dropped_at: i64,
}

/// Whether a new object can be seen at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Birth {
    Active,
    Creating,
}

impl Catalog {
    /// Changes name, owner, comment or properties of any object.
    ///
    /// # Errors
    /// When the caller does not manage it (for tables, `MODIFY` is enough for comment and
    /// properties), when the new name is taken or not valid, when the owner does not exist.
    pub fn alter(
        &self,
        session: &Session,
        kind: Kind,
        full_name: &str,
        patch: &MetaPatch,
    ) -> WsResult<()> {
        self.write(session, |access| {
            let chain = access.find(kind, full_name)?;
            access.alter(&chain, patch)
        })
    }

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
    /// The parent of a new or dropped object with these leading parts.
    pub(super) fn parent_of(&self, kind: Kind, parts: &[String]) -> WsResult<Chain> {
        match kind.depth() {
            0 | 1 => self.metastore(),
            2 => self.find(Kind::Catalog, &parts.join(".")),
            _ => self.find(Kind::Schema, &parts.join(".")),
        }
    }

    /// Refuses unless the caller may use `parent` and everything above it.
    pub(super) fn require_use_of(&self, parent: &Chain) -> WsResult<()> {
        match parent.object().kind {
            Kind::Catalog => self.require(Privilege::UseCatalog, parent),
            Kind::Schema => self.require(Privilege::UseSchema, parent),
            _ => Ok(()),
        }
    }

    /// Makes the row of a new object in `parent`, for the caller, who needs `privilege` there.
    pub(super) fn create(
        &self,
        parent: &Chain,
        kind: Kind,
        name: &str,
        comment: Option<&str>,
        privilege: Privilege,
        birth: Birth,
    ) -> WsResult<Chain> {
        let name = check_name(kind, name)?;
        self.require_use_of(parent)?;
        self.require(privilege, parent)?;
        if parent.object().system {
            return Err(WsError::denied(format!(
                "{} '{}' is owned by the system; nothing can be created in it.",
                parent.object().kind.label(),
                parent.object().full_name
            )));
        }
        self.insert(parent, kind, &name, comment, self.session.user(), birth)
    }

    /// Makes the row of a new object, without looking at privileges.
    pub(super) fn insert(
        &self,
        parent: &Chain,
        kind: Kind,
        name: &str,
        comment: Option<&str>,
        owner: &str,
        birth: Birth,
    ) -> WsResult<Chain> {
        self.catalog.sweep_creating(self.tx)?;
        let taken: bool = self
            .tx
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM securable
                 WHERE parent_id = ?1 AND kind = ?2 AND name = ?3 AND state <> 'dropped')",
            )?
            .query_row(params![parent.object().id, kind.as_str(), name], |row| {
                row.get(0)
            })?;
        if taken {
            let parent = parent.object();
            let full_name = match parent.kind {
                Kind::Metastore => name.to_owned(),
                _ => format!("{}.{name}", parent.full_name),
            };
            return Err(kind.already_exists(&full_name));
        }
        let id = Uuid::now_v7().to_string();
        let (state, creator) = match birth {
            Birth::Active => ("active", None),
            Birth::Creating => ("creating", Some(self.catalog.process.id())),
        };
        let comment = comment.filter(|comment| !comment.is_empty());
        self.tx.execute(
            "INSERT INTO securable (id, kind, parent_id, name, owner, comment, created_at, created_by,
               updated_at, updated_by, state, creator)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?8, ?9, ?10)",
            params![
                id, kind.as_str(), parent.object().id, name, owner, comment, now_ms(), owner, state, creator
            ],
        )?;
        let sql = format!("SELECT {COLUMNS} FROM securable s WHERE s.id = ?1");
        let object = self
            .tx
            .query_row(&sql, [&id], |row| read(row, Some(parent)))?;
        Ok(parent.child(object))
    }

    pub(super) fn alter(&self, chain: &Chain, patch: &MetaPatch) -> WsResult<()> {
        let object = chain.object();
        let only_content = patch.new_name.is_none() && patch.owner.is_none();
        if only_content && object.kind == Kind::Table {
            self.require_modify(chain)?;
        } else {
            self.require_manage(chain)?;
        }
        if object.system {
            return Err(WsError::denied(format!(
                "{} '{}' is owned by the system and cannot be altered.",
                object.kind.label(),
                object.full_name
            )));
        }
        if let Some(owner) = &patch.owner {
            let owner = require_principal(self.tx, owner)?;
            self.tx.execute(
                "UPDATE securable SET owner = ?2 WHERE id = ?1",
                params![object.id, owner.name],
            )?;
        }
        if let Some(comment) = &patch.comment {
            let comment = Some(comment).filter(|comment| !comment.is_empty());
            self.tx.execute(
                "UPDATE securable SET comment = ?2 WHERE id = ?1",
                params![object.id, comment],
            )?;
        }
        self.change_properties(&object.id, &patch.properties)?;
        if let Some(new_name) = &patch.new_name {
            self.rename(chain, new_name)?;
        }
        self.touch(&object.id)
    }

    /// Refuses unless the caller manages the table or holds `MODIFY` on it.
    pub(super) fn require_modify(&self, chain: &Chain) -> WsResult<()> {
        self.require_use_of_parents(chain)?;
        if self.manages(chain)? {
            Ok(())
        } else {
            self.require(Privilege::Modify, chain)
        }
    }

    /// Records that the caller changed the object now.
    pub(super) fn touch(&self, id: &str) -> WsResult<()> {
        self.tx.execute(
            "UPDATE securable SET updated_at = max(?2, updated_at + 1), updated_by = ?3 WHERE id = ?1",
            params![id, now_ms(), self.session.user()],
        )?;
        Ok(())
    }

    fn rename(&self, chain: &Chain, new_name: &str) -> WsResult<()> {
        let object = chain.object();
        let name = check_name(object.kind, new_name)?;
        if name == object.name {
            return Ok(());
        }
        if let Some(parent) = chain.parent()
            && self.child(&parent, object.kind, &name)?.is_some()
        {
            return Err(object.kind.already_exists(new_name));
        }
        self.tx.execute(
            "UPDATE securable SET name = ?2 WHERE id = ?1",
            params![object.id, name],
        )?;
        Ok(())
    }

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
