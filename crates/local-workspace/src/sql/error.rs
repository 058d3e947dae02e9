//! What is wrong with a statement: an error condition, its SQLSTATE and a sentence.

use std::fmt;

/// An error of a SQL statement, in the form Databricks gives it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SqlError {
    /// The error condition, such as `TABLE_OR_VIEW_NOT_FOUND`.
    pub condition: String,
    /// The five-letter SQLSTATE.
    pub sqlstate: String,
    /// The sentence.
    pub text: String,
    /// Where in the statement, when it is about a place: line from 1, position from 0.
    pub place: Option<(usize, usize)>,
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "[{}] {} SQLSTATE: {}",
            self.condition, self.text, self.sqlstate
        )?;
        match self.place {
            Some((line, position)) => write!(f, " (line {line}, pos {position})"),
            None => Ok(()),
        }
    }
}

impl SqlError {
    /// An error of `condition`.
    pub(crate) fn new(condition: &str, sqlstate: &str, text: impl Into<String>) -> Self {
        Self {
            condition: condition.to_owned(),
            sqlstate: sqlstate.to_owned(),
            text: text.into(),
            place: None,
        }
    }

    /// A construct that this workspace knows and does not run.
    pub(crate) fn unsupported(construct: impl fmt::Display) -> Self {
        Self::new(
            "UNSUPPORTED",
            "0A000",
            format!("{construct} is not supported in the local workspace."),
        )
    }

    /// A syntax error at byte `at` of `sql`.
    pub(crate) fn syntax(sql: &str, at: usize, near: Option<&str>) -> Self {
        let near = near.map_or_else(|| "end of input".to_owned(), |near| format!("'{near}'"));
        Self::new(
            "PARSE_SYNTAX_ERROR",
            "42601",
            format!("Syntax error at or near {near}."),
        )
        .at(sql, at)
    }

    /// A text that begins at byte `at` and does not end.
    pub(crate) fn unclosed(sql: &str, at: usize, what: &str) -> Self {
        let text = format!("Syntax error: {what} is not closed.");
        Self::new("PARSE_SYNTAX_ERROR", "42601", text).at(sql, at)
    }

    /// The same error, at byte `at` of `sql`.
    pub(crate) fn at(mut self, sql: &str, at: usize) -> Self {
        let before = sql.get(..at).unwrap_or(sql);
        let line = before.matches('\n').count() + 1;
        let position = before
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        self.place = Some((line, position));
        self
    }
}
