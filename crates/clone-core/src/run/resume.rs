//! What is left of a plan after a run that did not finish it.

use super::{RunState, StepState};
use crate::plan::{Plan, StepId};

/// What a resumed run does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remaining {
    /// Steps to perform, in order; each waits for those of its `after` that are in this list.
    pub steps: Vec<StepId>,
    /// Those of them whose effect may have happened already: look before acting.
    pub uncertain: Vec<StepId>,
}

/// The steps that are not done. Those that failed, and those skipped because of them, are tried
/// again.
pub fn remaining(plan: &Plan, state: &RunState) -> Remaining {
    let mut remaining = Remaining::default();
    for step in &plan.steps {
        if state.is_done(step.id) {
            continue;
        }
        remaining.steps.push(step.id);
        // A step that failed may have had some of its actions done.
        if matches!(
            state.step(step.id),
            Some(StepState::Started | StepState::Failed(_))
        ) {
            remaining.uncertain.push(step.id);
        }
    }
    remaining
}
