//! `INSERT`, `DELETE`, `UPDATE`, `TRUNCATE`, `RESTORE`.

use super::cursor::Cursor;
use super::table;
use crate::sql::ast::{Delete, Insert, InsertMode, Restore, Statement, Update};
use crate::sql::error::SqlError;

/// `INSERT {INTO | OVERWRITE} [TABLE] t [(columns)] [BY NAME] query`.
pub(super) fn insert(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("INSERT")?;
    c.refuse("OVERWRITE DIRECTORY")?;
    c.refuse("OVERWRITE LOCAL DIRECTORY")?;
    let mode = match c.take_any(&["INTO", "OVERWRITE"]) {
        Some("INTO") => InsertMode::Into,
        Some(_) => {
            c.take("INTO");
            InsertMode::Overwrite
        }
        None => return Err(c.error()),
    };
    if c.is_word(0, "TABLE") {
        c.skip();
    }
    let table = c.object_name()?;
    c.refuse("PARTITION")?;
    for words in ["REPLACE WHERE", "REPLACE USING", "REPLACE ON"] {
        c.refuse(words)?;
    }
    c.refuse("WITH SCHEMA EVOLUTION")?;
    let by_name = c.take("BY NAME");
    let is_query = ["SELECT", "WITH", "VALUES", "FROM", "TABLE"]
        .iter()
        .any(|word| c.is_word(1, word));
    let columns = if c.is_punct('(') && !is_query {
        c.parens(Cursor::ident)?
    } else {
        Vec::new()
    };
    let by_name = by_name || c.take("BY NAME");
    let query = ["SELECT", "WITH", "VALUES", "FROM", "TABLE"]
        .iter()
        .any(|word| c.is(word));
    if !query && !c.is_punct('(') {
        return Err(c.error());
    }
    Ok(Statement::Insert(Insert {
        table,
        mode,
        columns,
        by_name,
        query: c.rest()?,
    }))
}

/// `DELETE FROM t [[AS] alias] [WHERE condition]`.
pub(super) fn delete(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("DELETE FROM")?;
    let table = c.object_name()?;
    let alias = alias(c, &["WHERE"])?;
    let condition = if c.take("WHERE") {
        Some(c.rest()?)
    } else {
        None
    };
    Ok(Statement::Delete(Delete {
        table,
        alias,
        condition,
    }))
}

/// `UPDATE t [[AS] alias] SET column = value, ... [WHERE condition]`.
pub(super) fn update(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("UPDATE")?;
    let table = c.object_name()?;
    let alias = alias(c, &["SET"])?;
    c.expect("SET")?;
    let qualifier = alias.clone();
    let assignments = c.list(|c| {
        let mut column = c.dotted()?;
        if column.len() == 2 && column.first() == qualifier.as_ref() {
            column.remove(0);
        }
        let [column] = column.as_slice() else {
            return Err(c.unsupported("UPDATE of a nested field"));
        };
        c.expect_punct('=')?;
        Ok((
            column.clone(),
            c.until(|c| c.is_punct(',') || c.is("WHERE"))?,
        ))
    })?;
    let condition = if c.take("WHERE") {
        Some(c.rest()?)
    } else {
        None
    };
    Ok(Statement::Update(Update {
        table,
        alias,
        assignments,
        condition,
    }))
}

/// `TRUNCATE TABLE t`.
pub(super) fn truncate(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("TRUNCATE TABLE")?;
    let table = c.object_name()?;
    c.refuse("PARTITION")?;
    Ok(Statement::Truncate(table))
}

/// `RESTORE [TABLE] t [TO] {VERSION | TIMESTAMP} AS OF ...`.
pub(super) fn restore(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("RESTORE")?;
    c.take("TABLE");
    let table = c.object_name()?;
    c.take("TO");
    let as_of = table::as_of(c)?.ok_or_else(|| c.error())?;
    Ok(Statement::Restore(Restore { table, as_of }))
}

fn alias(c: &mut Cursor<'_>, after: &[&str]) -> Result<Option<String>, SqlError> {
    let named = c.take("AS");
    if !named && (c.at_end() || after.iter().any(|word| c.is(word))) {
        return Ok(None);
    }
    Ok(Some(c.ident()?))
}
