//! `ALTER TABLE ... ALTER COLUMN`.

use super::alter::position;
use super::cursor::Cursor;
use super::govern::tag_change;
use super::{columns, constraints};
use crate::sql::ast::{AlterAction, ColumnChange};
use crate::sql::error::SqlError;

/// What follows `ALTER COLUMN`.
pub(super) fn column(c: &mut Cursor<'_>) -> Result<AlterAction, SqlError> {
    c.refuse("IF EXISTS")?;
    let column = c.dotted()?;
    let change = change(c)?;
    if c.is_punct(',') {
        return Err(c.unsupported("ALTER COLUMN of several columns"));
    }
    Ok(AlterAction::Column { column, change })
}

fn change(c: &mut Cursor<'_>) -> Result<ColumnChange, SqlError> {
    if c.take("COMMENT") {
        return Ok(ColumnChange::Comment(c.string()?));
    }
    if c.take("SET NOT NULL") {
        return Ok(ColumnChange::SetNotNull);
    }
    if c.take("DROP NOT NULL") {
        return Ok(ColumnChange::DropNotNull);
    }
    if c.take("SET DEFAULT") {
        return Ok(ColumnChange::SetDefault(columns::default(c)?));
    }
    if c.take("DROP DEFAULT") {
        return Ok(ColumnChange::DropDefault);
    }
    if c.is("SET TAGS") || c.is("UNSET TAGS") {
        return Ok(ColumnChange::Tags(tag_change(c)?));
    }
    if c.take("SET MASK") {
        return Ok(ColumnChange::SetMask(constraints::policy(
            c,
            "USING COLUMNS",
        )?));
    }
    if c.take("DROP MASK") {
        return Ok(ColumnChange::DropMask);
    }
    if let Some(position) = position(c)? {
        return Ok(ColumnChange::Position(position));
    }
    for words in ["TYPE", "SET DATA TYPE", "SYNC IDENTITY"] {
        if c.is(words) {
            return Err(c.unsupported(&format!("ALTER COLUMN ... {words}")));
        }
    }
    Err(c.error())
}
