//! `DESCRIBE`.

use super::cursor::Cursor;
use crate::sql::ast::{Describe, Kind, Statement, Target};
use crate::sql::error::SqlError;
use crate::sql::lexer;
use crate::sql::names::ObjectName;

/// `DESCRIBE ...` and `DESC ...`.
pub(super) fn describe(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.skip();
    for kind in [
        "SHARE",
        "RECIPIENT",
        "PROVIDER",
        "CONNECTION",
        "EXTERNAL LOCATION",
        "STORAGE CREDENTIAL",
        "CREDENTIAL",
        "POLICY",
        "PROCEDURE",
    ] {
        if c.is(kind) && named(c, kind.split(' ').count()) {
            return Err(c.unsupported(&format!("DESCRIBE {kind}")));
        }
    }
    if ["SELECT", "WITH", "VALUES"]
        .iter()
        .any(|word| c.is(word) && !c.is("WITH ."))
    {
        return Ok(Statement::Describe(Describe::Query(c.rest()?)));
    }
    if c.is("QUERY") && named(c, 1) {
        c.skip();
        return Ok(Statement::Describe(Describe::Query(c.rest()?)));
    }
    if c.is("DETAIL") && named(c, 1) {
        c.skip();
        return Ok(Statement::Describe(Describe::Detail(c.object_name()?)));
    }
    if c.is("HISTORY") && named(c, 1) {
        c.skip();
        return history(c);
    }
    let kinds = [
        ("CATALOG", Kind::Catalog),
        ("SCHEMA", Kind::Schema),
        ("DATABASE", Kind::Schema),
        ("FUNCTION", Kind::Function),
        ("VOLUME", Kind::Volume),
    ];
    for (word, kind) in kinds {
        if c.is(word) && named(c, 1) {
            c.skip();
            let extended = c.is("EXTENDED") && named(c, 1);
            if extended {
                c.skip();
            }
            let name = if kind == Kind::Catalog {
                ObjectName(vec![c.ident()?])
            } else {
                c.object_name()?
            };
            let target = Target { kind, name };
            return Ok(Statement::Describe(Describe::Object { target, extended }));
        }
    }
    table(c)
}

/// Whether a name stands `ahead`, so that the word before it is a keyword.
fn named(c: &Cursor<'_>, ahead: usize) -> bool {
    matches!(
        c.kind(ahead),
        Some(lexer::Kind::Word(_) | lexer::Kind::Quoted(_))
    )
}

fn history(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    let table = c.object_name()?;
    let limit = if c.take("LIMIT") {
        let error = c.error();
        Some(u64::try_from(c.integer()?).map_err(|_| error)?)
    } else {
        None
    };
    Ok(Statement::Describe(Describe::History { table, limit }))
}

fn table(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    if c.is("TABLE") && named(c, 1) {
        c.skip();
    }
    let mut extended = false;
    if (c.is("EXTENDED") || c.is("FORMATTED")) && named(c, 1) {
        c.skip();
        extended = true;
    }
    let table = c.object_name()?;
    c.refuse("PARTITION")?;
    let json = c.take("AS JSON");
    if !json && named(c, 0) {
        return Err(c.unsupported("DESCRIBE of one column"));
    }
    if json && !extended {
        return Err(SqlError::new(
            "DESCRIBE_JSON_NOT_EXTENDED",
            "0A000",
            "DESCRIBE TABLE ... AS JSON only supported when [EXTENDED|FORMATTED] is specified.",
        ));
    }
    Ok(Statement::Describe(Describe::Table {
        table,
        extended,
        json,
    }))
}
