//! Generators in FROM and after `LATERAL VIEW`.

use datafusion::sql::sqlparser::ast::{
    Expr, Join, JoinConstraint, JoinOperator, LateralView, Select, TableFactor, TableWithJoins,
    Value,
};

use super::{alias, is_generator, join, joined, unsupported};
use crate::engine::gate::tokens::NO_ALIAS;
use crate::error::{WsError, WsResult};

fn crossed(relation: TableFactor) -> Join {
    Join {
        relation,
        global: false,
        join_operator: JoinOperator::CrossJoin(JoinConstraint::None),
    }
}

/// Whether an item of FROM is a generator that sees what stands before it.
fn is_lateral(factor: &TableFactor) -> bool {
    matches!(factor, TableFactor::Function { lateral: true, .. })
}

/// `f(...)` in FROM, which the parser takes for a table with arguments, as what it is.
pub(in crate::engine::gate) fn in_from(factor: &mut TableFactor) {
    let TableFactor::Table {
        name,
        alias,
        args: Some(args),
        ..
    } = factor
    else {
        return;
    };
    if !is_generator(&name.to_string()) || args.settings.is_some() {
        return;
    }
    *factor = TableFactor::Function {
        lateral: false,
        name: name.clone(),
        args: std::mem::take(&mut args.args),
        with_ordinality: false,
        alias: alias.take(),
    };
}

/// Puts the relations of FROM that generators see into a pair with them.
///
/// # Errors
/// When a generator is joined in a way that is not supported.
pub(in crate::engine::gate) fn of_from(select: &mut Select) -> WsResult<()> {
    let mut from: Vec<TableWithJoins> = Vec::new();
    for item in std::mem::take(&mut select.from) {
        let TableWithJoins { relation, joins } = item;
        let relation = if is_lateral(&relation) && !from.is_empty() {
            joined(all_of(std::mem::take(&mut from))?, crossed(relation))
        } else {
            relation
        };
        from.push(of_joins(relation, joins)?);
    }
    for view in std::mem::take(&mut select.lateral_views) {
        let join = of_view(view)?;
        let relation = match from.is_empty() {
            true => join.relation,
            false => joined(all_of(std::mem::take(&mut from))?, join),
        };
        from.push(TableWithJoins {
            relation,
            joins: Vec::new(),
        });
    }
    select.from = from;
    Ok(())
}

/// Does the same inside parentheses.
///
/// # Errors
/// As [`of_from`].
pub(in crate::engine::gate) fn of_nested(factor: &mut TableFactor) -> WsResult<()> {
    let TableFactor::NestedJoin {
        table_with_joins, ..
    } = factor
    else {
        return Ok(());
    };
    let done = match table_with_joins.joins.as_slice() {
        [join] => is_pair(join),
        joins => !joins.iter().any(|join| is_lateral(&join.relation)),
    };
    if !done {
        let joins = std::mem::take(&mut table_with_joins.joins);
        **table_with_joins = of_joins(table_with_joins.relation.clone(), joins)?;
    }
    Ok(())
}

/// Whether a join is none with a generator, or one in the form in which it is planned.
fn is_pair(join: &Join) -> bool {
    !is_lateral(&join.relation)
        || matches!(
            join.join_operator,
            JoinOperator::CrossJoin(JoinConstraint::None)
                | JoinOperator::LeftOuter(JoinConstraint::None)
        )
}

/// All items of a FROM as one.
fn all_of(from: Vec<TableWithJoins>) -> WsResult<TableWithJoins> {
    let mut from = from.into_iter();
    let first = from
        .next()
        .ok_or_else(|| WsError::internal("a generator without rows"))?;
    Ok(from.fold(first, |left, right| TableWithJoins {
        relation: joined(
            left,
            crossed(TableFactor::NestedJoin {
                table_with_joins: Box::new(right),
                alias: None,
            }),
        ),
        joins: Vec::new(),
    }))
}

fn of_joins(relation: TableFactor, joins: Vec<Join>) -> WsResult<TableWithJoins> {
    let mut table = TableWithJoins {
        relation,
        joins: Vec::new(),
    };
    for mut join in joins {
        if !is_lateral(&join.relation) {
            table.joins.push(join);
            continue;
        }
        join.join_operator = match join.join_operator {
            JoinOperator::CrossJoin(on) | JoinOperator::Join(on) | JoinOperator::Inner(on)
                if holds(&on) =>
            {
                JoinOperator::CrossJoin(JoinConstraint::None)
            }
            JoinOperator::Left(on) | JoinOperator::LeftOuter(on) if holds(&on) => {
                JoinOperator::LeftOuter(JoinConstraint::None)
            }
            _ => {
                return Err(WsError::unsupported(
                    "LATERAL with a condition, or below such a join",
                ));
            }
        };
        table = TableWithJoins {
            relation: joined(table, join),
            joins: Vec::new(),
        };
    }
    Ok(table)
}

/// Whether a condition is always true.
fn holds(on: &JoinConstraint) -> bool {
    match on {
        JoinConstraint::None => true,
        JoinConstraint::On(Expr::Value(value)) => value.value == Value::Boolean(true),
        _ => false,
    }
}

fn of_view(view: LateralView) -> WsResult<Join> {
    let LateralView {
        lateral_view,
        lateral_view_name,
        lateral_col_alias,
        outer,
    } = view;
    let Expr::Function(call) = &lateral_view else {
        return Err(WsError::unsupported(format_args!(
            "LATERAL VIEW of `{lateral_view}`"
        )));
    };
    if !is_generator(&call.name.to_string()) {
        return Err(unsupported(
            "NOT_GENERATOR",
            format_args!("`{}` is expected to be a generator", call.name),
        ));
    }
    let name = match lateral_view_name.0.as_slice() {
        [part] => part.as_ident().cloned(),
        _ => None,
    };
    let name = name.ok_or_else(|| {
        WsError::unsupported(format_args!(
            "the name `{lateral_view_name}` of a LATERAL VIEW"
        ))
    })?;
    let columns = lateral_col_alias
        .into_iter()
        .filter(|column| column.value != NO_ALIAS);
    join(call, outer, alias(name, columns.collect()))
}
