//! `PIVOT` and `UNPIVOT`: what their columns are called, and a form in which
//! [`crate::engine::relations`] plans them without asking the text again.

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, DataType, Expr, ExprWithAlias, Ident, PivotValueSource, TableFactor,
    TableWithJoins, TypedString, UnaryOperator, Value,
};

use super::names::{CaseMap, normalise};
use super::titles::title;
use crate::error::{WsError, WsResult};

fn refuse<T>(what: impl std::fmt::Display) -> WsResult<T> {
    Err(WsError::unsupported(what))
}

/// Refuses what is pivoted after a join: Databricks takes the whole join, the parser the last
/// relation of it.
///
/// # Errors
/// When a relation of a join is pivoted.
pub(super) fn of_joins(table: &TableWithJoins) -> WsResult<()> {
    let pivots = |factor: &TableFactor| {
        matches!(
            factor,
            TableFactor::Pivot { .. } | TableFactor::Unpivot { .. }
        )
    };
    match table.joins.iter().any(|join| pivots(&join.relation)) {
        true => refuse("PIVOT or UNPIVOT after a join; put the join into a subquery"),
        false => Ok(()),
    }
}

/// Names the columns of a `PIVOT` or `UNPIVOT`.
///
/// A `PIVOT` gets, for each value, the condition that it stands for and its name; for each
/// aggregate, its name. An `UNPIVOT` gets a list of single columns, each with the name of the row
/// that it belongs to.
///
/// # Errors
/// When it is not supported.
pub(super) fn of(factor: &mut TableFactor, case: &mut CaseMap) -> WsResult<()> {
    match factor {
        TableFactor::Pivot {
            aggregate_functions,
            value_column,
            value_source,
            default_on_null,
            ..
        } => {
            if default_on_null.is_some() {
                return refuse("DEFAULT ON NULL");
            }
            let PivotValueSource::List(values) = value_source else {
                return refuse("PIVOT over values that are not listed");
            };
            for aggregate in aggregate_functions.iter_mut() {
                let name = match aggregate.alias.take() {
                    Some(alias) => alias.value,
                    None => title(&aggregate.expr),
                };
                aggregate.alias = Some(Ident::with_quote('`', name));
            }
            for value in values.iter_mut() {
                let name = value_name(value)?;
                for aggregate in aggregate_functions.iter() {
                    case.column(&pivoted(&name, &aggregate.alias, aggregate_functions.len()));
                }
                value.expr = condition(value_column, &value.expr)?;
                value.alias = Some(Ident::with_quote('`', name));
            }
            Ok(())
        }
        TableFactor::Unpivot {
            value,
            name,
            columns,
            ..
        } => {
            case.column(&name.value);
            normalise(name);
            let values = idents(value)?;
            values.iter().for_each(|value| case.column(&value.value));
            let mut single = Vec::new();
            for ExprWithAlias { expr, alias } in std::mem::take(columns) {
                let parts = match expr {
                    Expr::Tuple(parts) => parts,
                    one => vec![one],
                };
                if parts.len() != values.len() {
                    return Err(WsError::sql(
                        "UNPIVOT_VALUE_SIZE_MISMATCH",
                        "428C4",
                        format_args!(
                            "All unpivot value columns must have the same size as there are value column names ({}).",
                            values.len()
                        ),
                    ));
                }
                let row = match alias {
                    Some(alias) => alias.value,
                    None => parts.iter().map(title).collect::<Vec<_>>().join("_"),
                };
                single.extend(parts.into_iter().map(|expr| ExprWithAlias {
                    expr,
                    alias: Some(Ident::with_quote('`', row.clone())),
                }));
            }
            *columns = single;
            *value = Expr::CompoundIdentifier(values);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The name of the column for a value and an aggregate.
pub(in crate::engine) fn pivoted(value: &str, aggregate: &Option<Ident>, count: usize) -> String {
    match aggregate {
        Some(aggregate) if count > 1 => format!("{value}_{}", aggregate.value),
        _ => value.to_owned(),
    }
}

fn idents(expr: &Expr) -> WsResult<Vec<Ident>> {
    match expr {
        Expr::Identifier(name) => Ok(vec![name.clone()]),
        Expr::Nested(inner) => idents(inner),
        Expr::Tuple(parts) => {
            let names: WsResult<Vec<_>> = parts.iter().map(idents).collect();
            Ok(names?.into_iter().flatten().collect())
        }
        other => refuse(format_args!("UNPIVOT into `{other}`")),
    }
}

fn value_name(value: &ExprWithAlias) -> WsResult<String> {
    match &value.alias {
        Some(alias) => Ok(alias.value.clone()),
        None => spelled(&value.expr),
    }
}

/// A constant as a name: its text.
fn spelled(expr: &Expr) -> WsResult<String> {
    let plain = |text: &str| text.chars().all(|ch| ch.is_ascii_digit() || ch == '.');
    Ok(match expr {
        Expr::Nested(inner) => spelled(inner)?,
        Expr::Value(value) => match &value.value {
            Value::Null => "null".to_owned(),
            Value::Boolean(value) => value.to_string(),
            Value::Number(text, false) if plain(text) => text.clone(),
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => text.clone(),
            _ => return unnamed(expr),
        },
        Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr: inner,
        } if matches!(inner.as_ref(), Expr::Value(_)) => format!("-{}", spelled(inner)?),
        Expr::TypedString(TypedString {
            data_type, value, ..
        }) => {
            let text = value.value.clone().into_string().unwrap_or_default();
            let known = match data_type {
                DataType::Date => {
                    text.len() == 10 && chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d").is_ok()
                }
                DataType::TinyInt(_) | DataType::SmallInt(_) | DataType::BigInt(_) => true,
                _ => false,
            };
            match known {
                true => text,
                false => return unnamed(expr),
            }
        }
        Expr::Tuple(parts) => {
            let names: WsResult<Vec<_>> = parts.iter().map(spelled).collect();
            format!("{{{}}}", names?.join(", "))
        }
        _ => return unnamed(expr),
    })
}

fn unnamed<T>(expr: &Expr) -> WsResult<T> {
    match expr {
        Expr::Value(_) | Expr::TypedString(_) | Expr::UnaryOp { .. } => refuse(format_args!(
            "`{expr}` as a value of PIVOT without an alias"
        )),
        other => Err(not_constant(other)),
    }
}

fn not_constant(expr: &Expr) -> WsError {
    WsError::sql(
        "NON_LITERAL_PIVOT_VALUES",
        "42K08",
        format_args!("Literal expressions required for pivot values, found `{expr}`."),
    )
}

fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Value(_) | Expr::TypedString(_) => true,
        Expr::Nested(inner)
        | Expr::UnaryOp {
            op: UnaryOperator::Minus,
            expr: inner,
        } => is_constant(inner),
        _ => false,
    }
}

/// Whether the pivoted columns have this value.
fn condition(columns: &[Expr], value: &Expr) -> WsResult<Expr> {
    let parts = match value {
        Expr::Tuple(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    if parts.len() != columns.len() {
        return refuse("PIVOT with another number of columns than of values");
    }
    let mut all: Option<Expr> = None;
    for (column, part) in columns.iter().zip(parts) {
        if !matches!(column, Expr::Identifier(_) | Expr::CompoundIdentifier(_)) {
            return refuse(format_args!("PIVOT over `{column}`, which is no column"));
        }
        if !is_constant(part) {
            return Err(not_constant(part));
        }
        let same = Expr::BinaryOp {
            left: Box::new(column.clone()),
            op: BinaryOperator::Spaceship,
            right: Box::new(part.clone()),
        };
        all = Some(match all {
            None => same,
            Some(before) => Expr::BinaryOp {
                left: Box::new(before),
                op: BinaryOperator::And,
                right: Box::new(same),
            },
        });
    }
    all.ok_or_else(|| WsError::internal("a pivot over no column"))
}
