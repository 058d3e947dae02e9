//! `CREATE FUNCTION`.

use super::create::once;
use super::cursor::Cursor;
use super::types;
use super::view::refuse_parameters;
use crate::sql::ast::{CreateFunction, Existing, FunctionBody, ParameterDef, Returns, Statement};
use crate::sql::error::SqlError;
use crate::sql::lexer::Kind;
use crate::sql::types::Field;

/// What follows `CREATE FUNCTION`.
pub(super) fn create(c: &mut Cursor<'_>, existing: Existing) -> Result<Statement, SqlError> {
    let name = c.object_name()?;
    refuse_parameters(c, "CREATE FUNCTION body")?;
    if c.is("AS") || c.is("USING") {
        return Err(c.unsupported("CREATE FUNCTION of a Java class"));
    }
    c.expect_punct('(')?;
    let parameters = if c.is_punct(')') {
        Vec::new()
    } else {
        c.list(parameter)?
    };
    c.expect_punct(')')?;
    let returns = if c.take("RETURNS") {
        Some(returns(c)?)
    } else {
        None
    };
    let (mut language, mut deterministic) = (None, None);
    let (mut comment, mut data_access) = (None, None);
    loop {
        if c.take("LANGUAGE") {
            once(c, &language, "LANGUAGE")?;
            language = Some(c.ident()?);
        } else if c.is("DETERMINISTIC") || c.is("NOT DETERMINISTIC") {
            once(c, &deterministic, "DETERMINISTIC")?;
            deterministic = Some(!c.take("NOT"));
            c.take("DETERMINISTIC");
        } else if c.take("COMMENT") {
            once(c, &comment, "COMMENT")?;
            comment = Some(c.string()?);
        } else if let Some(access) = c.take_any(&["CONTAINS SQL", "READS SQL DATA"]) {
            once(c, &data_access, "SQL DATA ACCESS")?;
            data_access = Some(if access == "CONTAINS SQL" {
                "CONTAINS_SQL"
            } else {
                "READS_SQL_DATA"
            });
        } else if c.is("ENVIRONMENT") || c.is("HANDLER") || c.is("DEFAULT COLLATION") {
            return Err(
                c.unsupported("CREATE FUNCTION ... ENVIRONMENT, HANDLER, DEFAULT COLLATION")
            );
        } else {
            break;
        }
    }
    let language = language.map_or_else(|| "SQL".to_owned(), |word| word.to_ascii_uppercase());
    let body = match language.as_str() {
        "SQL" => {
            c.expect("RETURN")?;
            FunctionBody::Sql(c.rest()?)
        }
        "PYTHON" => {
            c.expect("AS")?;
            let Some(Kind::Dollar(body)) = c.kind(0) else {
                return Err(c.error());
            };
            c.skip();
            FunctionBody::Python(body.clone())
        }
        other => return Err(c.unsupported(&format!("LANGUAGE {other}"))),
    };
    Ok(Statement::CreateFunction(CreateFunction {
        name,
        existing,
        parameters,
        returns,
        deterministic,
        comment,
        data_access,
        body,
    }))
}

fn parameter(c: &mut Cursor<'_>) -> Result<ParameterDef, SqlError> {
    let name = c.ident()?;
    let data_type = types::data_type(c)?;
    let (mut default, mut comment) = (None, None);
    loop {
        if c.take("DEFAULT") {
            once(c, &default, "DEFAULT")?;
            default = Some(c.until(|c| c.is_punct(',') || c.is_punct(')') || c.is("COMMENT"))?);
        } else if c.take("COMMENT") {
            once(c, &comment, "COMMENT")?;
            comment = Some(c.string()?);
        } else {
            return Ok(ParameterDef {
                name,
                data_type,
                default,
                comment,
            });
        }
    }
}

fn returns(c: &mut Cursor<'_>) -> Result<Returns, SqlError> {
    if !c.take("TABLE") {
        return Ok(Returns::Scalar(types::data_type(c)?));
    }
    if !c.is_punct('(') {
        return Ok(Returns::Table(Vec::new()));
    }
    Ok(Returns::Table(c.parens(|c| {
        let name = c.ident()?;
        let data_type = types::data_type(c)?;
        let comment = if c.take("COMMENT") {
            Some(c.string()?)
        } else {
            None
        };
        Ok(Field {
            name,
            data_type,
            nullable: true,
            comment,
        })
    })?))
}
