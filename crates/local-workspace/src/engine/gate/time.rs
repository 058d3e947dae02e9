//! `VERSION AS OF` and `TIMESTAMP AS OF`.

use datafusion::sql::sqlparser::ast::{CastKind, Expr, TableVersion, TypedString, Value};

use crate::engine::time::TableAt;
use crate::error::{WsError, WsResult};

/// The version that a temporal clause names.
///
/// # Errors
/// Everything but a constant number, or a constant timestamp or date in text.
pub(super) fn at(version: Option<&TableVersion>) -> WsResult<TableAt> {
    match version {
        None => Ok(TableAt::Latest),
        Some(TableVersion::VersionAsOf(expr)) => number(expr).map(TableAt::Version),
        Some(TableVersion::TimestampAsOf(expr)) => timestamp(expr).map(TableAt::Timestamp),
        Some(other) => Err(WsError::unsupported(format_args!(
            "the temporal clause `{other}`"
        ))),
    }
}

fn number(expr: &Expr) -> WsResult<u64> {
    let text = match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(text, _) | Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    };
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        WsError::unsupported(format_args!(
            "VERSION AS OF `{expr}`: only a constant number"
        ))
    })
}

fn timestamp(expr: &Expr) -> WsResult<i64> {
    let refused = || {
        WsError::unsupported(format_args!(
            "TIMESTAMP AS OF `{expr}`: only a constant timestamp"
        ))
    };
    let value = match expr {
        Expr::Value(value) | Expr::TypedString(TypedString { value, .. }) => value,
        Expr::Cast {
            kind: CastKind::Cast | CastKind::DoubleColon,
            expr,
            ..
        } => {
            return timestamp(expr);
        }
        _ => return Err(refused()),
    };
    match &value.value {
        Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => {
            crate::engine::time::parse_timestamp(text).ok_or_else(|| {
                WsError::sql(
                    "DELTA_INVALID_TIMESTAMP_FORMAT",
                    "22007",
                    format_args!(
                        "The provided timestamp `{text}` does not match the expected syntax."
                    ),
                )
            })
        }
        _ => Err(refused()),
    }
}
