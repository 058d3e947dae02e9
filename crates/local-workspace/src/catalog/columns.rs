//! Columns of tables, their comments and masks, and row filters.

use rusqlite::params;

use super::{Catalog, Chain, Column, ColumnMask, Kind, RowFilter, TableRow};
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::Session;

impl Catalog {
    /// Gives a table these columns in place of those it has, after its files changed.
    ///
    /// # Errors
    /// When the caller neither manages the table nor holds `MODIFY` on it.
    pub fn set_columns(
        &self,
        session: &Session,
        full_name: &str,
        columns: &[Column],
    ) -> WsResult<TableRow> {
        self.change_table(session, full_name, |access, chain| {
            access.require_modify(chain)?;
            access.write_columns(&chain.object().id, columns)
        })
    }

    /// Sets or, with `None`, removes the comment of a column.
    ///
    /// # Errors
    /// When the caller neither manages the table nor holds `MODIFY` on it, when there is no such
    /// column.
    pub fn set_column_comment(
        &self,
        session: &Session,
        full_name: &str,
        column: &str,
        comment: Option<&str>,
    ) -> WsResult<TableRow> {
        self.change_table(session, full_name, |access, chain| {
            access.require_modify(chain)?;
            let comment = comment.filter(|comment| !comment.is_empty());
            access.update_column(chain, column, "comment", comment)
        })
    }

    /// Sets or, with `None`, removes the mask of a column.
    ///
    /// # Errors
    /// When the caller does not manage the table or may not execute the function, when column or
    /// function do not exist.
    pub fn set_column_mask(
        &self,
        session: &Session,
        full_name: &str,
        column: &str,
        mask: Option<&ColumnMask>,
    ) -> WsResult<TableRow> {
        self.change_table(session, full_name, |access, chain| {
            access.require_manage(chain)?;
            if let Some(mask) = mask {
                access.require_policy_function(&mask.function_name)?;
                access.require_columns(chain, &mask.using_column_names)?;
            }
            let text = mask.map(serde_json::to_string).transpose()?;
            access.update_column(chain, column, "mask", text.as_deref())
        })
    }

    /// Sets or, with `None`, removes the row filter of a table.
    ///
    /// # Errors
    /// When the caller does not manage the table or may not execute the function, when a column
    /// or the function does not exist.
    pub fn set_row_filter(
        &self,
        session: &Session,
        full_name: &str,
        filter: Option<&RowFilter>,
    ) -> WsResult<TableRow> {
        self.change_table(session, full_name, |access, chain| {
            access.require_manage(chain)?;
            if let Some(filter) = filter {
                access.require_policy_function(&filter.function_name)?;
                access.require_columns(chain, &filter.input_column_names)?;
            }
            let text = filter.map(serde_json::to_string).transpose()?;
            access.tx.execute(
                "UPDATE table_detail SET row_filter = ?2 WHERE id = ?1",
                params![chain.object().id, text],
            )?;
            Ok(())
        })
    }

    fn change_table(
        &self,
        session: &Session,
        full_name: &str,
        change: impl FnOnce(&Access<'_>, &Chain) -> WsResult<()>,
    ) -> WsResult<TableRow> {
        self.write(session, |access| {
            let chain = access.find(Kind::Table, full_name)?;
            change(access, &chain)?;
            access.touch(&chain.object().id)?;
            let chain = access.find(Kind::Table, full_name)?;
            access.table_row(&chain)
        })
    }
}

impl Access<'_> {
    pub(super) fn columns(&self, table: &str) -> WsResult<Vec<Column>> {
        let mut statement = self.tx.prepare_cached(
            "SELECT name, type_text, type_json, type_name, type_precision, type_scale,
               type_interval_type, nullable, comment, partition_index, mask
             FROM table_column WHERE table_id = ?1 ORDER BY position",
        )?;
        let mut rows = statement.query([table])?;
        let mut columns = Vec::new();
        while let Some(row) = rows.next()? {
            let mask: Option<String> = row.get(10)?;
            columns.push(Column {
                name: row.get(0)?,
                type_text: row.get(1)?,
                type_json: row.get(2)?,
                type_name: row.get(3)?,
                type_precision: row.get(4)?,
                type_scale: row.get(5)?,
                type_interval_type: row.get(6)?,
                nullable: row.get(7)?,
                comment: row.get(8)?,
                partition_index: row.get(9)?,
                mask: mask.map(|text| serde_json::from_str(&text)).transpose()?,
            });
        }
        Ok(columns)
    }

    /// Replaces the columns. Tags of columns that are gone go with them.
    pub(super) fn write_columns(&self, table: &str, columns: &[Column]) -> WsResult<()> {
        self.tx
            .execute("DELETE FROM table_column WHERE table_id = ?1", [table])?;
        let mut statement = self.tx.prepare_cached(
            "INSERT INTO table_column (table_id, position, name, type_text, type_json, type_name,
               type_precision, type_scale, type_interval_type, nullable, comment, partition_index, mask)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        let mut seen = std::collections::BTreeSet::new();
        for (position, column) in columns.iter().enumerate() {
            if !seen.insert(column.name.to_lowercase()) {
                return Err(WsError::sql(
                    "COLUMN_ALREADY_EXISTS",
                    "42711",
                    format_args!("The column `{}` already exists.", column.name),
                ));
            }
            statement.execute(params![
                table,
                i64::try_from(position).map_err(WsError::internal)?,
                column.name,
                column.type_text,
                column.type_json,
                column.type_name,
                column.type_precision,
                column.type_scale,
                column.type_interval_type,
                column.nullable,
                column
                    .comment
                    .as_deref()
                    .filter(|comment| !comment.is_empty()),
                column.partition_index,
                column
                    .mask
                    .as_ref()
                    .map(serde_json::to_string)
                    .transpose()?
            ])?;
        }
        self.tx.execute(
            "DELETE FROM tag WHERE securable_id = ?1 AND column_name <> '' AND NOT EXISTS
               (SELECT 1 FROM table_column c WHERE c.table_id = ?1 AND c.name = tag.column_name)",
            [table],
        )?;
        Ok(())
    }

    fn update_column(
        &self,
        chain: &Chain,
        column: &str,
        field: &str,
        value: Option<&str>,
    ) -> WsResult<()> {
        let changed = self.tx.execute(
            &format!("UPDATE table_column SET {field} = ?3 WHERE table_id = ?1 AND name = ?2"),
            params![chain.object().id, column, value],
        )?;
        if changed == 0 {
            Err(no_column(chain, column))
        } else {
            Ok(())
        }
    }

    pub(super) fn require_columns(&self, chain: &Chain, names: &[String]) -> WsResult<()> {
        let columns = self.columns(&chain.object().id)?;
        for name in names {
            if !columns
                .iter()
                .any(|column| column.name.to_lowercase() == name.to_lowercase())
            {
                return Err(no_column(chain, name));
            }
        }
        Ok(())
    }

    fn require_policy_function(&self, name: &str) -> WsResult<()> {
        let function = self.find(Kind::Function, name)?;
        self.require(Privilege::Execute, &function)
    }
}

fn no_column(chain: &Chain, column: &str) -> WsError {
    WsError::new(
        "COLUMN_DOES_NOT_EXIST",
        404,
        format!(
            "Column '{column}' does not exist in table '{}'.",
            chain.object().full_name
        ),
    )
    .with_state("42703")
}
