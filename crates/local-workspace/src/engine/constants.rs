//! `VALUES` made rows at once.
//!
//! An INSERT of thousands of rows is a plan of ten thousands of expressions, which each rule of the
//! optimizer would walk many times. Constants and casts of constants are rows already.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Column, DFSchema, Result, ScalarValue};
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::logical_expr::expr::Cast;
use datafusion::logical_expr::{
    ColumnarValue, Expr, LogicalPlan, LogicalPlanBuilder, UNNAMED_TABLE, Values,
};

/// The plan with each `VALUES` of constants as rows in memory.
///
/// A `VALUES` that computes something, or whose casts fail, stays as it is: then it is for the run
/// to say what is wrong, not for the plan.
///
/// # Errors
/// When the plan cannot be put together again, which is a bug.
pub(super) fn as_rows(plan: LogicalPlan) -> Result<LogicalPlan> {
    let changed = plan.transform_up_with_subqueries(|node| match node {
        LogicalPlan::Values(values) => match rows(&values) {
            Some(batch) => scan(batch, &values.schema).map(Transformed::yes),
            None => Ok(Transformed::no(LogicalPlan::Values(values))),
        },
        node => Ok(Transformed::no(node)),
    })?;
    Ok(changed.data)
}

fn rows(values: &Values) -> Option<RecordBatch> {
    let mut columns = Vec::new();
    for (place, field) in values.schema.fields().iter().enumerate() {
        let cells: Option<Vec<&Expr>> = values.values.iter().map(|row| row.get(place)).collect();
        let array = column(&cells?)?;
        if array.data_type() != field.data_type() {
            return None;
        }
        columns.push(array);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(values.values.len()));
    let schema = Arc::clone(values.schema.inner());
    RecordBatch::try_new_with_options(schema, columns, &options).ok()
}

/// The cells of one column, if each is a constant or casts of one.
fn column(cells: &[&Expr]) -> Option<ArrayRef> {
    if let Some(array) = alike(cells) {
        return Some(array);
    }
    let scalars: Option<Vec<ScalarValue>> = cells.iter().map(|cell| scalar(cell)).collect();
    ScalarValue::iter_to_array(scalars?).ok()
}

/// The cells, if all are constants below the same casts: then each cast is made once.
fn alike(cells: &[&Expr]) -> Option<ArrayRef> {
    match cells.first()? {
        Expr::Literal(..) => {
            let scalars = cells.iter().map(|cell| match cell {
                Expr::Literal(scalar, None) => Some(scalar.clone()),
                _ => None,
            });
            ScalarValue::iter_to_array(scalars.collect::<Option<Vec<_>>>()?).ok()
        }
        Expr::Cast(first) => {
            let inner = cells.iter().map(|cell| match cell {
                Expr::Cast(Cast { expr, field }) if field == &first.field => Some(expr.as_ref()),
                _ => None,
            });
            let inner = alike(&inner.collect::<Option<Vec<_>>>()?)?;
            let cast = ColumnarValue::Array(inner).cast_to(first.field.data_type(), None);
            cast.ok()?.into_array(cells.len()).ok()
        }
        _ => None,
    }
}

fn scalar(cell: &Expr) -> Option<ScalarValue> {
    ScalarValue::try_from_array(&alike(&[cell])?, 0).ok()
}

/// A scan of the rows under the very names that the `VALUES` had.
fn scan(rows: RecordBatch, schema: &DFSchema) -> Result<LogicalPlan> {
    let table = MemTable::try_new(rows.schema(), vec![vec![rows]])?;
    let table = provider_as_source(Arc::new(table));
    let names = schema.iter().map(|(relation, field)| {
        let from = Column::new(Some(UNNAMED_TABLE), field.name());
        Expr::Column(from).alias_qualified(relation.cloned(), field.name())
    });
    LogicalPlanBuilder::scan(UNNAMED_TABLE, table, None)?
        .project(names)?
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::logical_expr::lit;
    use datafusion::prelude::SessionContext;

    async fn plan(sql: &str) -> LogicalPlan {
        let state = SessionContext::new().state();
        state.create_logical_plan(sql).await.unwrap()
    }

    fn values_left(plan: &LogicalPlan) -> bool {
        plan.display_indent().to_string().contains("Values:")
    }

    #[rstest::rstest]
    #[case::constants("VALUES (1, 'a', true), (2, NULL, false)", false)]
    #[case::casts("VALUES (DATE '2026-01-01', 1), (DATE '2026-01-02', 2.5)", false)]
    #[case::below("SELECT sum(x) FROM (VALUES (1), (2)) AS t(x)", false)]
    #[case::in_subquery("SELECT 1 WHERE 1 IN (VALUES (1), (2))", false)]
    #[case::computed("VALUES (1 + 1), (2)", true)]
    #[case::mixed_casts("VALUES (CAST('1' AS INT), DATE '2026-01-01'), (2, NULL)", false)]
    #[case::failing("VALUES (CAST('x' AS INT)), (CAST('2' AS INT))", true)]
    #[tokio::test]
    async fn only_constants_become_rows(#[case] sql: &str, #[case] left: bool) {
        let before = plan(sql).await;
        let after = as_rows(before.clone()).unwrap();
        assert_eq!(values_left(&after), left, "{}", after.display_indent());
        assert_eq!(after.schema(), before.schema());
    }

    #[tokio::test]
    async fn rows_are_the_same_ones() {
        let context = SessionContext::new();
        for sql in [
            "VALUES (1, 'a', DATE '2026-01-01'), (NULL, 'b', NULL), (3, NULL, DATE '1969-12-31')",
            "SELECT y, count(*) FROM (VALUES (1.5, 'k'), (2, 'k')) AS t(x, y) GROUP BY y",
        ] {
            let before = plan(sql).await;
            let after = as_rows(before.clone()).unwrap();
            let answer = async |plan| {
                let frame = context.execute_logical_plan(plan).await.unwrap();
                frame.to_string().await.unwrap()
            };
            assert_eq!(answer(after).await, answer(before).await, "{sql}");
        }
    }

    #[test]
    fn metadata_of_a_constant_is_not_dropped() {
        let with = Expr::Literal(ScalarValue::from(1), Some(Default::default()));
        assert!(column(&[&with]).is_none());
        assert!(column(&[&lit(1)]).is_some());
    }
}
