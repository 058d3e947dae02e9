//! Every object of the source is accounted for once, and nothing is pending.

use std::collections::BTreeSet;

use super::Found;
use crate::plan::planner::count_kinds;
use crate::plan::{FORMAT, Plan, Severity};

pub(super) fn check(plan: &Plan, found: &mut Found) {
    if plan.format != FORMAT {
        found.whole(format!("it has format {}", plan.format));
    }
    let content = plan.content_id();
    if plan.id != content {
        found.whole(format!(
            "its id is `{}`, and its content has id `{content}`",
            plan.id
        ));
    }
    for finding in &plan.findings {
        if finding.severity == Severity::Deny {
            found.whole(format!(
                "{} about `{}` blocks it",
                finding.code, finding.object.name
            ));
        }
    }
    let touched: BTreeSet<_> = plan
        .steps
        .iter()
        .map(|step| (&step.from.0, step.kind))
        .collect();
    let all: Vec<_> = touched
        .into_iter()
        .chain(
            plan.unchanged
                .iter()
                .map(|same| (&same.object.0, same.kind)),
        )
        .chain(plan.skipped.iter().map(|skip| (&skip.object.0, skip.kind)))
        .collect();
    let distinct: BTreeSet<_> = all.iter().map(|(key, _)| *key).collect();
    if distinct.len() != all.len() {
        found.whole("an object is accounted for twice");
    }
    let counts = count_kinds(all.iter().map(|(_, kind)| *kind));
    if counts != plan.inventory {
        found.whole(format!(
            "the source has {:?}, the plan accounts for {counts:?}",
            plan.inventory
        ));
    }
}
