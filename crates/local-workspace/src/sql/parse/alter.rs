//! `ALTER` of everything but single columns.

use super::alter_column;
use super::cursor::Cursor;
use super::govern::{principal, tag_change};
use super::{columns, constraints, table};
use crate::sql::ast::{
    Alter, AlterAction, ColumnPosition, DroppedConstraint, Kind, NewColumn, Statement, Target,
};
use crate::sql::error::SqlError;
use crate::sql::names::ObjectName;

/// Kinds that exist and are not changed here.
const REFUSED: [&str; 13] = [
    "MATERIALIZED VIEW",
    "STREAMING TABLE",
    "CONNECTION",
    "SHARE",
    "RECIPIENT",
    "PROVIDER",
    "EXTERNAL LOCATION",
    "STORAGE CREDENTIAL",
    "CREDENTIAL",
    "SERVICE CREDENTIAL",
    "POLICY",
    "METASTORE",
    "PROCEDURE",
];

/// `ALTER kind name action`.
pub(super) fn alter(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("ALTER")?;
    for kind in REFUSED {
        if c.is(kind) {
            return Err(c.unsupported(&format!("ALTER {kind}")));
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
    let name = if kind == Kind::Catalog {
        ObjectName(vec![c.ident()?])
    } else {
        c.object_name()?
    };
    let action = action(c, kind)?;
    Ok(Statement::Alter(Box::new(Alter {
        target: Target { kind, name },
        action,
    })))
}

fn action(c: &mut Cursor<'_>, kind: Kind) -> Result<AlterAction, SqlError> {
    if c.take("OWNER TO") || c.take("SET OWNER TO") {
        return Ok(AlterAction::Owner(principal(c)?));
    }
    if kind != Kind::Function && (c.is("SET TAGS") || c.is("UNSET TAGS")) {
        return Ok(AlterAction::Tags(tag_change(c)?));
    }
    let relation = matches!(kind, Kind::Table | Kind::View);
    if kind == Kind::Schema && c.take("SET DBPROPERTIES") {
        return Ok(AlterAction::SetProperties(c.properties()?));
    }
    if relation && c.take("SET TBLPROPERTIES") {
        return Ok(AlterAction::SetProperties(c.properties()?));
    }
    let unset = (relation && c.take("UNSET TBLPROPERTIES"))
        || (kind == Kind::Schema && c.take("UNSET DBPROPERTIES"));
    if unset {
        let if_exists = c.take("IF EXISTS");
        return Ok(AlterAction::UnsetProperties {
            if_exists,
            keys: c.parens(Cursor::property_key)?,
        });
    }
    if (relation || kind == Kind::Volume) && c.take("RENAME TO") {
        return Ok(AlterAction::Rename(c.object_name()?));
    }
    if kind == Kind::View {
        c.refuse("WITH SCHEMA")?;
        if c.take("AS") {
            super::view::refuse_parameters(c, "ALTER VIEW body")?;
            return Ok(AlterAction::ViewQuery(c.rest()?));
        }
    }
    if kind == Kind::Table {
        return table_action(c);
    }
    for words in [
        "ENABLE PREDICTIVE OPTIMIZATION",
        "DISABLE PREDICTIVE OPTIMIZATION",
        "INHERIT PREDICTIVE OPTIMIZATION",
        "DEFAULT COLLATION",
        "SET OPTIONS",
        "OPTIONS",
        "SET MANAGED LOCATION",
        "SET LOCATION",
        "RENAME TO",
    ] {
        if c.is(words) {
            return Err(c.unsupported(&format!("ALTER {kind} ... {words}")));
        }
    }
    Err(c.error())
}

fn table_action(c: &mut Cursor<'_>) -> Result<AlterAction, SqlError> {
    if c.take_any(&["ADD COLUMNS", "ADD COLUMN"]).is_some() {
        c.refuse("IF NOT EXISTS")?;
        return add_columns(c);
    }
    if c.take_any(&["DROP COLUMNS", "DROP COLUMN"]).is_some() {
        let if_exists = c.take("IF EXISTS");
        let columns = if c.is_punct('(') {
            c.parens(Cursor::ident)?
        } else {
            c.list(Cursor::ident)?
        };
        return Ok(AlterAction::DropColumns { if_exists, columns });
    }
    if c.take("RENAME COLUMN") {
        let from = c.ident()?;
        c.expect("TO")?;
        return Ok(AlterAction::RenameColumn {
            from,
            to: c.ident()?,
        });
    }
    if c.take_any(&["ALTER COLUMN", "CHANGE COLUMN"]).is_some() {
        return alter_column::column(c);
    }
    if c.is("ADD") {
        c.skip();
        return Ok(AlterAction::AddConstraint(constraints::table(c)?));
    }
    if c.is("DROP CONSTRAINT") || c.is("DROP PRIMARY KEY") || c.is("DROP FOREIGN KEY") {
        c.skip();
        return drop_constraint(c);
    }
    if c.take("SET ROW FILTER") {
        return Ok(AlterAction::SetRowFilter(constraints::policy(c, "ON")?));
    }
    if c.take("DROP ROW FILTER") {
        return Ok(AlterAction::DropRowFilter);
    }
    if c.take("CLUSTER BY") {
        return Ok(AlterAction::ClusterBy(table::clustering(c)?));
    }
    for words in [
        "DROP FEATURE",
        "SET LOCATION",
        "RECOVER PARTITIONS",
        "ADD PARTITION",
        "DROP PARTITION",
        "REPLACE COLUMNS",
        "SET SERDE",
        "SET SERDEPROPERTIES",
        "PARTITION",
        "SET MANAGED",
        "ENABLE PREDICTIVE OPTIMIZATION",
        "DISABLE PREDICTIVE OPTIMIZATION",
        "INHERIT PREDICTIVE OPTIMIZATION",
        "DEFAULT COLLATION",
        "SYNC",
        "UNSET MANAGED",
    ] {
        if c.is(words) {
            return Err(c.unsupported(&format!("ALTER TABLE ... {words}")));
        }
    }
    Err(c.error())
}

fn add_columns(c: &mut Cursor<'_>) -> Result<AlterAction, SqlError> {
    let item = |c: &mut Cursor<'_>| {
        let error = c.unsupported("a key or CHECK in ADD COLUMNS");
        let (column, constraints) = columns::column(c)?;
        if !constraints.is_empty() {
            return Err(error);
        }
        Ok(NewColumn {
            column,
            position: position(c)?,
        })
    };
    let columns = if c.is_punct('(') {
        c.parens(item)?
    } else {
        c.list(item)?
    };
    Ok(AlterAction::AddColumns(columns))
}

/// `FIRST` or `AFTER column`.
pub(super) fn position(c: &mut Cursor<'_>) -> Result<Option<ColumnPosition>, SqlError> {
    if c.take("FIRST") {
        return Ok(Some(ColumnPosition::First));
    }
    if c.take("AFTER") {
        return Ok(Some(ColumnPosition::After(c.ident()?)));
    }
    Ok(None)
}

fn drop_constraint(c: &mut Cursor<'_>) -> Result<AlterAction, SqlError> {
    let kind = c.take_any(&["CONSTRAINT", "PRIMARY KEY", "FOREIGN KEY"]);
    let if_exists = c.take("IF EXISTS");
    let which = match kind {
        Some("CONSTRAINT") => DroppedConstraint::Named(c.ident()?),
        Some("PRIMARY KEY") => DroppedConstraint::Primary,
        _ => DroppedConstraint::Foreign(c.parens(Cursor::ident)?),
    };
    let cascade = c.take("CASCADE");
    if !cascade {
        c.take("RESTRICT");
    }
    Ok(AlterAction::DropConstraint {
        which,
        if_exists,
        cascade,
    })
}
