//! `SHOW` and `USE`.

use super::cursor::Cursor;
use super::govern::{Unnamed, principal, target};
use crate::sql::ast::{Show, Statement};
use crate::sql::error::SqlError;
use crate::sql::lexer::Kind;
use crate::sql::names::ObjectName;

/// `SHOW ...`.
pub(super) fn show(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("SHOW")?;
    for words in [
        "TABLE EXTENDED",
        "TABLES DROPPED",
        "SHARES",
        "RECIPIENTS",
        "PROVIDERS",
        "CONNECTIONS",
        "EXTERNAL LOCATIONS",
        "STORAGE CREDENTIALS",
        "CREDENTIALS",
        "POLICIES",
        "GROUPS",
        "USERS",
        "PROCEDURES",
        "SYSTEM FUNCTIONS",
        "ALL FUNCTIONS",
        "MATERIALIZED VIEWS",
        "ALL IN SHARE",
        "EFFECTIVE POLICIES",
        "GRANTS TO RECIPIENT",
    ] {
        if c.is(words) {
            return Err(c.unsupported(&format!("SHOW {words}")));
        }
    }
    if c.is("GRANTS") || c.is("GRANT") {
        return grants(c);
    }
    if c.take("CREATE TABLE") || c.take("CREATE VIEW") {
        let table = c.object_name()?;
        c.refuse("AS SERDE")?;
        return Ok(Statement::Show(Show::Create(table)));
    }
    c.take("USER");
    let kinds = [
        "CATALOGS",
        "SCHEMAS",
        "DATABASES",
        "TABLES",
        "VIEWS",
        "VOLUMES",
        "FUNCTIONS",
        "COLUMNS",
        "TBLPROPERTIES",
        "PARTITIONS",
    ];
    let Some(kind) = c.take_any(&kinds) else {
        return Err(c.error());
    };
    let show = match kind {
        "CATALOGS" => Show::Catalogs { like: like(c)? },
        "SCHEMAS" | "DATABASES" => {
            let catalog = if takes_in(c) { Some(c.ident()?) } else { None };
            Show::Schemas {
                catalog,
                like: like(c)?,
            }
        }
        "TABLES" => Show::Tables {
            schema: schema(c)?,
            like: like(c)?,
        },
        "VIEWS" => Show::Views {
            schema: schema(c)?,
            like: like(c)?,
        },
        "VOLUMES" => Show::Volumes {
            schema: schema(c)?,
            like: like(c)?,
        },
        "FUNCTIONS" => Show::Functions {
            schema: schema(c)?,
            like: like(c)?,
        },
        "COLUMNS" => columns(c)?,
        "TBLPROPERTIES" => {
            let table = c.object_name()?;
            let key = if c.take_punct('(') {
                let key = c.property_key()?;
                c.expect_punct(')')?;
                Some(key)
            } else {
                None
            };
            Show::Properties { table, key }
        }
        _ => {
            let table = c.object_name()?;
            c.refuse("PARTITION")?;
            Show::Partitions(table)
        }
    };
    Ok(Statement::Show(show))
}

fn takes_in(c: &mut Cursor<'_>) -> bool {
    c.take_any(&["IN", "FROM"]).is_some()
}

fn schema(c: &mut Cursor<'_>) -> Result<Option<ObjectName>, SqlError> {
    if takes_in(c) {
        Ok(Some(c.object_name()?))
    } else {
        Ok(None)
    }
}

fn like(c: &mut Cursor<'_>) -> Result<Option<String>, SqlError> {
    let named = c.take("LIKE");
    if !named && !matches!(c.kind(0), Some(Kind::Str(_) | Kind::Param(_))) {
        return Ok(None);
    }
    Ok(Some(c.string()?))
}

fn columns(c: &mut Cursor<'_>) -> Result<Show, SqlError> {
    if !takes_in(c) {
        return Err(c.error());
    }
    let mut table = c.object_name()?;
    if takes_in(c) {
        let schema = c.object_name()?;
        let error = c.error();
        let Some(last) = table.0.pop() else {
            return Err(error);
        };
        table = ObjectName(schema.0.into_iter().chain([last]).collect());
        if table.0.len() > 3 {
            return Err(error);
        }
    }
    Ok(Show::Columns(table))
}

fn grants(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.skip();
    let principal = if c.is("ON") {
        None
    } else {
        Some(principal(c)?)
    };
    c.expect("ON")?;
    let target = target(c, Unnamed::Table)?;
    Ok(Statement::Show(Show::Grants { principal, target }))
}

/// `USE CATALOG c`, `USE [SCHEMA | DATABASE] s`.
pub(super) fn use_namespace(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("USE")?;
    if (c.is("CATALOG") || c.is("SCHEMA") || c.is("DATABASE")) && c.kind(1).is_some() {
        let catalog = c.is("CATALOG");
        c.skip();
        if catalog {
            let name = if matches!(c.kind(0), Some(Kind::Str(_))) {
                c.string()?
            } else {
                c.ident()?
            };
            return Ok(Statement::UseCatalog(name));
        }
    }
    let name = c.object_name()?;
    if name.0.len() > 2 {
        return Err(c.error());
    }
    Ok(Statement::UseSchema(name))
}
