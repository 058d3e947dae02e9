//! From the text of one statement to its [`Statement`].
//!
//! A hand-written recursive descent: a file per family of statements. What is known and not run is
//! refused by name; what is not known is a syntax error; nothing is skipped.

mod alter;
mod alter_column;
mod columns;
mod constraints;
mod create;
mod cursor;
mod depth;
mod describe;
mod dml;
mod drop;
mod function;
mod govern;
mod script;
mod settings;
mod show;
mod table;
mod types;
mod view;

#[cfg(test)]
mod tests;

use super::ast::Statement;
use super::error::SqlError;
use super::lexer::{Kind, Token, tokens};
use super::params::Parameters;
use super::types::DataType;
use cursor::Cursor;

/// Statements known by their first word and not run here.
const REFUSED: [&str; 21] = [
    "MERGE", "OPTIMIZE", "VACUUM", "ANALYZE", "REORG", "FSCK", "CONVERT", "COPY", "LOAD", "CACHE",
    "UNCACHE", "CLEAR", "REFRESH", "MSCK", "REPAIR", "SYNC", "EXPLAIN", "CALL", "EXECUTE",
    "DECLARE", "LIST",
];

/// Reads the one statement in `sql`.
///
/// # Errors
/// `PARSE_SYNTAX_ERROR` (42601) with its place, `UNSUPPORTED` (0A000) with the construct,
/// `UNBOUND_SQL_PARAMETER` (42P02).
pub(crate) fn parse(sql: &str, parameters: Parameters<'_>) -> Result<Statement, SqlError> {
    let mut tokens = tokens(sql)?;
    while tokens
        .last()
        .is_some_and(|token| token.kind == Kind::Punct(';'))
    {
        tokens.pop();
    }
    depth::check(sql, &tokens)?;
    match script::statements(&tokens) {
        Some(statements) => script::script(sql, &statements?, parameters),
        None => one(sql, &tokens, parameters),
    }
}

/// Reads the tokens of one statement.
fn one(sql: &str, tokens: &[Token], parameters: Parameters<'_>) -> Result<Statement, SqlError> {
    let mut cursor = Cursor::new(sql, tokens, parameters);
    let statement = statement(&mut cursor)?;
    cursor.expect_end()?;
    Ok(statement)
}

/// Reads a data type, such as `array<int>`.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse_type(text: &str) -> Result<DataType, SqlError> {
    let tokens = tokens(text)?;
    depth::check(text, &tokens)?;
    let mut cursor = Cursor::new(text, &tokens, Parameters::NONE);
    let data_type = types::data_type(&mut cursor)?;
    cursor.expect_end()?;
    Ok(data_type)
}

fn statement(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    let Some(first) = c.word(0).map(str::to_ascii_uppercase) else {
        return if c.is_punct('(') {
            query(c)
        } else {
            Err(c.error())
        };
    };
    match first.as_str() {
        "SELECT" | "WITH" | "VALUES" | "FROM" | "TABLE" => query(c),
        "CREATE" | "REPLACE" => create::create(c),
        "INSERT" => dml::insert(c),
        "DELETE" => dml::delete(c),
        "UPDATE" => dml::update(c),
        "TRUNCATE" => dml::truncate(c),
        "RESTORE" => dml::restore(c),
        "DROP" => drop::drop(c),
        "UNDROP" => drop::undrop(c),
        "ALTER" => alter::alter(c),
        "COMMENT" => govern::comment(c),
        "GRANT" | "REVOKE" => govern::grant(c),
        "DESCRIBE" | "DESC" => describe::describe(c),
        "SHOW" => show::show(c),
        "USE" => show::use_namespace(c),
        "SET" | "UNSET" if c.is_word(1, "TAG") => govern::tag(c),
        "SET" => settings::set(c),
        "RESET" => settings::reset(c),
        _ if REFUSED.contains(&first.as_str()) => Err(c.unsupported(&first)),
        _ => Err(c.error()),
    }
}

fn query(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    Ok(Statement::Query(c.rest()?))
}
