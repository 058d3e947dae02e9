//! `CREATE TABLE`, with columns, with a query, as a clone.

use super::create::once;
use super::cursor::Cursor;
use super::{columns, constraints};
use crate::sql::ast::{
    AsOf, CloneDepth, CloneTable, Clustering, CreateTable, Existing, Properties, Statement,
    TableBody,
};
use crate::sql::error::SqlError;
use crate::sql::lexer::Kind;
use crate::sql::names::ObjectName;

/// What follows `CREATE TABLE`.
pub(super) fn create(c: &mut Cursor<'_>, existing: Existing) -> Result<Statement, SqlError> {
    let name = c.object_name()?;
    let depth = match c.take_any(&["SHALLOW CLONE", "DEEP CLONE", "CLONE"]) {
        Some("SHALLOW CLONE") => Some(CloneDepth::Shallow),
        Some(_) => Some(CloneDepth::Deep),
        None => None,
    };
    if let Some(depth) = depth {
        return clone(c, name, existing, depth);
    }
    c.refuse("LIKE")?;
    let (columns, constraints) = if starts_columns(c) {
        columns::list(c)?
    } else {
        (Vec::new(), Vec::new())
    };
    let mut table = CreateTable {
        name,
        existing,
        body: TableBody {
            columns,
            query: None,
        },
        constraints,
        partitioned_by: Vec::new(),
        clustering: None,
        location: None,
        comment: None,
        properties: Properties::new(),
        row_filter: None,
    };
    while clause(c, &mut table)? {}
    let query_is_next = c.take("AS") || ["SELECT", "WITH", "VALUES"].iter().any(|word| c.is(word));
    if query_is_next || c.is_punct('(') {
        table.body.query = Some(c.rest()?);
    }
    Ok(Statement::CreateTable(Box::new(table)))
}

/// `(` begins columns unless a query is in it.
fn starts_columns(c: &Cursor<'_>) -> bool {
    let query = ["SELECT", "WITH", "VALUES", "FROM", "TABLE"];
    let typed = matches!(c.kind(2), Some(Kind::Word(_)));
    c.is_punct('(')
        && !query
            .iter()
            .any(|word| c.is_word(1, word) && !(typed && *word != "SELECT"))
}

/// One clause after the columns; false when there is none.
fn clause(c: &mut Cursor<'_>, table: &mut CreateTable) -> Result<bool, SqlError> {
    if c.take("USING") {
        if !c.take("DELTA") {
            let format = c.ident()?;
            return Err(c.unsupported(&format!("CREATE TABLE ... USING {format}")));
        }
    } else if c.take("PARTITIONED BY") {
        table.partitioned_by = c.parens(|c| {
            let column = c.ident()?;
            // `PARTITIONED BY (name type)` adds a column, as Hive has it.
            if c.is_punct(',') || c.is_punct(')') {
                Ok(column)
            } else {
                Err(c.unsupported("PARTITIONED BY with types or transforms"))
            }
        })?;
    } else if c.take("CLUSTER BY") {
        table.clustering = Some(clustering(c)?);
    } else if c.take("LOCATION") {
        once(c, &table.location, "LOCATION")?;
        table.location = Some(c.string()?);
        if c.is("WITH") && c.is_word(1, "CREDENTIAL") || c.kind(1) == Some(&Kind::Punct('(')) {
            return Err(c.unsupported("LOCATION ... WITH (CREDENTIAL)"));
        }
    } else if c.take("COMMENT") {
        once(c, &table.comment, "COMMENT")?;
        table.comment = Some(c.string()?);
    } else if c.take("TBLPROPERTIES") {
        table.properties.extend(c.properties()?);
    } else if c.take("WITH ROW FILTER") {
        once(c, &table.row_filter, "WITH ROW FILTER")?;
        table.row_filter = Some(constraints::policy(c, "ON")?);
    } else if c.is("OPTIONS") || c.is("CLUSTERED BY") || c.is("STORED") || c.is("ROW FORMAT") {
        return Err(c.unsupported("CREATE TABLE ... OPTIONS, CLUSTERED BY, STORED or ROW FORMAT"));
    } else if c.is("DEFAULT COLLATION") {
        return Err(c.unsupported("DEFAULT COLLATION"));
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// What follows `CLUSTER BY`.
pub(super) fn clustering(c: &mut Cursor<'_>) -> Result<Clustering, SqlError> {
    if c.take("AUTO") {
        return Ok(Clustering::Auto);
    }
    if c.take("NONE") {
        return Ok(Clustering::None);
    }
    let columns = c.parens(|c| Ok(c.dotted()?.join(".")))?;
    Ok(Clustering::Columns(columns))
}

fn clone(
    c: &mut Cursor<'_>,
    target: ObjectName,
    existing: Existing,
    depth: CloneDepth,
) -> Result<Statement, SqlError> {
    let source = c.object_name()?;
    let as_of = as_of(c)?;
    let (mut properties, mut location) = (Properties::new(), None);
    loop {
        if c.take("TBLPROPERTIES") {
            properties.extend(c.properties()?);
        } else if c.take("LOCATION") {
            once(c, &location, "LOCATION")?;
            location = Some(c.string()?);
        } else if c.is("WITH HISTORY") {
            return Err(c.unsupported("CLONE ... WITH HISTORY"));
        } else {
            return Ok(Statement::CloneTable(CloneTable {
                target,
                existing,
                depth,
                source,
                as_of,
                properties,
                location,
            }));
        }
    }
}

/// `[FOR] VERSION AS OF n`, `[FOR] TIMESTAMP AS OF '...'`, also with `SYSTEM_` and `SYSTEM_TIME`.
pub(super) fn as_of(c: &mut Cursor<'_>) -> Result<Option<AsOf>, SqlError> {
    if c.is("FOR") {
        c.skip();
    }
    if c.take_any(&["VERSION AS OF", "SYSTEM_VERSION AS OF"])
        .is_some()
    {
        let error = c.error();
        let text = match c.kind(0) {
            Some(Kind::Str(_)) => c.string()?,
            _ => c.integer()?.to_string(),
        };
        return text
            .parse()
            .map(|version| Some(AsOf::Version(version)))
            .map_err(|_| error);
    }
    if c.take_any(&["TIMESTAMP AS OF", "SYSTEM_TIME AS OF"])
        .is_some()
    {
        // A typed literal or a cast of a literal says the same as the literal.
        if c.take("CAST") {
            c.expect_punct('(')?;
            let text = c.string()?;
            c.expect("AS TIMESTAMP")?;
            c.expect_punct(')')?;
            return Ok(Some(AsOf::Timestamp(text)));
        }
        c.take("TIMESTAMP");
        if !matches!(c.kind(0), Some(Kind::Str(_) | Kind::Param(_))) {
            return Err(c.unsupported("TIMESTAMP AS OF with an expression"));
        }
        return Ok(Some(AsOf::Timestamp(c.string()?)));
    }
    Ok(None)
}
