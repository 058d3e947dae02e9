//! Tables and views: created, replaced, read, listed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rusqlite::params;

use super::constraints::NewConstraint;
use super::lifecycle::Birth;
use super::page::{Page, PageOf};
use super::places::{check_overlap, external_place, local_path};
use super::{Catalog, Chain, Column, Kind, PropertyChange, TableRow, TableType, ViewText};
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// A table or view to create.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTable {
    /// The catalog.
    pub catalog: String,
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// Its type.
    pub table_type: TableType,
    /// The format, such as `DELTA`; none for a view.
    pub format: Option<String>,
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// Where an external table's files are: an absolute path or a URL. Must be `None` for others.
    pub location: Option<String>,
    /// The comment.
    pub comment: Option<String>,
    /// Properties.
    pub properties: BTreeMap<String, String>,
    /// The text of a view.
    pub view: Option<ViewText>,
    /// Primary and foreign keys.
    pub constraints: Vec<NewConstraint>,
}

/// A table whose row is reserved and whose files are about to be written.
///
/// Ends with [`Catalog::finish_table`] or [`Catalog::abandon_table`]. When the process dies
/// before, the row and the directory are removed the next time the workspace is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingTable {
    /// The id of the table to be.
    pub id: String,
    /// Its full name.
    pub full_name: String,
    /// Where its files go, as a URL.
    pub location: String,
    /// The same as a path, when the location is local.
    pub path: Option<PathBuf>,
}

impl Catalog {
    /// Creates a table or view whose files, if it has any, exist already.
    ///
    /// # Errors
    /// When the caller lacks `CREATE TABLE` on the schema (and `CREATE EXTERNAL TABLE` on the
    /// metastore for a location elsewhere), when the name is taken or not valid.
    pub fn create_table(&self, session: &Session, new: &NewTable) -> WsResult<TableRow> {
        self.write(session, |access| {
            let chain = access.new_table(new, Birth::Active)?;
            access.table_row(&chain)
        })
    }

    /// Reserves the name and the place of a table whose files are to be written.
    ///
    /// # Errors
    /// Those of [`Catalog::create_table`].
    pub fn begin_table(&self, session: &Session, new: &NewTable) -> WsResult<PendingTable> {
        self.write(session, |access| {
            let chain = access.new_table(new, Birth::Creating)?;
            let location = access
                .table_location(&chain.object().id)?
                .unwrap_or_default();
            Ok(PendingTable {
                id: chain.object().id.clone(),
                full_name: chain.object().full_name.clone(),
                path: local_path(&location),
                location,
            })
        })
    }

    /// Makes a reserved table visible, with the columns and properties it came to have.
    ///
    /// # Errors
    /// When the reservation is gone.
    pub fn finish_table(
        &self,
        session: &Session,
        pending: &PendingTable,
        columns: &[Column],
        properties: &BTreeMap<String, String>,
    ) -> WsResult<TableRow> {
        self.write(session, |access| {
            let changed = access.tx.execute(
                "UPDATE securable SET state = 'active', creator = NULL WHERE id = ?1 AND state = 'creating'",
                [&pending.id],
            )?;
            let chain = access.find_by_id(&pending.id)?.filter(|_| changed == 1);
            let chain = chain.ok_or_else(|| Kind::Table.does_not_exist(&pending.full_name))?;
            access.write_columns(&pending.id, columns)?;
            access.change_properties(&pending.id, &PropertyChange::Replace(properties.clone()))?;
            access.table_row(&chain)
        })
    }

    /// Gives a reservation up and deletes the directory when it is the workspace's own.
    ///
    /// # Errors
    /// When the files cannot be deleted.
    pub fn abandon_table(&self, pending: &PendingTable) -> WsResult<()> {
        self.store
            .write(|tx| self.forget(tx, &pending.id, Some("creating")))
    }

    /// Gives an existing table or view another definition, keeping its id, owner, grants, tags,
    /// and for a table its files. Masks and filters go, and so do its constraints.
    ///
    /// # Errors
    /// When the caller does not manage it (`MODIFY` is enough for a table), when the type would
    /// change.
    pub fn replace_table(&self, session: &Session, new: &NewTable) -> WsResult<TableRow> {
        self.write(session, |access| {
            let name = format!("{}.{}.{}", new.catalog, new.schema, new.name);
            let chain = access.find(Kind::Table, &name)?;
            let before = access.table_row(&chain)?;
            if before.table_type != new.table_type {
                return Err(WsError::invalid(
                    "[ErrorClass=INVALID_PARAMETER_VALUE.UPDATE_TABLE_TYPE] Changing table_type is not supported.",
                ));
            }
            if before.table_type == TableType::View {
                access.require_manage(&chain)?;
            } else {
                access.require_modify(&chain)?;
            }
            let id = &chain.object().id;
            let comment = new.comment.as_deref().filter(|comment| !comment.is_empty());
            access.tx.execute("UPDATE securable SET comment = ?2 WHERE id = ?1", params![id, comment])?;
            access.tx.execute(
                "UPDATE table_detail SET row_filter = NULL, format = ?2 WHERE id = ?1",
                params![id, new.format],
            )?;
            access.write_view(id, new.view.as_ref())?;
            access.tx.execute("DELETE FROM table_constraint WHERE table_id = ?1", [id])?;
            access.write_columns(id, &new.columns)?;
            access.change_properties(id, &PropertyChange::Replace(new.properties.clone()))?;
            for constraint in &new.constraints {
                access.add_constraint(&chain, constraint)?;
            }
            access.touch(id)?;
            let chain = access.find(Kind::Table, &name)?;
            access.table_row(&chain)
        })
    }

