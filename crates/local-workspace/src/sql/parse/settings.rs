//! `SET` and `RESET` of a session's settings.

use super::cursor::Cursor;
use crate::sql::ast::Statement;
use crate::sql::error::SqlError;
use crate::sql::lexer::Kind;

/// `SET`, `SET name`, `SET name = value`, `SET TIME ZONE value`.
pub(super) fn set(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("SET")?;
    for construct in ["VAR", "VARIABLE", "TAG", "RECIPIENT"] {
        c.refuse(construct)?;
    }
    if c.at_end() {
        return Ok(Statement::ShowSettings(None));
    }
    if c.take("TIME ZONE") {
        let (name, value) = ("timezone".to_owned(), value(c)?);
        return Ok(Statement::Set { name, value });
    }
    let name = c.dotted()?.join(".");
    if c.at_end() {
        return Ok(Statement::ShowSettings(Some(name)));
    }
    c.expect_punct('=')?;
    let value = value(c)?;
    Ok(Statement::Set { name, value })
}

/// `RESET`, `RESET name`.
pub(super) fn reset(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("RESET")?;
    if c.at_end() {
        return Ok(Statement::Reset(None));
    }
    Ok(Statement::Reset(Some(c.dotted()?.join("."))))
}

/// A literal or a word. What else Databricks takes as it is written is a syntax error here.
fn value(c: &mut Cursor<'_>) -> Result<String, SqlError> {
    match c.kind(0) {
        Some(Kind::Word(text) | Kind::Number(text)) => {
            let text = text.clone();
            c.skip();
            Ok(text)
        }
        _ => c.string(),
    }
}
