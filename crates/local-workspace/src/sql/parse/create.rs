//! `CREATE`: which kind, and the kinds with few words: catalogs, schemas, volumes.

use super::cursor::Cursor;
use super::{function, table, view};
use crate::sql::ast::{CreateCatalog, CreateSchema, CreateVolume, Existing, Properties, Statement};
use crate::sql::error::SqlError;

/// Kinds that exist and are not made here.
const REFUSED: [&str; 20] = [
    "MATERIALIZED VIEW",
    "STREAMING TABLE",
    "TEMPORARY",
    "TEMP",
    "GLOBAL TEMPORARY",
    "FOREIGN CATALOG",
    "CONNECTION",
    "SHARE",
    "RECIPIENT",
    "PROVIDER",
    "EXTERNAL LOCATION",
    "STORAGE CREDENTIAL",
    "SERVICE CREDENTIAL",
    "CREDENTIAL",
    "PROCEDURE",
    "POLICY",
    "BLOOMFILTER INDEX",
    "FLOW",
    "SERVER",
    "LIVE",
];

/// `CREATE ...`, and `REPLACE TABLE`.
pub(super) fn create(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    if c.take("REPLACE TABLE") {
        return table::create(c, Existing::MustReplace);
    }
    c.expect("CREATE")?;
    let existing = if c.take("OR REPLACE") {
        Existing::Replace
    } else {
        Existing::Refuse
    };
    for kind in REFUSED {
        if c.is(kind) {
            return Err(c.unsupported(&format!("CREATE {kind}")));
        }
    }
    if c.is("OR REFRESH") {
        return Err(c.unsupported("CREATE OR REFRESH"));
    }
    if c.take("EXTERNAL VOLUME") {
        let existing = if_not_exists(c, existing)?;
        return volume(c, existing, Placement::External);
    }
    if c.is("EXTERNAL TABLE") {
        c.take("EXTERNAL");
    }
    let Some(kind) = c.take_any(&[
        "CATALOG", "SCHEMA", "DATABASE", "TABLE", "VIEW", "FUNCTION", "VOLUME",
    ]) else {
        return Err(c.error());
    };
    let existing = if_not_exists(c, existing)?;
    match kind {
        "CATALOG" => catalog(c, existing),
        "TABLE" => table::create(c, existing),
        "VIEW" => view::create(c, existing),
        "FUNCTION" => function::create(c, existing),
        "VOLUME" => volume(c, existing, Placement::Managed),
        _ => schema(c, existing),
    }
}

/// `IF NOT EXISTS`, which excludes `OR REPLACE`.
fn if_not_exists(c: &mut Cursor<'_>, existing: Existing) -> Result<Existing, SqlError> {
    if !c.is("IF NOT EXISTS") {
        return Ok(existing);
    }
    if existing != Existing::Refuse {
        return Err(c.error());
    }
    c.take("IF NOT EXISTS");
    Ok(Existing::Keep)
}

/// `clause` may be given once.
pub(super) fn once<T>(c: &Cursor<'_>, slot: &Option<T>, clause: &str) -> Result<(), SqlError> {
    if slot.is_none() {
        return Ok(());
    }
    let error = c.error();
    Err(SqlError {
        condition: "DUPLICATE_CLAUSES".to_owned(),
        sqlstate: "42614".to_owned(),
        text: format!("Found duplicate clauses: {clause}. Please, remove one of them."),
        ..error
    })
}

fn catalog(c: &mut Cursor<'_>, existing: Existing) -> Result<Statement, SqlError> {
    refuse_replace(c, existing, "CREATE OR REPLACE CATALOG")?;
    let name = c.ident()?;
    if c.is("USING SHARE") || c.is("USING CONNECTION") {
        return Err(c.unsupported("CREATE CATALOG ... USING"));
    }
    let (mut managed_location, mut comment) = (None, None);
    loop {
        if c.take("COMMENT") {
            once(c, &comment, "COMMENT")?;
            comment = Some(c.string()?);
        } else if c.take("MANAGED LOCATION") {
            once(c, &managed_location, "MANAGED LOCATION")?;
            managed_location = Some(c.string()?);
        } else if c.is("DEFAULT COLLATION") || c.is("OPTIONS") {
            return Err(c.unsupported("CREATE CATALOG ... OPTIONS and DEFAULT COLLATION"));
        } else {
            let create = CreateCatalog {
                name,
                existing,
                managed_location,
                comment,
            };
            return Ok(Statement::CreateCatalog(create));
        }
    }
}

fn schema(c: &mut Cursor<'_>, existing: Existing) -> Result<Statement, SqlError> {
    refuse_replace(c, existing, "CREATE OR REPLACE SCHEMA")?;
    let name = c.object_name()?;
    let (mut managed_location, mut comment) = (None, None);
    let mut properties = Properties::new();
    loop {
        if c.take("COMMENT") {
            once(c, &comment, "COMMENT")?;
            comment = Some(c.string()?);
        } else if c.take("MANAGED LOCATION") {
            once(c, &managed_location, "MANAGED LOCATION")?;
            managed_location = Some(c.string()?);
        } else if c.take("WITH DBPROPERTIES") {
            properties.extend(c.properties()?);
        } else if c.is("LOCATION") {
            return Err(c.unsupported("CREATE SCHEMA ... LOCATION in Unity Catalog"));
        } else if c.is("DEFAULT COLLATION") {
            return Err(c.unsupported("CREATE SCHEMA ... DEFAULT COLLATION"));
        } else {
            let create = CreateSchema {
                name,
                existing,
                managed_location,
                comment,
                properties,
            };
            return Ok(Statement::CreateSchema(create));
        }
    }
}

/// Whether a volume's files are the catalog's or elsewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Placement {
    Managed,
    External,
}

fn volume(
    c: &mut Cursor<'_>,
    existing: Existing,
    placement: Placement,
) -> Result<Statement, SqlError> {
    refuse_replace(c, existing, "CREATE OR REPLACE VOLUME")?;
    let name = c.object_name()?;
    let (mut location, mut comment) = (None, None);
    loop {
        if c.take("COMMENT") {
            once(c, &comment, "COMMENT")?;
            comment = Some(c.string()?);
        } else if placement == Placement::External && c.take("LOCATION") {
            once(c, &location, "LOCATION")?;
            location = Some(c.string()?);
        } else if placement == Placement::External && location.is_none() {
            return Err(c.error());
        } else {
            let create = CreateVolume {
                name,
                existing,
                location,
                comment,
            };
            return Ok(Statement::CreateVolume(create));
        }
    }
}

fn refuse_replace(c: &Cursor<'_>, existing: Existing, what: &str) -> Result<(), SqlError> {
    if existing == Existing::Replace {
        Err(c.unsupported(what))
    } else {
        Ok(())
    }
}