    /// One table or view.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn get_table(&self, session: &Session, full_name: &str) -> WsResult<TableRow> {
        self.read(session, |access| {
            let chain = access.find_visible(Kind::Table, full_name)?;
            access.table_row(&chain)
        })
    }

    /// The tables and views of a schema that the caller sees.
    ///
    /// # Errors
    /// When the schema does not exist or the caller may not use it.
    pub fn list_tables(
        &self,
        session: &Session,
        catalog: &str,
        schema: &str,
        page: &Page,
    ) -> WsResult<PageOf<TableRow>> {
        self.read(session, |access| {
            let schema = access.find_visible(Kind::Schema, &format!("{catalog}.{schema}"))?;
            access
                .children(&schema, Kind::Table, page)?
                .try_map(|chain| access.table_row(&chain))
        })
    }
}

impl Access<'_> {
    fn new_table(&self, new: &NewTable, birth: Birth) -> WsResult<Chain> {
        let schema = self.find(Kind::Schema, &format!("{}.{}", new.catalog, new.schema))?;
        let chain = self.create(
            &schema,
            Kind::Table,
            &new.name,
            new.comment.as_deref(),
            Privilege::CreateTable,
            birth,
        )?;
        let location = self.table_place(&chain, new)?;
        let id = &chain.object().id;
        self.tx.execute(
            "INSERT INTO table_detail (id, table_type, format, location, predictive_optimization)
             VALUES (?1, ?2, ?3, ?4, 'INHERIT')",
            params![id, new.table_type.as_str(), new.format, location],
        )?;
        self.write_view(id, new.view.as_ref())?;
        self.write_columns(id, &new.columns)?;
        self.change_properties(id, &PropertyChange::Replace(new.properties.clone()))?;
        for constraint in &new.constraints {
            self.add_constraint(&chain, constraint)?;
        }
        Ok(chain)
    }

    fn table_place(&self, chain: &Chain, new: &NewTable) -> WsResult<Option<String>> {
        match (new.table_type, &new.location) {
            (TableType::View, None) => Ok(None),
            (TableType::Managed | TableType::ManagedShallowClone, None) => self
                .catalog
                .managed_place(self.tx, chain, "managed")
                .map(Some),
            (TableType::External | TableType::ExternalShallowClone, Some(location)) => {
                self.require(Privilege::CreateExternalTable, &self.metastore()?)?;
                let place = external_place(location)?;
                check_overlap(self.tx, self.catalog, &place)?;
                Ok(Some(place))
            }
            (TableType::External | TableType::ExternalShallowClone, None) => Err(WsError::invalid(
                "CreateTable storage_location must be provided for external tables.",
            )),
            (kind, Some(_)) => Err(WsError::invalid(format!(
                "CreateTable storage_location can not be provided for tables of type {}.",
                kind.as_str()
            ))),
        }
    }

    fn write_view(&self, id: &str, view: Option<&ViewText>) -> WsResult<()> {
        let dependencies = view
            .map(|view| serde_json::to_string(&(&view.tables, &view.functions)))
            .transpose()?;
        self.tx.execute(
            "UPDATE table_detail SET view_definition = ?2, view_catalog = ?3, view_schema = ?4,
               view_dependencies = ?5 WHERE id = ?1",
            params![
                id,
                view.map(|view| &view.definition),
                view.map(|view| &view.catalog),
                view.map(|view| &view.schema),
                dependencies
            ],
        )?;
        Ok(())
    }

    fn table_location(&self, id: &str) -> WsResult<Option<String>> {
        let stored: Option<String> = self.tx.query_row(
            "SELECT location FROM table_detail WHERE id = ?1",
            [id],
            |row| row.get(0),
        )?;
        Ok(stored.map(|stored| self.catalog.url_of(&stored)))
    }

    pub(crate) fn table_row(&self, chain: &Chain) -> WsResult<TableRow> {
        let meta = chain.object().clone();
        let columns = self.columns(&meta.id)?;
        let properties = self.properties(&meta.id)?;
        let constraints = self.constraints(&meta.id)?;
        let mut statement = self.tx.prepare_cached(
            "SELECT table_type, format, location, view_definition, view_catalog, view_schema,
               view_dependencies, row_filter, predictive_optimization
             FROM table_detail WHERE id = ?1",
        )?;
        let mut rows = statement.query([&meta.id])?;
        let row = rows
            .next()?
            .ok_or_else(|| WsError::internal("a table has no detail row"))?;
        let table_type: String = row.get(0)?;
        let location: Option<String> = row.get(2)?;
        let row_filter: Option<String> = row.get(7)?;
        let view = match row.get::<_, Option<String>>(3)? {
            Some(definition) => {
                let dependencies: Option<String> = row.get(6)?;
                let (tables, functions) = dependencies
                    .map(|text| serde_json::from_str(&text))
                    .transpose()?
                    .unwrap_or_default();
                Some(ViewText {
                    definition,
                    catalog: row.get(4)?,
                    schema: row.get(5)?,
                    tables,
                    functions,
                })
            }
            None => None,
        };
        Ok(TableRow {
            catalog_name: chain.name_at(1),
            schema_name: chain.name_at(2),
            table_type: TableType::parse(&table_type)?,
            format: row.get(1)?,
            columns,
            location: location.map(|stored| self.catalog.url_of(&stored)),
            view,
            row_filter: row_filter
                .map(|text| serde_json::from_str(&text))
                .transpose()?,
            optimization: self.optimization(chain)?,
            properties,
            constraints,
            meta,
        })
    }
}
