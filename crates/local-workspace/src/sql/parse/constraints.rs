//! Constraints of tables, inline and out of line.

use super::cursor::Cursor;
use crate::sql::ast::{Constraint, ConstraintKind, PolicyUse};
use crate::sql::error::SqlError;

/// Whether a constraint is next.
pub(super) fn starts(c: &Cursor<'_>) -> bool {
    c.is("PRIMARY KEY")
        || c.is("FOREIGN KEY")
        || c.is("CONSTRAINT")
        || (c.is("CHECK") && c.kind(1) == Some(&crate::sql::lexer::Kind::Punct('(')))
}

/// A constraint of a table: `[CONSTRAINT name] PRIMARY KEY (...) | FOREIGN KEY (...) | CHECK (...)`.
pub(super) fn table(c: &mut Cursor<'_>) -> Result<Constraint, SqlError> {
    let name = name(c)?;
    let kind = if c.take("PRIMARY KEY") {
        let mut timeseries = Vec::new();
        let columns = c.parens(|c| {
            let column = c.ident()?;
            if c.take("TIMESERIES") {
                timeseries.push(column.clone());
            }
            Ok(column)
        })?;
        ConstraintKind::Primary {
            columns,
            timeseries,
            rely: options(c)?,
        }
    } else if c.take("FOREIGN KEY") {
        let columns = c.parens(Cursor::ident)?;
        references(c, columns)?
    } else if c.take("CHECK") {
        check(c)?
    } else {
        return Err(c.error());
    };
    Ok(Constraint { name, kind })
}

/// A constraint of one column: `[CONSTRAINT name] PRIMARY KEY | [FOREIGN KEY] REFERENCES | CHECK`.
pub(super) fn column(c: &mut Cursor<'_>, column: &str) -> Result<Option<Constraint>, SqlError> {
    let at_name = c.is("CONSTRAINT");
    let name = name(c)?;
    let columns = vec![column.to_owned()];
    let kind = if c.take("PRIMARY KEY") {
        let timeseries = if c.take("TIMESERIES") {
            columns.clone()
        } else {
            Vec::new()
        };
        ConstraintKind::Primary {
            columns,
            timeseries,
            rely: options(c)?,
        }
    } else if c.take("FOREIGN KEY") || c.is("REFERENCES") {
        references(c, columns)?
    } else if c.is("CHECK") && c.kind(1) == Some(&crate::sql::lexer::Kind::Punct('(')) {
        c.skip();
        check(c)?
    } else if at_name {
        return Err(c.error());
    } else {
        return Ok(None);
    };
    Ok(Some(Constraint { name, kind }))
}

/// `function [ON (columns)]` of a row filter, or `function [USING COLUMNS (columns)]` of a mask.
pub(super) fn policy(c: &mut Cursor<'_>, columns: &str) -> Result<PolicyUse, SqlError> {
    let function = c.object_name()?;
    let mut names = Vec::new();
    if c.take(columns) {
        c.expect_punct('(')?;
        if !c.is_punct(')') {
            names = c.list(|c| match c.kind(0) {
                Some(crate::sql::lexer::Kind::Word(word))
                    if !["TRUE", "FALSE", "NULL"].contains(&word.to_ascii_uppercase().as_str()) =>
                {
                    c.ident()
                }
                Some(crate::sql::lexer::Kind::Quoted(_)) => c.ident(),
                _ => Err(c.unsupported("a constant argument of a row filter or column mask")),
            })?;
        }
        c.expect_punct(')')?;
    }
    Ok(PolicyUse {
        function,
        columns: names,
    })
}

fn name(c: &mut Cursor<'_>) -> Result<Option<String>, SqlError> {
    if c.take("CONSTRAINT") {
        Ok(Some(c.ident()?))
    } else {
        Ok(None)
    }
}

fn references(c: &mut Cursor<'_>, columns: Vec<String>) -> Result<ConstraintKind, SqlError> {
    c.expect("REFERENCES")?;
    let parent = c.object_name()?;
    let parent_columns = if c.is_punct('(') {
        c.parens(Cursor::ident)?
    } else {
        Vec::new()
    };
    Ok(ConstraintKind::Foreign {
        columns,
        parent,
        parent_columns,
        rely: options(c)?,
    })
}

fn check(c: &mut Cursor<'_>) -> Result<ConstraintKind, SqlError> {
    let condition = c.parenthesised()?;
    c.take("ENFORCED");
    c.refuse("NOT ENFORCED")?;
    Ok(ConstraintKind::Check(condition))
}

/// The options of a key, which all say what is the case anyway, except `RELY`.
fn options(c: &mut Cursor<'_>) -> Result<bool, SqlError> {
    const NOTHING: [&str; 8] = [
        "NOT ENFORCED",
        "NOT DEFERRABLE",
        "INITIALLY DEFERRED",
        "MATCH FULL",
        "ON UPDATE NO ACTION",
        "ON DELETE NO ACTION",
        "NORELY",
        "DEFERRABLE",
    ];
    c.refuse("ENFORCED")?;
    let mut rely = false;
    loop {
        if c.take("RELY") {
            rely = true;
        } else if c.take_any(&NOTHING).is_none() {
            return Ok(rely);
        }
    }
}
