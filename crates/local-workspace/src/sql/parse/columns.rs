//! Columns of a table.

use super::cursor::Cursor;
use super::{constraints, types};
use crate::sql::ast::{ColumnDef, Constraint, Fragment, Generated};
use crate::sql::error::SqlError;
use crate::sql::lexer::Kind;
use crate::sql::types::Field;

/// Words that end a default expression.
const AFTER_DEFAULT: [&str; 9] = [
    "COMMENT",
    "CONSTRAINT",
    "PRIMARY",
    "FOREIGN",
    "REFERENCES",
    "CHECK",
    "MASK",
    "GENERATED",
    "FIRST",
];

/// `(column, ..., constraint, ...)`.
pub(super) fn list(c: &mut Cursor<'_>) -> Result<(Vec<ColumnDef>, Vec<Constraint>), SqlError> {
    let mut columns = Vec::new();
    let mut found = Vec::new();
    c.parens(|c| {
        if constraints::starts(c) {
            found.push(constraints::table(c)?);
        } else {
            let (column, inline) = column(c)?;
            columns.push(column);
            found.extend(inline);
        }
        Ok(())
    })?;
    Ok((columns, found))
}

/// `name type [NOT NULL] [DEFAULT ...] [GENERATED ...] [COMMENT ...] [MASK ...] [constraint ...]`.
pub(super) fn column(c: &mut Cursor<'_>) -> Result<(ColumnDef, Vec<Constraint>), SqlError> {
    let name = c.ident()?;
    let data_type = types::data_type(c)?;
    let mut found = Vec::new();
    let field = Field {
        name,
        data_type,
        nullable: true,
        comment: None,
    };
    let mut column = ColumnDef {
        field,
        default: None,
        generated: None,
        mask: None,
    };
    loop {
        if c.take("NOT NULL") {
            column.field.nullable = false;
        } else if c.take("DEFAULT") {
            column.default = Some(default(c)?);
        } else if c.take("GENERATED") {
            column.generated = Some(generated(c)?);
        } else if c.take("COMMENT") {
            column.field.comment = Some(c.string()?);
        } else if c.take("MASK") {
            column.mask = Some(constraints::policy(c, "USING COLUMNS")?);
        } else if let Some(constraint) = constraints::column(c, &column.field.name)? {
            found.push(constraint);
        } else {
            return Ok((column, found));
        }
    }
}

/// The expression after `DEFAULT`.
pub(super) fn default(c: &mut Cursor<'_>) -> Result<Fragment, SqlError> {
    c.until(|c| {
        let ends = c.is_punct(',') || c.is_punct(')') || c.is("NOT NULL") || c.is("AFTER");
        ends || c
            .word(0)
            .is_some_and(|word| AFTER_DEFAULT.contains(&word.to_uppercase().as_str()))
    })
}

fn generated(c: &mut Cursor<'_>) -> Result<Generated, SqlError> {
    let always = c.take("ALWAYS");
    if !always {
        c.expect("BY DEFAULT")?;
    }
    c.expect("AS")?;
    if !c.take("IDENTITY") {
        return if always {
            Ok(Generated::Expression(c.parenthesised()?))
        } else {
            Err(c.error())
        };
    }
    let (mut start, mut step) = (1, 1);
    if c.take_punct('(') {
        while !c.take_punct(')') {
            if c.take("START") {
                c.take("WITH");
                start = c.integer()?;
            } else if c.take("INCREMENT") {
                c.take("BY");
                step = c.integer()?;
            } else {
                return Err(c.error());
            }
            if matches!(c.kind(0), Some(Kind::Punct(','))) {
                c.skip();
            }
        }
    }
    if step == 0 {
        return Err(SqlError::new(
            "IDENTITY_COLUMNS_ILLEGAL_STEP",
            "42611",
            "IDENTITY column step cannot be 0.",
        ));
    }
    Ok(Generated::Identity {
        always,
        start,
        step,
    })
}
