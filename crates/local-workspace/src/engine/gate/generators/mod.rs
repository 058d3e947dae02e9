//! Generators: functions that make rows. `LATERAL VIEW`, `LATERAL f(...)` in FROM, and the SELECT
//! list all become one form, `(rows CROSS JOIN LATERAL f(...) AS t(a, b))`, which
//! [`crate::engine::relations`] plans.

mod from;
mod list;

pub(super) use from::{in_from, of_from, of_nested};
pub(super) use list::of_query;

use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArguments, Ident, Join, JoinConstraint, JoinOperator,
    TableAlias, TableAliasColumnDef, TableFactor, TableWithJoins,
};

use crate::error::{WsError, WsResult};

/// The functions that make rows.
const GENERATORS: &[&str] = &[
    "explode",
    "explode_outer",
    "inline",
    "inline_outer",
    "posexplode",
    "posexplode_outer",
    "stack",
];

/// Whether a name is that of a function that makes rows.
pub(super) fn is_generator(name: &str) -> bool {
    GENERATORS.contains(&name.to_lowercase().as_str())
}

/// The error for a generator where there can be none.
pub(super) fn misplaced(name: &str) -> WsError {
    unsupported(
        "NESTED_IN_EXPRESSIONS",
        format_args!("nested in expressions or outside the SELECT clause: `{name}`"),
    )
}

fn unsupported(kind: &str, what: impl std::fmt::Display) -> WsError {
    WsError::sql(
        &format!("UNSUPPORTED_GENERATOR.{kind}"),
        "42K0E",
        format_args!("The generator is not supported: {what}."),
    )
}

/// A call of a generator, in parentheses or not.
fn generator(expr: &Expr) -> Option<&Function> {
    match expr {
        Expr::Nested(inner) => generator(inner),
        Expr::Function(call) if is_generator(&call.name.to_string()) => Some(call),
        _ => None,
    }
}

fn arguments(call: &Function) -> WsResult<Vec<FunctionArg>> {
    let refused = |what: &str| {
        Err(WsError::unsupported(format_args!(
            "{what} of function `{}`",
            call.name
        )))
    };
    if call.over.is_some() || call.filter.is_some() {
        return refused("FILTER or OVER");
    }
    match &call.args {
        FunctionArguments::List(list)
            if list.clauses.is_empty() && list.duplicate_treatment.is_none() =>
        {
            Ok(list.args.clone())
        }
        _ => refused("these arguments"),
    }
}

fn alias(name: Ident, columns: Vec<Ident>) -> TableAlias {
    let columns = columns.into_iter().map(|name| TableAliasColumnDef {
        name,
        data_type: None,
    });
    TableAlias {
        explicit: true,
        name,
        columns: columns.collect(),
        at: None,
    }
}

fn joined(left: TableWithJoins, join: Join) -> TableFactor {
    let left = match left {
        TableWithJoins { relation, joins } if joins.is_empty() => relation,
        left => TableFactor::NestedJoin {
            table_with_joins: Box::new(left),
            alias: None,
        },
    };
    TableFactor::NestedJoin {
        table_with_joins: Box::new(TableWithJoins {
            relation: left,
            joins: vec![join],
        }),
        alias: None,
    }
}

fn join(call: &Function, outer: bool, alias: TableAlias) -> WsResult<Join> {
    let none = JoinConstraint::None;
    Ok(Join {
        relation: TableFactor::Function {
            lateral: true,
            name: call.name.clone(),
            args: arguments(call)?,
            with_ordinality: false,
            alias: Some(alias),
        },
        global: false,
        join_operator: if outer {
            JoinOperator::LeftOuter(none)
        } else {
            JoinOperator::CrossJoin(none)
        },
    })
}
