//! `PIVOT`: the values of columns become columns.

use arrow::datatypes::DataType;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, Result, plan_err};
use datafusion::functions_aggregate::first_last::first_value_udaf;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::planner::RelationPlannerContext;
use datafusion::logical_expr::utils::find_aggregate_exprs;
use datafusion::logical_expr::{
    BinaryExpr, Expr, ExprFunctionExt, ExprSchemable, LogicalPlan, LogicalPlanBuilder, Operator,
};
use datafusion::sql::sqlparser::ast::{Expr as SqlExpr, ExprWithAlias, TableFactor};

use crate::engine::gate::pivoted;

/// What is asked for.
pub(super) struct Pivot<'a> {
    pub(super) table: &'a TableFactor,
    /// Each with its name.
    pub(super) aggregates: &'a [ExprWithAlias],
    pub(super) columns: &'a [SqlExpr],
    /// For each value the condition that it stands for, and its name.
    pub(super) values: &'a [ExprWithAlias],
}

/// The values, planned.
struct Value {
    condition: Expr,
    name: String,
}

impl Pivot<'_> {
    pub(super) fn plan(self, context: &mut dyn RelationPlannerContext) -> Result<LogicalPlan> {
        let input = context.plan(self.table.clone())?;
        let mut aggregates = Vec::new();
        for aggregate in self.aggregates {
            let expr = context.sql_to_expr(aggregate.expr.clone(), input.schema())?;
            if find_aggregate_exprs([&expr]).is_empty() {
                return plan_err!(
                    "an aggregate is required for PIVOT, not `{}`",
                    aggregate.expr
                );
            }
            aggregates.push(expr);
        }
        let columns = self
            .columns
            .iter()
            .map(|column| context.sql_to_expr(column.clone(), input.schema()))
            .collect::<Result<Vec<_>>>()?;
        let values = self
            .values
            .iter()
            .map(|value| {
                let condition = context.sql_to_expr(value.expr.clone(), input.schema())?;
                let condition = of_type(condition, input.schema())?;
                let name = value.alias.as_ref().map(|alias| alias.value.clone());
                let name = name.unwrap_or_default();
                Ok(Value { condition, name })
            })
            .collect::<Result<Vec<_>>>()?;
        let mut used = std::collections::HashSet::new();
        for expr in columns.iter().chain(&aggregates) {
            used.extend(expr.column_refs().into_iter().cloned());
        }
        let keys: Vec<Expr> = input
            .schema()
            .columns()
            .into_iter()
            .filter(|column| !used.contains(column))
            .map(Expr::Column)
            .collect();
        let types = aggregates
            .iter()
            .map(|expr| expr.get_type(input.schema()))
            .collect::<Result<Vec<_>>>()?;
        // Databricks groups by the values too, and then looks up what each group has, where it can
        // keep the results side by side; else it aggregates for each value what has it. A value
        // that a group has not is NULL in the first way, and what the aggregate makes of nothing
        // in the second.
        if types.iter().all(keeps) {
            self.looked_up(input, keys, &columns, &aggregates, &values)
        } else {
            self.aggregated(input, keys, &aggregates, &values)
        }
    }

    fn named(&self, value: &Value, place: usize) -> String {
        let alias = self.aggregates.get(place).and_then(|one| one.alias.clone());
        pivoted(&value.name, &alias, self.aggregates.len()).to_lowercase()
    }

    fn looked_up(
        &self,
        input: LogicalPlan,
        keys: Vec<Expr>,
        columns: &[Expr],
        aggregates: &[Expr],
        values: &[Value],
    ) -> Result<LogicalPlan> {
        let parts = find_aggregate_exprs(aggregates);
        let both: Vec<Expr> = keys.iter().chain(columns).cloned().collect();
        let mut results = both.clone();
        for (place, aggregate) in aggregates.iter().enumerate() {
            results.push(computed(aggregate, &parts)?.alias(result(place)));
        }
        let grouped = LogicalPlanBuilder::from(input)
            .aggregate(both, parts)?
            .project(results)?;
        let mut found = Vec::new();
        let mut shown = keys.clone();
        for value in values {
            for place in 0..aggregates.len() {
                let own = Expr::Column(Column::from_name(result(place)));
                let first = first_value_udaf().call(vec![own]);
                let first = first.filter(value.condition.clone()).build()?;
                let column = Expr::Column(Column::from_name(first.schema_name().to_string()));
                if !found.contains(&first) {
                    found.push(first);
                }
                shown.push(column.alias(self.named(value, place)));
            }
        }
        grouped.aggregate(keys, found)?.project(shown)?.build()
    }

    fn aggregated(
        &self,
        input: LogicalPlan,
        keys: Vec<Expr>,
        aggregates: &[Expr],
        values: &[Value],
    ) -> Result<LogicalPlan> {
        let mut filtered = Vec::new();
        let mut shown = keys.clone();
        for value in values {
            for (place, aggregate) in aggregates.iter().enumerate() {
                let own = of_value(aggregate, &value.condition)?;
                let parts = find_aggregate_exprs([&own]);
                shown.push(computed(&own, &parts)?.alias(self.named(value, place)));
                for part in parts {
                    if !filtered.contains(&part) {
                        filtered.push(part);
                    }
                }
            }
        }
        LogicalPlanBuilder::from(input)
            .aggregate(keys, filtered)?
            .project(shown)?
            .build()
    }
}

/// The condition with each value cast to the type of its column.
fn of_type(condition: Expr, schema: &DFSchema) -> Result<Expr> {
    let changed = condition.transform_up(|part| {
        Ok(match part {
            Expr::BinaryExpr(BinaryExpr {
                left,
                op: Operator::IsNotDistinctFrom,
                right,
            }) => {
                let right = right.cast_to(&left.get_type(schema)?, schema)?;
                let same = BinaryExpr::new(left, Operator::IsNotDistinctFrom, Box::new(right));
                Transformed::yes(Expr::BinaryExpr(same))
            }
            part => Transformed::no(part),
        })
    })?;
    Ok(changed.data)
}

/// The types whose results Databricks keeps side by side.
fn keeps(data_type: &DataType) -> bool {
    data_type.is_numeric() || *data_type == DataType::Boolean
}

/// The name of a result before it is a column. No name of a user's text begins so.
fn result(place: usize) -> String {
    format!("\u{1}result{place}")
}

/// An expression above its aggregates.
fn computed(expr: &Expr, aggregates: &[Expr]) -> Result<Expr> {
    let changed = expr.clone().transform_down(|part| {
        Ok(match aggregates.contains(&part) {
            true => Transformed::yes(Expr::Column(Column::from_name(
                part.schema_name().to_string(),
            ))),
            false => Transformed::no(part),
        })
    })?;
    Ok(changed.data)
}

/// The aggregates of an expression, over the rows alone that have a value.
fn of_value(expr: &Expr, condition: &Expr) -> Result<Expr> {
    let changed = expr.clone().transform_down(|part| {
        Ok(match part {
            Expr::AggregateFunction(AggregateFunction { func, mut params }) => {
                params.filter = Some(Box::new(match params.filter {
                    Some(filter) => filter.and(condition.clone()),
                    None => condition.clone(),
                }));
                Transformed::yes(Expr::AggregateFunction(AggregateFunction { func, params }))
            }
            part => Transformed::no(part),
        })
    })?;
    Ok(changed.data)
}
