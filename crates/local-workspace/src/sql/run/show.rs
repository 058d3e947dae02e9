//! `SHOW` statements.

use super::Run;
use super::pattern::Pattern;
use crate::catalog::{Kind, Page, TableType};
use crate::error::{WsError, WsResult};
use crate::govern::{Privilege, require};
use crate::runner::SqlResult;
use crate::sql::ast::Show;
use crate::sql::info_schema::views;
use crate::sql::names::{ObjectName, quoted};
use crate::sql::result::{Cell, rows};

impl Run<'_> {
    /// `SHOW`.
    pub(super) async fn show(&self, show: &Show) -> WsResult<SqlResult> {
        match show {
            Show::Catalogs { like } => self.show_catalogs(like.as_deref()),
            Show::Schemas { catalog, like } => {
                self.show_schemas(catalog.as_deref(), like.as_deref())
            }
            Show::Tables { schema, like } => self.show_tables(schema.as_ref(), like.as_deref()),
            Show::Views { schema, like } => self.show_views(schema.as_ref(), like.as_deref()),
            Show::Volumes { schema, like } => self.show_volumes(schema.as_ref(), like.as_deref()),
            Show::Functions { schema, like } => {
                self.show_functions(schema.as_ref(), like.as_deref())
            }
            Show::Columns(table) => self.show_columns(table),
            Show::Properties { table, key } => self.show_properties(table, key.as_deref()),
            Show::Create(table) => self.show_create(table),
            Show::Partitions(table) => self.show_partitions(table).await,
            Show::Grants { principal, target } => self.show_grants(target, principal.as_deref()),
        }
    }

    fn show_catalogs(&self, like: Option<&str>) -> WsResult<SqlResult> {
        let pattern = Pattern::new(like)?;
        let catalogs = self
            .catalog()
            .list_catalogs(self.caller(), &Page::all())?
            .items;
        let names = catalogs.into_iter().map(|catalog| catalog.meta.name);
        Ok(rows(
            &[("catalog", "STRING")],
            names
                .filter(|name| pattern.matches(name))
                .map(|name| vec![Cell::from(name)]),
        ))
    }

    fn show_schemas(&self, catalog: Option<&str>, like: Option<&str>) -> WsResult<SqlResult> {
        let pattern = Pattern::new(like)?;
        let catalog = self.catalog_name(catalog.unwrap_or(&self.session.catalog))?;
        let schemas = self
            .catalog()
            .list_schemas(self.caller(), &catalog, &Page::all())?
            .items;
        let names = schemas.into_iter().map(|schema| schema.meta.name);
        Ok(rows(
            &[("databaseName", "STRING")],
            names
                .filter(|name| pattern.matches(name))
                .map(|name| vec![Cell::from(name)]),
        ))
    }

    fn show_tables(&self, of: Option<&ObjectName>, like: Option<&str>) -> WsResult<SqlResult> {
        let pattern = Pattern::new(like)?;
        let (catalog, schema) = self.schema_or_current(of)?;
        let tables = self
            .catalog()
            .list_tables(self.caller(), &catalog, &schema, &Page::all())?;
        let names = tables.items.into_iter().map(|table| table.meta.name);
        let mut names: Vec<String> = names.collect();
        if schema == "information_schema" {
            names.extend(views().map(|view| view.name.to_owned()));
            names.sort();
        }
        let names = names.into_iter();
        Ok(rows(
            &[
                ("database", "STRING"),
                ("tableName", "STRING"),
                ("isTemporary", "BOOLEAN"),
            ],
            names
                .filter(|name| pattern.matches(name))
                .map(|name| vec![Cell::from(&schema), Cell::from(name), Cell::Bool(false)]),
        ))
    }

    fn show_views(&self, of: Option<&ObjectName>, like: Option<&str>) -> WsResult<SqlResult> {
        let pattern = Pattern::new(like)?;
        let (catalog, schema) = self.schema_or_current(of)?;
        let tables = self
            .catalog()
            .list_tables(self.caller(), &catalog, &schema, &Page::all())?;
        let views = tables
            .items
            .into_iter()
            .filter(|table| table.table_type == TableType::View);
        Ok(rows(
            &[
                ("namespace", "STRING"),
                ("viewName", "STRING"),
                ("isTemporary", "BOOLEAN"),
                ("isMaterialized", "BOOLEAN"),
            ],
            views
                .map(|view| view.meta.name)
                .filter(|name| pattern.matches(name))
                .map(|name| {
                    vec![
                        Cell::from(&schema),
                        Cell::from(name),
                        Cell::Bool(false),
                        Cell::Bool(false),
                    ]
                }),
        ))
    }

    fn show_volumes(&self, of: Option<&ObjectName>, like: Option<&str>) -> WsResult<SqlResult> {
        let pattern = Pattern::new(like)?;
        let (catalog, schema) = self.schema_or_current(of)?;
        let volumes =
            self.catalog()
                .list_volumes(self.caller(), &catalog, &schema, &Page::all())?;
        let names = volumes.items.into_iter().map(|volume| volume.meta.name);
        Ok(rows(
            &[("database", "STRING"), ("volume_name", "STRING")],
            names
                .filter(|name| pattern.matches(name))
                .map(|name| vec![Cell::from(&schema), Cell::from(name)]),
        ))
    }

    fn show_functions(&self, of: Option<&ObjectName>, like: Option<&str>) -> WsResult<SqlResult> {
        let pattern = Pattern::new(like)?;
        let (catalog, schema) = self.schema_or_current(of)?;
        let functions =
            self.catalog()
                .list_functions(self.caller(), &catalog, &schema, &Page::all())?;
        let found = functions
            .items
            .into_iter()
            .filter(|found| pattern.matches(&found.meta.name));
        Ok(rows(
            &[("function", "STRING")],
            found.map(|found| vec![Cell::from(found.meta.full_name)]),
        ))
    }

    fn show_columns(&self, table: &ObjectName) -> WsResult<SqlResult> {
        let name = self.full(table)?.to_string();
        let table = self.catalog().get_table(self.caller(), &name)?;
        let names = table
            .columns
            .into_iter()
            .map(|column| vec![Cell::from(column.name)]);
        Ok(rows(&[("col_name", "STRING")], names))
    }

    fn show_properties(&self, table: &ObjectName, key: Option<&str>) -> WsResult<SqlResult> {
        let headers = [("key", "STRING"), ("value", "STRING")];
        let name = self.full(table)?.to_string();
        let table = self.catalog().get_table(self.caller(), &name)?;
        let Some(key) = key else {
            let properties = table.properties.into_iter();
            return Ok(rows(
                &headers,
                properties.map(|(key, value)| vec![Cell::from(key), Cell::from(value)]),
            ));
        };
        let value = table.properties.get(key).cloned();
        let value = value.unwrap_or_else(|| format!("Table {name} does not have property: {key}"));
        Ok(rows(&headers, [vec![Cell::from(key), Cell::from(value)]]))
    }

    fn show_create(&self, table: &ObjectName) -> WsResult<SqlResult> {
        let name = self.full(table)?.to_string();
        require(
            self.catalog(),
            self.caller(),
            Privilege::Select,
            Kind::Table,
            &name,
        )?;
        let table = self.catalog().get_table(self.caller(), &name)?;
        let text = super::create_text::of(&table);
        Ok(rows(
            &[("createtab_stmt", "STRING")],
            [vec![Cell::from(text)]],
        ))
    }

    async fn show_partitions(&self, table: &ObjectName) -> WsResult<SqlResult> {
        let full = self.full(table)?;
        let row = self.catalog().get_table(self.caller(), &full.to_string())?;
        let mut columns: Vec<_> = row
            .columns
            .iter()
            .filter(|column| column.partition_index.is_some())
            .collect();
        columns.sort_by_key(|column| column.partition_index);
        if columns.is_empty() {
            return Err(WsError::sql(
                "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY",
                "42601",
                format_args!("The partition command is invalid. Table {full} is not partitioned."),
            ));
        }
        let columns: Vec<String> = columns.iter().map(|column| quoted(&column.name)).collect();
        let columns = columns.join(", ");
        let name = ObjectName(vec![full.catalog, full.schema, full.name]);
        self.query(&format!(
            "SELECT DISTINCT {columns} FROM {name} ORDER BY {columns}"
        ))
        .await
    }
}
