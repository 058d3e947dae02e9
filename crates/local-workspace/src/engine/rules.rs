//! What DataFusion's own planning is taught before and after it finds types.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, Result};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, ScalarUDF};
use datafusion::optimizer::AnalyzerRule;

use super::arithmetic::Checked;
use super::higher;

/// Integer operators that would wrap around become calls that fail instead.
///
/// Runs after types are found.
#[derive(Debug)]
pub(super) struct CheckedIntegers;

impl AnalyzerRule for CheckedIntegers {
    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let changed = plan.transform_up_with_subqueries(|plan| {
            let mut schema = DFSchema::empty();
            for input in plan.inputs() {
                schema.merge(input.schema());
            }
            if let LogicalPlan::TableScan(_) | LogicalPlan::Values(_) = &plan {
                schema.merge(plan.schema());
            }
            rewrite(plan, &|expr| checked(expr, &schema))
        })?;
        Ok(changed.data)
    }

    fn name(&self) -> &'static str {
        "checked_integers"
    }
}

/// Calls with lambdas become calls with closed lambdas.
///
/// Runs last: the bodies of lambdas are out of reach then.
#[derive(Debug)]
pub(super) struct ClosedLambdas;

impl AnalyzerRule for ClosedLambdas {
    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let changed = plan.transform_up_with_subqueries(|plan| {
            let mut schema = DFSchema::empty();
            for input in plan.inputs() {
                schema.merge(input.schema());
            }
            if let LogicalPlan::TableScan(_) | LogicalPlan::Values(_) = &plan {
                schema.merge(plan.schema());
            }
            rewrite(plan, &|expr| higher::close(expr, &schema))
        })?;
        Ok(changed.data)
    }

    fn name(&self) -> &'static str {
        "closed_lambdas"
    }
}

fn checked(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = expr else {
        return Ok(Transformed::no(expr));
    };
    let integers = |one: &Expr| {
        one.get_type(schema).is_ok_and(|data_type| {
            matches!(
                data_type,
                DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64
            )
        })
    };
    if matches!(op, Operator::Plus | Operator::Minus | Operator::Multiply)
        && integers(&left)
        && integers(&right)
    {
        let function = Arc::new(ScalarUDF::from(Checked::new(op)));
        let call = ScalarFunction::new_udf(function, vec![*left, *right]);
        return Ok(Transformed::yes(Expr::ScalarFunction(call)));
    }
    Ok(Transformed::no(Expr::BinaryExpr(BinaryExpr {
        left,
        op,
        right,
    })))
}

/// Rewrites each expression of one node from its leaves up, keeping the names of the node's
/// columns.
fn rewrite(
    plan: LogicalPlan,
    change: &dyn Fn(Expr) -> Result<Transformed<Expr>>,
) -> Result<Transformed<LogicalPlan>> {
    let preserver = NamePreserver::new(&plan);
    plan.map_expressions(|expr| {
        let name = preserver.save(&expr);
        let changed = expr.transform_up(change)?;
        Ok(changed.update_data(|expr| name.restore(expr)))
    })?
    .map_data(LogicalPlan::recompute_schema)
}
