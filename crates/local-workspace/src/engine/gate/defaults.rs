//! Clauses that say less than they mean: they are written out.

use datafusion::sql::sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, GroupByExpr, OrderByExpr, OrderByKind, OrderByOptions,
    Query, Select, SelectItem, SetExpr, SetOperator, TableFactor, Value, visit_expressions,
};
use std::ops::ControlFlow;

use super::parse_query;
use crate::error::{WsError, WsResult};

/// Functions of many rows, by which GROUP BY ALL tells keys from results.
const AGGREGATES: &[&str] = &[
    "any",
    "any_value",
    "approx_count_distinct",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "collect_list",
    "collect_set",
    "corr",
    "count",
    "count_if",
    "covar_pop",
    "covar_samp",
    "every",
    "first",
    "first_value",
    "last",
    "last_value",
    "listagg",
    "max",
    "max_by",
    "mean",
    "median",
    "min",
    "min_by",
    "percentile",
    "some",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "var_pop",
    "var_samp",
    "variance",
];

fn aggregates(expr: &Expr) -> bool {
    let found = visit_expressions(expr, |expr| match expr {
        Expr::Function(call)
            if call.over.is_none()
                && AGGREGATES.contains(&call.name.to_string().to_lowercase().as_str()) =>
        {
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(()),
    });
    found.is_break()
}

/// `GROUP BY ALL`: by every item that has no aggregate.
///
/// # Errors
/// When the items are not all written out.
pub(super) fn group_by_all(select: &mut Select) -> WsResult<()> {
    let GroupByExpr::All(_) = &select.group_by else {
        return Ok(());
    };
    let mut keys = Vec::new();
    for item in &select.projection {
        match item {
            SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                if !aggregates(expr) {
                    keys.push(expr.clone());
                }
            }
            _ => return Err(WsError::unsupported("GROUP BY ALL with `*`")),
        }
    }
    select.group_by = GroupByExpr::Expressions(keys, Vec::new());
    Ok(())
}

/// `ORDER BY ALL`: by every column of the result, first to last.
///
/// # Errors
/// When the columns are not all written out.
pub(super) fn order_by_all(query: &mut Query) -> WsResult<()> {
    let Some(order_by) = &mut query.order_by else {
        return Ok(());
    };
    let OrderByKind::All(options) = &order_by.kind else {
        return Ok(());
    };
    let SetExpr::Select(select) = query.body.as_ref() else {
        return Err(WsError::unsupported("ORDER BY ALL of a set operation"));
    };
    let written = |item: &SelectItem| {
        matches!(
            item,
            SelectItem::UnnamedExpr(_) | SelectItem::ExprWithAlias { .. }
        )
    };
    if !select.projection.iter().all(written) {
        return Err(WsError::unsupported("ORDER BY ALL with `*`"));
    }
    let place = |place: usize| OrderByExpr {
        expr: Expr::Value(Value::Number(place.to_string(), false).into()),
        options: OrderByOptions {
            asc: options.asc,
            nulls_first: options.nulls_first,
        },
        with_fill: None,
    };
    order_by.kind = OrderByKind::Expressions((1..=select.projection.len()).map(place).collect());
    Ok(())
}

/// `MINUS` is `EXCEPT`.
pub(super) fn minus(body: &mut SetExpr) {
    if let SetExpr::SetOperation {
        op, left, right, ..
    } = body
    {
        if *op == SetOperator::Minus {
            *op = SetOperator::Except;
        }
        minus(left);
        minus(right);
    }
}

/// `range(...)` as a query of the numbers in it.
///
/// # Errors
/// When an argument is no constant.
pub(super) fn range(factor: &mut TableFactor) -> WsResult<()> {
    let TableFactor::Table {
        name,
        alias,
        args: Some(args),
        ..
    } = factor
    else {
        return Ok(());
    };
    if !name.to_string().eq_ignore_ascii_case("range") {
        return Ok(());
    }
    let numbers = args.args.iter().map(|arg| match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => expr.to_string().parse::<i64>().ok(),
        _ => None,
    });
    let numbers: Option<Vec<i64>> = numbers.collect();
    let (from, to, step) = match numbers.as_deref() {
        Some([to]) => (0, *to, 1),
        Some([from, to]) => (*from, *to, 1),
        Some([from, to, step]) if *step != 0 => (*from, *to, *step),
        _ => return Err(WsError::unsupported("`range` with these arguments")),
    };
    // The end is not in it.
    let empty = (to - from).signum() != step.signum();
    let last = if empty { from } else { to - step.signum() };
    let kept = if empty { " WHERE false" } else { "" };
    let text = format!("SELECT explode(sequence({from}L, {last}L, {step}L)) AS id{kept}");
    let alias = alias.clone();
    *factor = TableFactor::Derived {
        lateral: false,
        subquery: Box::new(parse_query(&text)?),
        alias,
        sample: None,
    };
    Ok(())
}
