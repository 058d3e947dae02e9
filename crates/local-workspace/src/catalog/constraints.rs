//! Primary and foreign keys. They inform; nothing enforces them.

use rusqlite::params;

use super::{Catalog, Chain, Kind};
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// A primary key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrimaryKey {
    /// The name.
    pub name: String,
    /// The columns.
    pub columns: Vec<String>,
    /// Whether the optimizer may rely on it.
    pub rely: bool,
    /// Those of the columns that are time series keys.
    pub timeseries_columns: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ForeignKey {
    /// The name.
    pub name: String,
    /// The columns.
    pub columns: Vec<String>,
    /// The full name of the table it points to.
    pub parent_table: String,
    /// The columns it points to.
    pub parent_columns: Vec<String>,
    /// Whether the optimizer may rely on it.
    pub rely: bool,
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableConstraint {
    /// A primary key.
    Primary(PrimaryKey),
    /// A foreign key.
    Foreign(ForeignKey),
}

impl TableConstraint {
    /// The name.
    pub fn name(&self) -> &str {
        match self {
            Self::Primary(key) => &key.name,
            Self::Foreign(key) => &key.name,
        }
    }
}

/// A key to add. An empty name is replaced by `<table>_pk` or `<table>_<parent>_fk`; empty parent
/// columns by the parent's primary key.
pub type NewConstraint = TableConstraint;

impl Catalog {
    /// Adds a key to a table.
    ///
    /// # Errors
    /// When the caller does not own the table (and for a foreign key the parent), when columns or
    /// the parent's key do not exist, when there is such a key already.
    pub fn add_constraint(
        &self,
        session: &Session,
        full_name: &str,
        constraint: &NewConstraint,
    ) -> WsResult<TableConstraint> {
        self.write(session, |access| {
            let chain = access.find(Kind::Table, full_name)?;
            access.require_manage(&chain)?;
            let added = access.add_constraint(&chain, constraint)?;
            access.touch(&chain.object().id)?;
            Ok(added)
        })
    }

    /// Removes a key from a table.
    ///
    /// # Errors
    /// When there is no such key, when the caller does not own the table, when foreign keys point
    /// to it and `cascade` is false.
    pub fn drop_constraint(
        &self,
        session: &Session,
        full_name: &str,
        name: &str,
        cascade: super::Cascade,
    ) -> WsResult<()> {
        self.write(session, |access| {
            let chain = access.find(Kind::Table, full_name)?;
            access.require_manage(&chain)?;
            access.drop_constraint(&chain, name, cascade == super::Cascade::Yes)?;
            access.touch(&chain.object().id)
        })
    }
}

impl Access<'_> {
    pub(super) fn constraints(&self, table: &str) -> WsResult<Vec<TableConstraint>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT k.name, k.kind, k.rely, k.child_columns, k.timeseries_columns, k.parent_columns,
               t.name, s.name, c.name
             FROM table_constraint k
             LEFT JOIN securable t ON t.id = k.parent_id
             LEFT JOIN securable s ON s.id = t.parent_id
             LEFT JOIN securable c ON c.id = s.parent_id
             WHERE k.table_id = ?1 ORDER BY k.kind DESC, k.name",
        )?;
        let mut rows = statement.query([table])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (name, kind, rely): (String, String, bool) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let columns = names(row.get(3)?)?;
            found.push(if kind == "PRIMARY KEY" {
                TableConstraint::Primary(PrimaryKey {
                    name,
                    columns,
                    rely,
                    timeseries_columns: names(row.get(4)?)?,
                })
            } else {
                let (t, s, c): (String, String, String) = (row.get(6)?, row.get(7)?, row.get(8)?);
                TableConstraint::Foreign(ForeignKey {
                    name,
                    columns,
                    parent_table: format!("{c}.{s}.{t}"),
                    parent_columns: names(row.get(5)?)?,
                    rely,
                })
            });
        }
        Ok(found)
    }

    pub(super) fn add_constraint(
        &self,
        chain: &Chain,
        constraint: &NewConstraint,
    ) -> WsResult<TableConstraint> {
        let existing = self.constraints(&chain.object().id)?;
        Ok(match constraint {
            TableConstraint::Primary(key) => {
                TableConstraint::Primary(self.new_primary(chain, key, &existing)?)
            }
            TableConstraint::Foreign(key) => {
                TableConstraint::Foreign(self.new_foreign(chain, key, &existing)?)
            }
        })
    }

    fn new_primary(
        &self,
        chain: &Chain,
        key: &PrimaryKey,
        existing: &[TableConstraint],
    ) -> WsResult<PrimaryKey> {
        if existing
            .iter()
            .any(|other| matches!(other, TableConstraint::Primary(_)))
        {
            return Err(WsError::invalid(format!(
                "Table '{}' already has a primary key.",
                chain.object().full_name
            ))
            .with_state("42P16"));
        }
        let mut key = key.clone();
        self.require_columns(chain, &key.columns)?;
        for column in self.columns(&chain.object().id)? {
            let in_key = key
                .columns
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&column.name));
            if in_key && column.nullable {
                return Err(WsError::invalid(format!(
                    "Cannot create the primary key `{}` because its child column(s) `{}` is nullable. Please change the column nullability and retry.",
                    key.name, column.name
                ))
                .with_state("42831"));
            }
        }
        if key.name.is_empty() {
            key.name = format!("{}_pk", chain.object().name);
        }
        require_free(chain, existing, &key.name)?;
        self.tx.execute(
            "INSERT INTO table_constraint (table_id, name, kind, rely, child_columns, timeseries_columns)
             VALUES (?1, ?2, 'PRIMARY KEY', ?3, ?4, ?5)",
            params![
                chain.object().id,
                key.name,
                key.rely,
                serde_json::to_string(&key.columns)?,
                serde_json::to_string(&key.timeseries_columns)?
            ],
        )?;
        Ok(key)
    }

    fn new_foreign(
        &self,
        chain: &Chain,
        key: &ForeignKey,
        existing: &[TableConstraint],
    ) -> WsResult<ForeignKey> {
        let mut key = key.clone();
        self.require_columns(chain, &key.columns)?;
        let parent = self.find(Kind::Table, &key.parent_table)?;
        self.require_use_of_parents(&parent)?;
        if !self.manages(&parent)? {
            return Err(WsError::denied(format!(
                "User is not an owner of Table '{}'.",
                parent.object().full_name
            )));
        }
        self.require(
            Privilege::UseSchema,
            &parent.parent().unwrap_or_else(|| parent.clone()),
        )?;
        let primary = self
            .constraints(&parent.object().id)?
            .into_iter()
            .find_map(|found| match found {
                TableConstraint::Primary(primary) => Some(primary),
                TableConstraint::Foreign(_) => None,
            });
        let Some(primary) = primary else {
            return Err(WsError::invalid(format!(
                "Table '{}' has no primary key that a foreign key could point to.",
                parent.object().full_name
            ))
            .with_state("42890"));
        };
        if key.parent_columns.is_empty() {
            key.parent_columns.clone_from(&primary.columns);
        }
        let same = key.parent_columns.len() == primary.columns.len()
            && key
                .parent_columns
                .iter()
                .all(|c| primary.columns.iter().any(|p| p.eq_ignore_ascii_case(c)));
        if !same || key.columns.len() != key.parent_columns.len() {
            return Err(WsError::invalid(format!(
                "The foreign key's parent columns ({}) are not the primary key ({}) of table '{}'.",
                key.parent_columns.join(", "),
                primary.columns.join(", "),
                parent.object().full_name
            ))
            .with_state("42890"));
        }
        key.parent_table.clone_from(&parent.object().full_name);
        if key.name.is_empty() {
            key.name = format!("{}_{}_fk", chain.object().name, parent.object().name);
        }
        require_free(chain, existing, &key.name)?;
        self.tx.execute(
            "INSERT INTO table_constraint
               (table_id, name, kind, rely, child_columns, parent_id, parent_columns)
             VALUES (?1, ?2, 'FOREIGN KEY', ?3, ?4, ?5, ?6)",
            params![
                chain.object().id,
                key.name,
                key.rely,
                serde_json::to_string(&key.columns)?,
                parent.object().id,
                serde_json::to_string(&key.parent_columns)?
            ],
        )?;
        Ok(key)
    }

    fn drop_constraint(&self, chain: &Chain, name: &str, cascade: bool) -> WsResult<()> {
        let table = &chain.object().id;
        let found = self
            .constraints(table)?
            .into_iter()
            .find(|found| found.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| {
                WsError::new(
                    "CONSTRAINT_DOES_NOT_EXIST",
                    404,
                    format!(
                        "Constraint '{name}' does not exist in table '{}'.",
                        chain.object().full_name
                    ),
                )
                .with_state("42704")
            })?;
        if matches!(found, TableConstraint::Primary(_)) {
            let children: i64 = self.tx.query_row(
                "SELECT count(*) FROM table_constraint WHERE parent_id = ?1",
                [table],
                |row| row.get(0),
            )?;
            if children > 0 && !cascade {
                return Err(WsError::invalid(format!(
                    "Cannot drop the primary key '{name}' because {children} foreign key(s) refer to it. Use cascade to drop them too."
                ))
                .with_state("42893"));
            }
            self.tx
                .execute("DELETE FROM table_constraint WHERE parent_id = ?1", [table])?;
        }
        self.tx.execute(
            "DELETE FROM table_constraint WHERE table_id = ?1 AND name = ?2",
            params![table, found.name()],
        )?;
        Ok(())
    }
}

fn require_free(chain: &Chain, existing: &[TableConstraint], name: &str) -> WsResult<()> {
    if existing
        .iter()
        .any(|other| other.name().eq_ignore_ascii_case(name))
    {
        return Err(WsError::new(
            "CONSTRAINT_ALREADY_EXISTS",
            409,
            format!(
                "Constraint '{name}' already exists in table '{}'.",
                chain.object().full_name
            ),
        )
        .with_state("42710"));
    }
    Ok(())
}

fn names(text: Option<String>) -> WsResult<Vec<String>> {
    Ok(text
        .map(|text| serde_json::from_str(&text))
        .transpose()?
        .unwrap_or_default())
}
