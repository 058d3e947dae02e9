//! Data types.

use super::cursor::Cursor;
use crate::sql::error::SqlError;
use crate::sql::lexer::Kind;
use crate::sql::types::{DataType, Field};

/// Types are read recursively, so their depth is bounded.
const DEEPEST: usize = 50;

/// Types that exist and have no values here.
const REFUSED: [&str; 4] = ["GEOGRAPHY", "GEOMETRY", "OBJECT", "USER_DEFINED_TYPE"];

/// Reads a data type.
pub(super) fn data_type(c: &mut Cursor<'_>) -> Result<DataType, SqlError> {
    nested(c, 0)
}

fn nested(c: &mut Cursor<'_>, depth: usize) -> Result<DataType, SqlError> {
    if depth > DEEPEST {
        return Err(c.unsupported("a type of more than 50 levels"));
    }
    let Some(word) = c.word(0).map(str::to_ascii_uppercase) else {
        return Err(c.error());
    };
    if REFUSED.contains(&word.as_str()) {
        return Err(c.unsupported(&format!("the data type {word}")));
    }
    let data_type = match word.as_str() {
        "DECIMAL" | "DEC" | "NUMERIC" => {
            c.skip();
            decimal(c)?
        }
        "CHAR" | "CHARACTER" | "VARCHAR" => {
            c.skip();
            c.expect_punct('(')?;
            let length = in_range(c, 1, i64::from(i32::MAX))?;
            c.expect_punct(')')?;
            if word == "VARCHAR" {
                DataType::Varchar(length)
            } else {
                DataType::Char(length)
            }
        }
        "INTERVAL" => {
            c.skip();
            interval(c)?
        }
        "ARRAY" => {
            c.skip();
            c.expect_punct('<')?;
            let element = nested(c, depth + 1)?;
            c.expect_punct('>')?;
            DataType::Array(Box::new(element))
        }
        "MAP" => {
            c.skip();
            c.expect_punct('<')?;
            let key = nested(c, depth + 1)?;
            c.expect_punct(',')?;
            let value = nested(c, depth + 1)?;
            c.expect_punct('>')?;
            DataType::Map(Box::new(key), Box::new(value))
        }
        "STRUCT" => {
            c.skip();
            c.expect_punct('<')?;
            let fields = if c.is_punct('>') {
                Vec::new()
            } else {
                c.list(|c| field(c, depth + 1))?
            };
            c.expect_punct('>')?;
            DataType::Struct(fields)
        }
        _ => {
            let Some(plain) = DataType::plain(&word) else {
                return Err(SqlError::new(
                    "UNSUPPORTED_DATATYPE",
                    "0A000",
                    format!("Unsupported data type \"{word}\"."),
                ));
            };
            c.skip();
            plain
        }
    };
    c.refuse("COLLATE")?;
    Ok(data_type)
}

fn field(c: &mut Cursor<'_>, depth: usize) -> Result<Field, SqlError> {
    let name = c.ident()?;
    // `a :int` reads as a parameter to the lexer; here no parameter can stand.
    let data_type = if let Some(Kind::Param(word)) = c.kind(0) {
        let Some(plain) = DataType::plain(word) else {
            return Err(c.error());
        };
        c.skip();
        plain
    } else {
        c.take_punct(':');
        nested(c, depth)?
    };
    let nullable = !c.take("NOT NULL");
    let comment = if c.take("COMMENT") {
        Some(c.string()?)
    } else {
        None
    };
    Ok(Field {
        name,
        data_type,
        nullable,
        comment,
    })
}

fn decimal(c: &mut Cursor<'_>) -> Result<DataType, SqlError> {
    if !c.take_punct('(') {
        return Ok(DataType::Decimal(10, 0));
    }
    let precision: u8 = in_range(c, 1, 38)?;
    let scale = if c.take_punct(',') {
        in_range(c, 0, i64::from(precision))?
    } else {
        0
    };
    c.expect_punct(')')?;
    Ok(DataType::Decimal(precision, scale))
}

fn in_range<T: TryFrom<i64>>(c: &mut Cursor<'_>, least: i64, most: i64) -> Result<T, SqlError> {
    let error = c.error();
    let value = c.integer()?;
    if (least..=most).contains(&value) {
        T::try_from(value).map_err(|_| error)
    } else {
        Err(error)
    }
}

fn interval(c: &mut Cursor<'_>) -> Result<DataType, SqlError> {
    const UNITS: [&str; 6] = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
    let Some(from) = c.take_any(&UNITS) else {
        return Err(c.error());
    };
    let mut text = from.to_ascii_lowercase();
    if c.take("TO") {
        let Some(to) = c.take_any(&UNITS) else {
            return Err(c.error());
        };
        text = format!("{text} to {}", to.to_ascii_lowercase());
    }
    Ok(DataType::Interval(text))
}
