//! Building the results of statements that are not queries.

use super::types::DataType;
use crate::runner::{SqlColumn, SqlResult, SqlRows};

/// A value of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// `NULL`.
    Null,
    /// `STRING`.
    Text(String),
    /// `INT` or `BIGINT`.
    Int(i64),
    /// `BOOLEAN`.
    Bool(bool),
    /// `TIMESTAMP`, in epoch milliseconds.
    Time(i64),
}

impl Cell {
    /// A text that may be missing.
    pub(crate) fn text(value: Option<impl Into<String>>) -> Self {
        value.map_or(Self::Null, |value| Self::Text(value.into()))
    }

    /// A number that may be missing.
    pub(crate) fn int(value: Option<i64>) -> Self {
        value.map_or(Self::Null, Self::Int)
    }

    /// The value as a result gives it.
    pub(crate) fn shown(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(text.clone()),
            Self::Int(number) => Some(number.to_string()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Time(ms) => Some(time_text(*ms)),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

/// `2024-01-31T09:30:00.000Z`.
fn time_text(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map_or_else(|_| ms.to_string(), |time| format!("{time:.3}"))
}

/// A column of a result: name and type.
pub(crate) type Header = (&'static str, &'static str);

/// A result with these columns and no rows.
pub(crate) fn table(headers: &[Header]) -> SqlResult {
    let columns = headers
        .iter()
        .map(|(name, data_type)| column(name, data_type))
        .collect();
    SqlResult {
        columns,
        rows: SqlRows::default(),
    }
}

/// A result with these columns and rows.
pub(crate) fn rows(headers: &[Header], rows: impl IntoIterator<Item = Vec<Cell>>) -> SqlResult {
    let mut result = table(headers);
    let rows = rows.into_iter();
    result.rows = SqlRows::Text(
        rows.map(|row| row.iter().map(Cell::shown).collect())
            .collect(),
    );
    result
}

/// A column of this name and SQL type.
pub(crate) fn column(name: &str, data_type: &str) -> SqlColumn {
    let parsed = super::parse::parse_type(data_type).ok();
    let (precision, scale) = match parsed {
        Some(DataType::Decimal(precision, scale)) => {
            (Some(u32::from(precision)), Some(i32::from(scale)))
        }
        _ => (None, None),
    };
    let type_name = parsed.as_ref().map_or("STRING", DataType::type_name);
    SqlColumn {
        name: name.to_owned(),
        type_text: data_type.to_uppercase(),
        type_name: type_name.to_owned(),
        precision,
        scale,
    }
}
