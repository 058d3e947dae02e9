//! Items of FROM that DataFusion does not plan, or plans otherwise than Databricks.

mod generate;
mod pivot;
mod unpivot;

use std::sync::{Mutex, PoisonError};

use datafusion::common::Result;
use datafusion::logical_expr::planner::{
    PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning,
};
use datafusion::sql::sqlparser::ast::{PivotValueSource, TableFactor};

use self::pivot::Pivot;
use self::unpivot::Unpivot;

/// Plans them, in the form in which the gate leaves them.
#[derive(Debug, Default)]
pub(super) struct Relations {
    spelled: Mutex<Vec<String>>,
}

impl Relations {
    /// The names of columns that only planning could tell, in the case in which they are shown.
    pub(super) fn spelled(&self) -> Vec<String> {
        std::mem::take(&mut *self.spelled.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn spell(&self, names: impl IntoIterator<Item = String>) {
        let mut spelled = self.spelled.lock().unwrap_or_else(PoisonError::into_inner);
        spelled.extend(names);
    }
}

impl RelationPlanner for Relations {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let (planned, alias) = match &relation {
            TableFactor::Pivot {
                table,
                aggregate_functions,
                value_column,
                value_source: PivotValueSource::List(values),
                default_on_null: None,
                alias,
            } => {
                let pivot = Pivot {
                    table,
                    aggregates: aggregate_functions,
                    columns: value_column,
                    values,
                };
                (pivot.plan(context)?, alias.clone())
            }
            TableFactor::Unpivot {
                table,
                value,
                name,
                columns,
                null_inclusion,
                alias,
            } => {
                let unpivot = Unpivot {
                    table,
                    value,
                    name,
                    columns,
                    nulls: null_inclusion.as_ref(),
                };
                (unpivot.plan(context)?, alias.clone())
            }
            other => match generate::of(other) {
                Some(generate) => (generate.plan(context, self)?, None),
                None => return Ok(RelationPlanning::Original(Box::new(relation))),
            },
        };
        let planned = PlannedRelation::new(planned, alias);
        Ok(RelationPlanning::Planned(Box::new(planned)))
    }
}
