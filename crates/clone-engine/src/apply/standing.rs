//! Where a run stands, as its journal tells.

use std::collections::BTreeSet;

use clone_core::plan::{Plan, StepId};
use clone_core::run::{RunState, remaining};

/// What a later process needs to know to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Steps that are done.
    pub(crate) done: BTreeSet<StepId>,
    /// Steps that may have been performed, wholly or in part.
    pub(crate) open: BTreeSet<StepId>,
}

impl Standing {
    pub(crate) fn of(plan: &Plan, state: &RunState) -> Self {
        let ids = plan.steps.iter().map(|step| step.id);
        Self {
            done: ids.filter(|id| state.is_done(*id)).collect(),
            open: remaining(plan, state).uncertain.into_iter().collect(),
        }
    }

    /// Whether anything was begun.
    pub(crate) fn is_begun(&self) -> bool {
        !self.done.is_empty() || !self.open.is_empty()
    }

    /// Whether a step may have changed its object.
    pub(crate) fn touched(&self, step: StepId) -> bool {
        self.done.contains(&step) || self.open.contains(&step)
    }
}
