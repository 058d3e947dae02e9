//! `INSERT`, `DELETE`, `UPDATE`, `TRUNCATE`.

use super::Run;
use super::names::FullName;
use super::rows::Inserted;
use crate::catalog::{Kind, TableRow, TableType};
use crate::engine::WriteMode;
use crate::error::{WsError, WsResult};
use crate::govern::{Privilege, require};
use crate::runner::SqlResult;
use crate::sql::ast::{Delete, Insert, InsertMode, Update};
use crate::sql::names::ObjectName;
use crate::sql::result::{Cell, rows};

impl Run<'_> {
    /// A table that the caller may change the rows of.
    pub(super) fn modifiable(&self, full: &FullName) -> WsResult<TableRow> {
        let name = full.to_string();
        require(
            self.catalog(),
            self.caller(),
            Privilege::Modify,
            Kind::Table,
            &name,
        )?;
        let table = self.catalog().get_table(self.caller(), &name)?;
        if table.table_type == TableType::View {
            return Err(WsError::sql(
                "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
                "42809",
                format_args!("The operation expects a table but {full} is a view."),
            ));
        }
        Ok(table)
    }

    /// `INSERT`. The query is checked as any other.
    pub(super) async fn insert(&self, insert: &Insert) -> WsResult<SqlResult> {
        let table = self.modifiable(&self.full(&insert.table)?)?;
        let mode = match insert.mode {
            InsertMode::Into => WriteMode::Append,
            InsertMode::Overwrite => WriteMode::Overwrite,
        };
        let inserted = Inserted {
            query: &insert.query.0,
            mode,
            columns: &insert.columns,
            by_name: insert.by_name,
        };
        let count = self.insert_rows(&table, &inserted).await?;
        Ok(rows(
            &[
                ("num_affected_rows", "BIGINT"),
                ("num_inserted_rows", "BIGINT"),
            ],
            [vec![Cell::Int(count), Cell::Int(count)]],
        ))
    }

    /// `DELETE`.
    pub(super) async fn delete(&self, delete: &Delete) -> WsResult<SqlResult> {
        let table = self.changeable(&delete.table)?;
        let condition = delete
            .condition
            .as_ref()
            .map(|condition| condition.0.as_str());
        let count = self
            .delete_rows(&table, delete.alias.as_deref(), condition)
            .await?;
        Ok(affected(count))
    }

    /// `UPDATE`.
    pub(super) async fn update(&self, update: &Update) -> WsResult<SqlResult> {
        let table = self.changeable(&update.table)?;
        let assignments: Vec<(String, String)> = update
            .assignments
            .iter()
            .map(|(column, value)| (column.clone(), value.0.clone()))
            .collect();
        let condition = update
            .condition
            .as_ref()
            .map(|condition| condition.0.as_str());
        let count = self
            .update_rows(&table, update.alias.as_deref(), &assignments, condition)
            .await?;
        Ok(affected(count))
    }

    /// `TRUNCATE TABLE`.
    pub(super) async fn truncate(&self, table: &ObjectName) -> WsResult<SqlResult> {
        let table = self.changeable(table)?;
        self.delete_rows(&table, None, None).await?;
        Ok(SqlResult::default())
    }

    /// A table whose rows can be read and changed: both rights are needed, and no policy may hide
    /// rows from a statement that rewrites files.
    fn changeable(&self, table: &ObjectName) -> WsResult<TableRow> {
        let full = self.full(table)?;
        let table = self.modifiable(&full)?;
        require(
            self.catalog(),
            self.caller(),
            Privilege::Select,
            Kind::Table,
            &full.to_string(),
        )?;
        if table.row_filter.is_some() || table.columns.iter().any(|column| column.mask.is_some()) {
            return Err(WsError::unsupported(format_args!(
                "DELETE and UPDATE of `{full}`, which has a row filter or column masks"
            )));
        }
        Ok(table)
    }
}

fn affected(count: i64) -> SqlResult {
    rows(&[("num_affected_rows", "BIGINT")], [vec![Cell::Int(count)]])
}
