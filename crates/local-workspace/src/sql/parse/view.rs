//! `CREATE VIEW`.

use super::create::once;
use super::cursor::Cursor;
use crate::sql::ast::{CreateView, Existing, Properties, SchemaMode, Statement, ViewColumn};
use crate::sql::error::SqlError;

/// What follows `CREATE VIEW`.
pub(super) fn create(c: &mut Cursor<'_>, existing: Existing) -> Result<Statement, SqlError> {
    let name = c.object_name()?;
    refuse_parameters(c, "CREATE VIEW body")?;
    let columns = if c.is_punct('(') {
        c.parens(column)?
    } else {
        Vec::new()
    };
    let (mut schema_mode, mut comment, mut properties) = (None, None, Properties::new());
    loop {
        if c.take("COMMENT") {
            once(c, &comment, "COMMENT")?;
            comment = Some(c.string()?);
        } else if c.take("TBLPROPERTIES") {
            properties.extend(c.properties()?);
        } else if c.is("WITH SCHEMA") {
            once(c, &schema_mode, "WITH SCHEMA")?;
            c.take("WITH SCHEMA");
            schema_mode = Some(mode(c)?);
        } else if c.is("WITH METRICS") || c.is("LANGUAGE") {
            return Err(c.unsupported("CREATE VIEW ... WITH METRICS"));
        } else {
            break;
        }
    }
    c.expect("AS")?;
    Ok(Statement::CreateView(CreateView {
        name,
        existing,
        columns,
        schema_mode: schema_mode.unwrap_or(SchemaMode::Compensation),
        comment,
        properties,
        query: c.rest()?,
    }))
}

/// A stored text runs later, when there are no parameters.
pub(super) fn refuse_parameters(c: &Cursor<'_>, place: &str) -> Result<(), SqlError> {
    if !c.has_parameters() {
        return Ok(());
    }
    Err(SqlError::new(
        "UNSUPPORTED_FEATURE.PARAMETER_MARKER_IN_UNEXPECTED_STATEMENT",
        "0A000",
        format!("The feature is not supported: Parameter markers are not allowed in {place}."),
    ))
}

fn column(c: &mut Cursor<'_>) -> Result<ViewColumn, SqlError> {
    let name = c.ident()?;
    let comment = if c.take("COMMENT") {
        Some(c.string()?)
    } else {
        None
    };
    Ok(ViewColumn { name, comment })
}

fn mode(c: &mut Cursor<'_>) -> Result<SchemaMode, SqlError> {
    match c.take_any(&["BINDING", "COMPENSATION", "EVOLUTION", "TYPE EVOLUTION"]) {
        Some("BINDING") => Ok(SchemaMode::Binding),
        Some("COMPENSATION") => Ok(SchemaMode::Compensation),
        Some("EVOLUTION") => Ok(SchemaMode::Evolution),
        Some(_) => Ok(SchemaMode::TypeEvolution),
        None => Err(c.error()),
    }
}
