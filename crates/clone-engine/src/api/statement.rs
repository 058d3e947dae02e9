//! Running SQL as it was typed.

use serde::Serialize;
use uc_client::Statement;

use super::CloneXs;
use crate::error::{EngineError, EngineResult};

/// Rows under columns, every value as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableAnswer {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Option<String>>>,
}

impl CloneXs {
    /// Runs one statement.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn sql(&self, text: &str) -> EngineResult<TableAnswer> {
        let ran = self.session.link.run(&Statement::new(text)).await;
        let result = ran.map_err(|source| EngineError::Statement { source })?;
        Ok(TableAnswer {
            columns: result
                .columns
                .into_iter()
                .map(|c| c.name.unwrap_or_default())
                .collect(),
            rows: result.rows,
        })
    }
}

/// Splits a text into statements at semicolons outside of literals, names and comments.
///
/// A semicolon inside `BEGIN ... END` splits too: such a text is one statement to be sent alone.
pub fn split_statements(text: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let (mut start, mut inside) = (0, Inside::Code);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match (inside, c) {
            (Inside::Code, ';') => {
                statements.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            (Inside::Code, '\'' | '"' | '`') => inside = Inside::Quoted(c),
            (Inside::Code, '-') if next == Some('-') => inside = Inside::Line,
            (Inside::Code, '/') if next == Some('*') => inside = Inside::Block,
            (Inside::Quoted(quote), '\\') if quote != '`' => {
                chars.next();
            }
            (Inside::Quoted(quote), c) if c == quote => inside = Inside::Code,
            (Inside::Line, '\n') => inside = Inside::Code,
            (Inside::Block, '*') if next == Some('/') => {
                chars.next();
                inside = Inside::Code;
            }
            _ => {}
        }
    }
    statements.push(text.get(start..).unwrap_or_default());
    statements
        .into_iter()
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect()
}

#[derive(Clone, Copy)]
enum Inside {
    Code,
    Quoted(char),
    Line,
    Block,
}

#[cfg(test)]
mod tests {
    use super::split_statements;

    #[rstest::rstest]
    #[case("SELECT 1", &["SELECT 1"])]
    #[case("SELECT 1; SELECT 2;\n", &["SELECT 1", "SELECT 2"])]
    #[case("SELECT ';', `a;b` -- x;y\n; /* ; */ SELECT 2", &["SELECT ';', `a;b` -- x;y", "/* ; */ SELECT 2"])]
    #[case(r"SELECT 'it\'s; one'; SELECT 'it''s; two'", &[r"SELECT 'it\'s; one'", "SELECT 'it''s; two'"])]
    #[case(" ; ", &[])]
    fn statements_end_at_semicolons(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(split_statements(text), expected);
    }
}
