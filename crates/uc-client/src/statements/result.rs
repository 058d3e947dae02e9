//! The rows of a statement.

use crate::types;

/// What a statement gave back.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementResult {
    /// The service's name of the statement.
    pub statement_id: String,
    /// The columns, in order.
    pub columns: Vec<types::ResultColumn>,
    /// The rows; every value is text or NULL, whatever its type.
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether the row limit of the statement cut the result.
    pub truncated: bool,
}

impl StatementResult {
    /// The place of a column, by name without regard to case.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let named = |column: &types::ResultColumn| {
            column
                .name
                .as_deref()
                .is_some_and(|have| have.eq_ignore_ascii_case(name))
        };
        self.columns.iter().position(named)
    }

    /// A value by row and column name; nothing if either is not there or the value is NULL.
    #[must_use]
    pub fn value(&self, row: usize, column: &str) -> Option<&str> {
        self.rows.get(row)?.get(self.column(column)?)?.as_deref()
    }

    /// The one value of a result with one row and one column.
    #[must_use]
    pub fn scalar(&self) -> Option<&str> {
        match self.rows.as_slice() {
            [row] => match row.as_slice() {
                [value] => value.as_deref(),
                _ => None,
            },
            _ => None,
        }
    }
}
