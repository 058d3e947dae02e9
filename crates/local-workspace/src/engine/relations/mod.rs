//! Items of FROM that DataFusion does not plan, or plans otherwise than Databricks.

mod generate;

use std::sync::{Mutex, PoisonError};

use datafusion::common::Result;
use datafusion::logical_expr::planner::{
    PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning,
};
use datafusion::sql::sqlparser::ast::TableFactor;

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
        let planned = match generate::of(&relation) {
            Some(generate) => generate.plan(context, self)?,
            None => return Ok(RelationPlanning::Original(Box::new(relation))),
        };
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(
            planned, None,
        ))))
    }
}
