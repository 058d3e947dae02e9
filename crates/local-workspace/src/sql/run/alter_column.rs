//! `ALTER TABLE ... ALTER COLUMN`, and comments of columns.

use super::Run;
use super::alter::place;
use super::names::FullName;
use crate::catalog::{Column, Kind, TableType, TagTarget};
use crate::error::{WsError, WsResult};
use crate::runner::SqlResult;
use crate::sql::ast::ColumnChange;
use crate::sql::delta_schema::{note, set_member};
use crate::sql::names::quoted;
use serde_json::json;

/// The key of a column's default in the Delta schema.
const DEFAULT: &str = "CURRENT_DEFAULT";

impl Run<'_> {
    /// `ALTER COLUMN`.
    pub(super) async fn alter_column(
        &self,
        full: &FullName,
        column: &[String],
        change: &ColumnChange,
    ) -> WsResult<SqlResult> {
        let [name] = column else {
            return Err(WsError::unsupported("ALTER COLUMN of a nested field"));
        };
        let table = full.to_string();
        match change {
            ColumnChange::Comment(comment) => {
                return self.comment_column(full, column, comment).await;
            }
            ColumnChange::Tags(change) => {
                return self.change_tags(&TagTarget::column(&table, name), change);
            }
            ColumnChange::SetMask(mask) => {
                let mask = self.mask(mask)?;
                self.catalog()
                    .set_column_mask(self.caller(), &table, name, Some(&mask))?;
                return Ok(SqlResult::default());
            }
            ColumnChange::DropMask => {
                self.catalog()
                    .set_column_mask(self.caller(), &table, name, None)?;
                return Ok(SqlResult::default());
            }
            ColumnChange::SetNotNull
            | ColumnChange::DropNotNull
            | ColumnChange::SetDefault(_)
            | ColumnChange::DropDefault
            | ColumnChange::Position(_) => {}
        }
        self.change_in_log(full, name, change).await?;
        Ok(SqlResult::default())
    }

    async fn change_in_log(
        &self,
        full: &FullName,
        name: &str,
        change: &ColumnChange,
    ) -> WsResult<()> {
        let mut editing = self.edit(full).await?;
        let at = find(full, &editing.columns, name)?;
        if *change == ColumnChange::SetNotNull {
            let nulls = self
                .violations(&editing.table, &format!("{} IS NOT NULL", quoted(name)))
                .await?;
            if nulls > 0 {
                return Err(WsError::sql(
                    "DELTA_NEW_NOT_NULL_VIOLATION",
                    "23512",
                    format_args!(
                        "{nulls} rows in {full} violate the new NOT NULL constraint on {name}."
                    ),
                ));
            }
        }
        let mut column = editing.columns.remove(at);
        let mut to = at;
        match change {
            ColumnChange::SetNotNull | ColumnChange::DropNotNull => {
                column.nullable = *change == ColumnChange::DropNotNull;
                let nullable = json!(column.nullable);
                set_member(&mut column, "nullable", nullable)?;
            }
            ColumnChange::SetDefault(value) => note(&mut column, DEFAULT, Some(json!(value.0)))?,
            ColumnChange::DropDefault => note(&mut column, DEFAULT, None)?,
            ColumnChange::Position(position) => to = place(&editing.columns, Some(position))?,
            ColumnChange::Comment(_)
            | ColumnChange::Tags(_)
            | ColumnChange::SetMask(_)
            | ColumnChange::DropMask => {}
        }
        let parameters = json!({ "column": column.type_json });
        editing.columns.insert(to, column);
        self.commit(editing, "CHANGE COLUMN", parameters).await
    }

    /// A comment of a column, which for a table is part of its log.
    pub(super) async fn comment_column(
        &self,
        full: &FullName,
        column: &[String],
        comment: &str,
    ) -> WsResult<SqlResult> {
        let [name] = column else {
            return Err(WsError::unsupported("a comment of a nested field"));
        };
        let comment = Some(comment).filter(|comment| !comment.is_empty());
        let table = self.catalog().get_table(self.caller(), &full.to_string())?;
        if table.table_type == TableType::View {
            self.require_manage(Kind::Table, &full.to_string())?;
            let name = full.to_string();
            self.catalog()
                .set_column_comment(self.caller(), &name, &column.join("."), comment)?;
            return Ok(SqlResult::default());
        }
        let mut editing = self.edit(full).await?;
        let at = find(full, &editing.columns, name)?;
        let Some(column) = editing.columns.get_mut(at) else {
            return Err(no_column(full, name));
        };
        column.comment = comment.map(str::to_owned);
        note(column, "comment", comment.map(|comment| json!(comment)))?;
        let parameters = json!({ "column": column.type_json });
        self.commit(editing, "CHANGE COLUMN", parameters).await?;
        Ok(SqlResult::default())
    }
}

/// The place of the column of this name.
pub(super) fn find(table: &FullName, columns: &[Column], name: &str) -> WsResult<usize> {
    let found = columns
        .iter()
        .position(|column| column.name.to_lowercase() == name.to_lowercase());
    found.ok_or_else(|| no_column(table, name))
}

pub(super) fn no_column(table: &FullName, name: &str) -> WsError {
    WsError::sql(
        "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
        "42703",
        format_args!("A column with name `{name}` cannot be resolved in table {table}."),
    )
}
