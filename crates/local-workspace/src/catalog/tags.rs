//! Tags of objects and columns.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Catalog, Chain, Kind};
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// The most tags that one object or column can have.
const MAX_TAGS: i64 = 50;

/// What carries a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagTarget {
    /// The kind of the object.
    pub kind: Kind,
    /// Its full name.
    pub full_name: String,
    /// The column, when a column of the table carries it.
    pub column: Option<String>,
}

impl TagTarget {
    /// An object.
    pub fn object(kind: Kind, full_name: &str) -> Self {
        Self {
            kind,
            full_name: full_name.to_owned(),
            column: None,
        }
    }

    /// A column of a table.
    pub fn column(table: &str, column: &str) -> Self {
        Self {
            kind: Kind::Table,
            full_name: table.to_owned(),
            column: Some(column.to_owned()),
        }
    }
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The key; its case counts.
    pub key: String,
    /// The value; empty when it has none.
    pub value: String,
    /// When it was set, in epoch milliseconds.
    pub updated_at: i64,
    /// Who set it.
    pub updated_by: String,
}

/// What a new tag does to one of the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnExisting {
    Overwrite,
    Refuse,
}

impl Catalog {
    /// The tags of a target, by key.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn tags(&self, session: &Session, target: &TagTarget) -> WsResult<Vec<Tag>> {
        self.read(session, |access| {
            let (chain, column) = access.tag_target(target)?;
            access.find_visible(target.kind, &target.full_name)?;
            access.tags(&chain.object().id, &column)
        })
    }

    /// Sets tags, overwriting those of the same key.
    ///
    /// # Errors
    /// When the caller lacks `APPLY TAG`, when a key or value is not valid, when there would be
    /// more than 50.
    pub fn set_tags(
        &self,
        session: &Session,
        target: &TagTarget,
        tags: &BTreeMap<String, String>,
    ) -> WsResult<()> {
        self.write_tags(session, target, tags, OnExisting::Overwrite)
    }

    /// Sets one tag that must not exist yet.
    ///
    /// # Errors
    /// Those of [`Catalog::set_tags`], and when it exists.
    pub fn create_tag(
        &self,
        session: &Session,
        target: &TagTarget,
        key: &str,
        value: &str,
    ) -> WsResult<()> {
        let tags = BTreeMap::from([(key.to_owned(), value.to_owned())]);
        self.write_tags(session, target, &tags, OnExisting::Refuse)
    }

    /// Removes tags.
    ///
    /// # Errors
    /// When the caller lacks `APPLY TAG`, when a tag is not there.
    pub fn unset_tags(
        &self,
        session: &Session,
        target: &TagTarget,
        keys: &[String],
    ) -> WsResult<()> {
        self.write(session, |access| {
            let (chain, column) = access.tag_target(target)?;
            access.require(Privilege::ApplyTag, &chain)?;
            for key in keys {
                let changed = access.tx.execute(
                    "DELETE FROM tag WHERE securable_id = ?1 AND column_name = ?2 AND key = ?3",
                    params![chain.object().id, column, key],
                )?;
                if changed == 0 {
                    return Err(WsError::new(
                        "RESOURCE_DOES_NOT_EXIST",
                        404,
                        format!("Tag assignment with tag key {key} does not exist."),
                    ));
                }
            }
            Ok(())
        })
    }

    fn write_tags(
        &self,
        session: &Session,
        target: &TagTarget,
        tags: &BTreeMap<String, String>,
        on_existing: OnExisting,
    ) -> WsResult<()> {
        self.write(session, |access| {
            let (chain, column) = access.tag_target(target)?;
            access.require(Privilege::ApplyTag, &chain)?;
            let id = &chain.object().id;
            let verb = match on_existing {
                OnExisting::Overwrite => "INSERT OR REPLACE",
                OnExisting::Refuse => "INSERT OR IGNORE",
            };
            for (key, value) in tags {
                check(key, value)?;
                let changed = access.tx.execute(
                    &format!(
                        "{verb} INTO tag (securable_id, column_name, key, value, updated_at, updated_by)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                    ),
                    params![id, column, key, value, now_ms(), session.user()],
                )?;
                if changed == 0 {
                    return Err(WsError::new(
                        "ALREADY_EXISTS",
                        409,
                        format!("Tag assignment with tag key {key} already exists"),
                    ));
                }
            }
            let count: i64 = access.tx.query_row(
                "SELECT count(*) FROM tag WHERE securable_id = ?1 AND column_name = ?2",
                params![id, column],
                |row| row.get(0),
            )?;
            if count > MAX_TAGS {
                return Err(WsError::new(
                    "RESOURCE_EXHAUSTED",
                    429,
                    format!("An object cannot have more than {MAX_TAGS} tags."),
                ));
            }
            Ok(())
        })
    }
}

fn check(key: &str, value: &str) -> WsResult<()> {
    let bad_key = key.is_empty()
        || key.chars().count() > 255
        || key.trim() != key
        || key
            .chars()
            .any(|c| matches!(c, '.' | ',' | '-' | '=' | ':') || c.is_control());
    if bad_key {
        return Err(WsError::invalid(format!("Tag key '{key}' is not valid.")));
    }
    if value.chars().count() > 1000 {
        return Err(WsError::invalid(format!(
            "The value of tag '{key}' is longer than 1000 characters."
        )));
    }
    Ok(())
}

impl Access<'_> {
    pub(crate) fn tags(&self, id: &str, column: &str) -> WsResult<Vec<Tag>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT key, value, updated_at, updated_by FROM tag
             WHERE securable_id = ?1 AND column_name = ?2 ORDER BY key",
        )?;
        let rows = statement.query_map(params![id, column], |row| {
            Ok(Tag {
                key: row.get(0)?,
                value: row.get(1)?,
                updated_at: row.get(2)?,
                updated_by: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The object, and the column's name as the table has it (empty for the object itself).
    fn tag_target(&self, target: &TagTarget) -> WsResult<(Chain, String)> {
        let chain = self.find(target.kind, &target.full_name)?;
        let Some(wanted) = &target.column else {
            return Ok((chain, String::new()));
        };
        self.require_columns(&chain, std::slice::from_ref(wanted))?;
        let columns = self.columns(&chain.object().id)?;
        let found = columns
            .into_iter()
            .find(|column| column.name.to_lowercase() == wanted.to_lowercase());
        Ok((chain, found.map(|column| column.name).unwrap_or_default()))
    }
}
