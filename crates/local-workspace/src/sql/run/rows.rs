//! Reading and writing rows: the engine's work.

use super::Run;
use super::resolver::Names;
use super::tables::{Shape, location};
use crate::catalog::{Column, TableRow};
use crate::engine::{Header, Inputs, Resolver, Source, TargetColumns, WriteMode};
use crate::error::{WsError, WsResult};
use crate::runner::{SqlResult, SqlRows};
use crate::sql::ast::ColumnDef;
use crate::sql::delta_schema::column_of;
use crate::sql::parse::parse_type;
use crate::sql::result::column;
use crate::sql::types::Field;
use serde_json::json;
use std::sync::Arc;

/// What a query would give, and what it reads.
pub(super) struct QueryShape {
    pub(super) columns: Vec<Column>,
    /// Full names of tables and views.
    pub(super) tables: Vec<String>,
    /// Full names of functions.
    pub(super) functions: Vec<String>,
}

/// The rows of an `INSERT`.
pub(super) struct Inserted<'a> {
    pub(super) query: &'a str,
    pub(super) mode: WriteMode,
    /// Columns the query gives; empty for all.
    pub(super) columns: &'a [String],
    pub(super) by_name: bool,
}

impl Run<'_> {
    fn names(&self) -> Arc<dyn Resolver> {
        Arc::new(Names::of_caller(self))
    }

    /// Runs a query of the caller.
    pub(super) async fn query(&self, query: &str) -> WsResult<SqlResult> {
        let output = self
            .engine
            .query(query, &self.names(), &self.cancel)
            .await?;
        let columns = output
            .columns
            .iter()
            .map(|found| column(&found.name, &found.type_text))
            .collect();
        Ok(SqlResult {
            columns,
            rows: SqlRows::Arrow(output.batches),
        })
    }

    /// What a query of the caller would give. Columns made of it may be null.
    pub(super) async fn query_columns(&self, query: &str) -> WsResult<QueryShape> {
        let (found, dependencies) = self.engine.analyze(query, &self.names()).await?;
        let mut columns = Vec::new();
        for output in found {
            let data_type = parse_type(&output.type_text)?;
            let field = Field {
                name: output.name,
                data_type,
                nullable: true,
                comment: None,
            };
            let definition = ColumnDef {
                field,
                default: None,
                generated: None,
                mask: None,
            };
            columns.push(column_of(&definition, None));
        }
        let full = |names: Vec<[String; 3]>| names.iter().map(|name| name.join(".")).collect();
        Ok(QueryShape {
            columns,
            tables: full(dependencies.relations),
            functions: full(dependencies.functions),
        })
    }

    fn inputs<'b>(&self, place: &'b str, name: &'b [String; 3]) -> Inputs<'b> {
        Inputs {
            location: place,
            name,
            resolver: self.names(),
            cancel: self.cancel.clone(),
        }
    }

    /// Writes the first version of a table with the rows of a query.
    pub(super) async fn write_query(
        &self,
        place: &str,
        name: &[String; 3],
        header: Header,
        query: &str,
    ) -> WsResult<()> {
        let source = Source::Query {
            text: query.to_owned(),
            columns: TargetColumns::ByPosition,
        };
        self.engine
            .write(&self.inputs(place, name), header, WriteMode::Create, source)
            .await?;
        Ok(())
    }

    /// Replaces what a table is: its schema, and its rows by those of a query or none.
    pub(super) async fn overwrite_all(
        &self,
        before: &TableRow,
        shape: &Shape,
        query: Option<&str>,
    ) -> WsResult<()> {
        let place = location(before)?;
        let header = self.replacing(&place, shape, query.is_some()).await?;
        let source = match query {
            Some(text) => Source::Query {
                text: text.to_owned(),
                columns: TargetColumns::ByPosition,
            },
            None => Source::Nothing,
        };
        let inputs = name_of(before);
        self.engine
            .write(
                &self.inputs(&place, &inputs),
                header,
                WriteMode::Overwrite,
                source,
            )
            .await?;
        Ok(())
    }

    /// Inserts rows; how many.
    pub(super) async fn insert_rows(&self, table: &TableRow, rows: &Inserted<'_>) -> WsResult<i64> {
        let place = location(table)?;
        let mode = if rows.mode == WriteMode::Overwrite {
            "Overwrite"
        } else {
            "Append"
        };
        let header = Header {
            operation: "WRITE".to_owned(),
            parameters: json!({ "mode": mode, "partitionBy": "[]" }),
            actions: Vec::new(),
        };
        let columns = if rows.by_name {
            TargetColumns::ByName
        } else if rows.columns.is_empty() {
            TargetColumns::ByPosition
        } else {
            TargetColumns::Listed(rows.columns.to_vec())
        };
        let source = Source::Query {
            text: rows.query.to_owned(),
            columns,
        };
        let name = name_of(table);
        let inputs = self.inputs(&place, &name);
        let written = self
            .engine
            .write(&inputs, header, rows.mode, source)
            .await?;
        Ok(written.affected_rows)
    }

    /// Deletes rows; how many.
    pub(super) async fn delete_rows(
        &self,
        table: &TableRow,
        alias: Option<&str>,
        condition: Option<&str>,
    ) -> WsResult<i64> {
        let (place, name) = (location(table)?, name_of(table));
        let inputs = self.inputs(&place, &name);
        Ok(self
            .engine
            .delete(&inputs, alias, condition)
            .await?
            .affected_rows)
    }

    /// Updates rows; how many.
    pub(super) async fn update_rows(
        &self,
        table: &TableRow,
        alias: Option<&str>,
        assignments: &[(String, String)],
        condition: Option<&str>,
    ) -> WsResult<i64> {
        let (place, name) = (location(table)?, name_of(table));
        let inputs = self.inputs(&place, &name);
        Ok(self
            .engine
            .update(&inputs, alias, assignments, condition)
            .await?
            .affected_rows)
    }

    /// For how many rows of a table a condition is false.
    pub(super) async fn violations(&self, table: &TableRow, condition: &str) -> WsResult<u64> {
        let (place, name) = (location(table)?, name_of(table));
        self.engine
            .violations(&self.inputs(&place, &name), condition)
            .await
    }
}

fn name_of(table: &TableRow) -> [String; 3] {
    [
        table.catalog_name.clone(),
        table.schema_name.clone(),
        table.meta.name.clone(),
    ]
}

/// The parts of a full name.
pub(super) fn three_parts(full_name: &str) -> WsResult<[String; 3]> {
    let parts: Vec<String> = full_name.split('.').map(str::to_owned).collect();
    <[String; 3]>::try_from(parts)
        .map_err(|_| WsError::internal(format_args!("`{full_name}` has not three parts")))
}
