//! What happens to objects of every kind: made and altered.

use rusqlite::params;
use uuid::Uuid;

use super::names::check_name;
use super::properties::PropertyChange;
use super::securable::{COLUMNS, read};
use super::{Catalog, Chain, Kind};
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::{Session, require_principal};

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
}
