//! `CREATE VIEW` and `ALTER VIEW ... AS`.

use super::Run;
use super::containers::keep_existing;
use super::names::FullName;
use crate::catalog::{Column, NewTable, TableRow, TableType, ViewText};
use crate::error::{WsError, WsResult};
use crate::runner::SqlResult;
use crate::sql::ast::{CreateView, Existing, SchemaMode, ViewColumn};
use crate::sql::delta_schema::{note, set_member};
use serde_json::json;
use std::collections::BTreeMap;

/// The property that keeps how a view follows changes of what it reads.
pub(super) const SCHEMA_MODE: &str = "view.schemaMode";

impl Run<'_> {
    /// `CREATE VIEW`. The query must resolve for the caller, who becomes the owner.
    pub(super) async fn create_view(&self, create: &CreateView) -> WsResult<SqlResult> {
        let full = self.full(&create.name)?;
        let before = self.existing(&full)?;
        if before.is_some() && create.existing == Existing::Keep {
            return Ok(SqlResult::default());
        }
        if before.is_some() && create.existing == Existing::Refuse {
            return Err(super::tables::already_exists(&full));
        }
        let mut properties: BTreeMap<String, String> = create.properties.iter().cloned().collect();
        if let Some(mode) = mode_text(create.schema_mode) {
            properties.insert(SCHEMA_MODE.to_owned(), mode.to_owned());
        }
        let (columns, view) = self.view_text(&create.query.0, &create.columns).await?;
        let new = view_row(&full, columns, view, create.comment.clone(), properties);
        match before {
            Some(before) if before.table_type != TableType::View => Err(WsError::sql(
                "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
                "42809",
                format_args!("'CREATE OR REPLACE VIEW' expects a view but {full} is a table."),
            )),
            Some(_) => {
                refuse_cycle(&full, &new)?;
                self.catalog().replace_table(self.caller(), &new)?;
                Ok(SqlResult::default())
            }
            None => {
                let made = self.catalog().create_table(self.caller(), &new);
                keep_existing(made, create.existing, "TABLE_ALREADY_EXISTS")
            }
        }
    }

    /// `ALTER VIEW ... AS`: another query, the same comment and properties.
    pub(super) async fn alter_view(&self, full: &FullName, query: &str) -> WsResult<SqlResult> {
        let before = self.catalog().get_table(self.caller(), &full.to_string())?;
        require_view(&before)?;
        let (columns, view) = self.view_text(query, &[]).await?;
        let new = view_row(full, columns, view, before.meta.comment, before.properties);
        refuse_cycle(full, &new)?;
        self.catalog().replace_table(self.caller(), &new)?;
        Ok(SqlResult::default())
    }

    /// The columns of a view and its text with what it reads.
    async fn view_text(
        &self,
        query: &str,
        named: &[ViewColumn],
    ) -> WsResult<(Vec<Column>, ViewText)> {
        let found = self.query_columns(query).await?;
        let mut columns = found.columns;
        if !named.is_empty() && named.len() != columns.len() {
            let (reason, wanted) = if named.len() > columns.len() {
                ("NOT_ENOUGH_DATA_COLUMNS", "more")
            } else {
                ("TOO_MANY_DATA_COLUMNS", "fewer")
            };
            return Err(WsError::sql(
                &format!("CREATE_VIEW_COLUMN_ARITY_MISMATCH.{reason}"),
                "21S01",
                format_args!(
                    "The view names {} columns, its query gives {}: {wanted} are needed.",
                    named.len(),
                    columns.len()
                ),
            ));
        }
        for (column, name) in columns.iter_mut().zip(named) {
            column.name.clone_from(&name.name);
            set_member(column, "name", json!(name.name))?;
            column.comment.clone_from(&name.comment);
            note(
                column,
                "comment",
                name.comment.as_ref().map(|comment| json!(comment)),
            )?;
        }
        let view = ViewText {
            definition: query.to_owned(),
            catalog: self.session.catalog.clone(),
            schema: self.session.schema.clone(),
            tables: found.tables,
            functions: found.functions,
        };
        Ok((columns, view))
    }
}

fn view_row(
    full: &FullName,
    columns: Vec<Column>,
    view: ViewText,
    comment: Option<String>,
    properties: BTreeMap<String, String>,
) -> NewTable {
    NewTable {
        catalog: full.catalog.clone(),
        schema: full.schema.clone(),
        name: full.name.clone(),
        table_type: TableType::View,
        format: None,
        columns,
        location: None,
        comment,
        properties,
        view: Some(view),
        constraints: Vec::new(),
    }
}

/// A view that reads itself could never be read.
fn refuse_cycle(full: &FullName, new: &NewTable) -> WsResult<()> {
    let name = full.to_string();
    if new
        .view
        .as_ref()
        .is_some_and(|view| view.tables.contains(&name))
    {
        return Err(WsError::sql(
            "RECURSIVE_VIEW",
            "42K0H",
            format_args!("Recursive view `{name}` detected (cycle: `{name}` -> `{name}`)."),
        ));
    }
    Ok(())
}

pub(super) fn require_view(table: &TableRow) -> WsResult<()> {
    if table.table_type == TableType::View {
        return Ok(());
    }
    Err(WsError::sql(
        "EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE",
        "42809",
        format_args!(
            "'ALTER VIEW' expects a view but {} is a table.",
            table.meta.full_name
        ),
    ))
}

fn mode_text(mode: SchemaMode) -> Option<&'static str> {
    match mode {
        SchemaMode::Compensation => None,
        SchemaMode::Binding => Some("BINDING"),
        SchemaMode::Evolution => Some("EVOLUTION"),
        SchemaMode::TypeEvolution => Some("TYPE EVOLUTION"),
    }
}
