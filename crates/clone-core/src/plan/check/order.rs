//! Steps are numbered from 1 and come after all that they need.

use super::Found;
use crate::plan::{Plan, StepId};

pub(super) fn check(plan: &Plan, found: &mut Found) {
    for (number, step) in (1_u32..).zip(&plan.steps) {
        if step.id != StepId(number) {
            found.at(step.id, format!("is listed in place {number}"));
        }
        for need in &step.after {
            if need.0 == 0 || *need >= step.id {
                found.at(
                    step.id,
                    format!("is after step {need}, which does not come before it"),
                );
            }
        }
    }
}
