//! Nobody is let in before an object is protected, and the owner is handed over last.

use std::collections::{BTreeMap, BTreeSet};

use super::Found;
use crate::model::{Class, ObjectKey};
use crate::plan::{Op, Plan, Step, StepId};

pub(super) fn check(plan: &Plan, found: &mut Found) {
    let mut by_object: BTreeMap<&ObjectKey, Vec<&Step>> = BTreeMap::new();
    for step in &plan.steps {
        by_object.entry(&step.object.0).or_default().push(step);
    }
    let owners: BTreeMap<&ObjectKey, StepId> = plan
        .steps
        .iter()
        .filter(|step| matches!(step.op, Op::SetOwner { .. }))
        .map(|step| (&step.object.0, step.id))
        .collect();
    for (object, steps) in &by_object {
        let handed_over = steps
            .iter()
            .filter(|step| matches!(step.op, Op::SetOwner { .. }));
        if handed_over.count() > 1 {
            found.whole(format!("`{}` is handed over twice", object.name));
        }
        let makers: BTreeSet<_> = steps
            .iter()
            .filter(|step| makes(&step.op))
            .map(|step| step.id)
            .collect();
        if makers.len() > 1 {
            found.whole(format!("`{}` is made twice", object.name));
        }
        for step in steps {
            own_steps(step, steps, found);
        }
    }
    for step in plan
        .steps
        .iter()
        .filter(|step| matches!(step.op, Op::SetOwner { .. }))
    {
        if matches!(step.object.0.class, Class::Catalog | Class::Schema) {
            children(step, plan, &owners, found);
        }
    }
}

/// Whether a step brings its object into being.
fn makes(op: &Op) -> bool {
    matches!(
        op,
        Op::CreateCatalog { .. }
            | Op::CreateSchema { .. }
            | Op::CloneTable { .. }
            | Op::CreateView { .. }
            | Op::CreateFunction { .. }
            | Op::CreateVolume { .. }
    )
}

/// A step of an object comes after what it needs among the other steps of the object.
fn own_steps(step: &Step, steps: &[&Step], found: &mut Found) {
    for other in steps.iter().filter(|other| other.id != step.id) {
        let needed = match step.op {
            Op::SetOwner { .. } => true,
            Op::Grant { .. } => {
                makes(&other.op)
                    || matches!(other.op, Op::Annotate { .. } | Op::SetProperties { .. })
            }
            _ => makes(&other.op) && !makes(&step.op),
        };
        if needed && !step.after.contains(&other.id) {
            found.at(
                step.id,
                format!("does not wait for step {} of its object", other.id),
            );
        }
    }
}

/// A container is handed over when everything inside it is done.
fn children(step: &Step, plan: &Plan, owners: &BTreeMap<&ObjectKey, StepId>, found: &mut Found) {
    let container = &step.object.0.name;
    let after: BTreeSet<_> = step.after.iter().collect();
    let waited_for = |key: &ObjectKey| owners.get(key).is_some_and(|id| after.contains(id));
    for other in &plan.steps {
        let Some(parent) = other.object.0.name.parent() else {
            continue;
        };
        let inside = parent == *container || parent.parent().as_ref() == Some(container);
        let schema = ObjectKey::new(Class::Schema, parent);
        if inside
            && !after.contains(&other.id)
            && !waited_for(&other.object.0)
            && !waited_for(&schema)
        {
            found.at(
                step.id,
                format!("does not wait for step {} inside it", other.id),
            );
        }
    }
}
