//! `DROP` and `UNDROP`.

use super::cursor::Cursor;
use crate::sql::ast::{Kind, Statement, Target};
use crate::sql::error::SqlError;
use crate::sql::lexer;
use crate::sql::names::ObjectName;

/// Kinds that exist and are not dropped here.
const REFUSED: [&str; 13] = [
    "MATERIALIZED VIEW",
    "STREAMING TABLE",
    "TEMPORARY",
    "CONNECTION",
    "SHARE",
    "RECIPIENT",
    "PROVIDER",
    "EXTERNAL LOCATION",
    "STORAGE CREDENTIAL",
    "CREDENTIAL",
    "SERVICE CREDENTIAL",
    "PROCEDURE",
    "POLICY",
];

/// `DROP kind [IF EXISTS] name [RESTRICT | CASCADE]`.
pub(super) fn drop(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("DROP")?;
    for kind in REFUSED {
        if c.is(kind) {
            return Err(c.unsupported(&format!("DROP {kind}")));
        }
    }
    let kind = match c.take_any(&[
        "CATALOG", "SCHEMA", "DATABASE", "TABLE", "VIEW", "FUNCTION", "VOLUME",
    ]) {
        Some("CATALOG") => Kind::Catalog,
        Some("SCHEMA" | "DATABASE") => Kind::Schema,
        Some("TABLE") => Kind::Table,
        Some("VIEW") => Kind::View,
        Some("FUNCTION") => Kind::Function,
        Some("VOLUME") => Kind::Volume,
        _ => return Err(c.error()),
    };
    let if_exists = c.take("IF EXISTS");
    let name = if kind == Kind::Catalog {
        ObjectName(vec![c.ident()?])
    } else {
        c.object_name()?
    };
    let container = matches!(kind, Kind::Catalog | Kind::Schema);
    let cascade = container && c.take("CASCADE");
    if container && !cascade {
        c.take("RESTRICT");
    }
    c.refuse("FORCE")?;
    c.refuse("PURGE")?;
    Ok(Statement::Drop {
        target: Target { kind, name },
        if_exists,
        cascade,
    })
}

/// `UNDROP [TABLE] name`.
pub(super) fn undrop(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("UNDROP")?;
    for kind in [
        "CATALOG",
        "SCHEMA",
        "VOLUME",
        "FUNCTION",
        "VIEW",
        "MATERIALIZED VIEW",
    ] {
        if c.is(kind) {
            return Err(c.unsupported(&format!("UNDROP {kind}")));
        }
    }
    c.take("TABLE");
    if c.is("WITH ID") {
        return Err(c.unsupported("UNDROP TABLE WITH ID"));
    }
    if matches!(c.kind(0), Some(lexer::Kind::Str(_))) {
        return Err(c.error());
    }
    Ok(Statement::Undrop(c.object_name()?))
}
