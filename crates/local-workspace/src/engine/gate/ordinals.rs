//! Numbers that are not values: places of columns, counts of rows, units of an interval.
//!
//! A whole number of the text becomes a cast to INT; where the grammar wants the bare number it is
//! hidden before that and shown again afterwards.

use datafusion::sql::sqlparser::ast::{
    Expr, GroupByExpr, Interval, LimitClause, OrderByKind, Query, Select, Value, WindowFrameBound,
    WindowSpec,
};

const MARK: char = '\u{1}';

fn hide(expr: &mut Expr) {
    if let Expr::Value(value) = expr
        && let Value::Number(text, false) = &value.value
    {
        value.value = Value::Placeholder(format!("{MARK}{text}"));
    }
}

/// The number that was hidden.
pub(super) fn show(value: &Value) -> Option<Value> {
    match value {
        Value::Placeholder(text) => text
            .strip_prefix(MARK)
            .map(|text| Value::Number(text.to_owned(), false)),
        _ => None,
    }
}

/// Hides those of a query's `ORDER BY`, `LIMIT` and `OFFSET`.
pub(super) fn of_query(query: &mut Query) {
    if let Some(order_by) = &mut query.order_by
        && let OrderByKind::Expressions(items) = &mut order_by.kind
    {
        items.iter_mut().for_each(|item| hide(&mut item.expr));
    }
    if let Some(LimitClause::LimitOffset { limit, offset, .. }) = &mut query.limit_clause {
        limit.iter_mut().for_each(hide);
        offset.iter_mut().for_each(|offset| hide(&mut offset.value));
    }
}

/// Hides those of a select's `GROUP BY`.
pub(super) fn of_select(select: &mut Select) {
    if let GroupByExpr::Expressions(items, _) = &mut select.group_by {
        items.iter_mut().for_each(hide);
    }
}

/// Hides that of an interval.
pub(super) fn of_interval(interval: &mut Interval) {
    hide(&mut interval.value);
}

/// Hides those of a window's frame.
pub(super) fn of_window(window: &mut WindowSpec) {
    if let Some(frame) = &mut window.window_frame {
        for bound in [Some(&mut frame.start_bound), frame.end_bound.as_mut()]
            .into_iter()
            .flatten()
        {
            if let WindowFrameBound::Preceding(Some(count))
            | WindowFrameBound::Following(Some(count)) = bound
            {
                hide(count);
            }
        }
    }
}
