//! Nobody is let in before an object is protected, and the owner is handed over last.

use std::collections::{BTreeMap, BTreeSet};

use sql_rewrite::QName;

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
    containers(plan, &owners, found);
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
fn containers(plan: &Plan, owners: &BTreeMap<&ObjectKey, StepId>, found: &mut Found) {
    let waits: BTreeMap<&ObjectKey, (StepId, BTreeSet<StepId>)> = plan
        .steps
        .iter()
        .filter(|step| matches!(step.op, Op::SetOwner { .. }))
        .filter(|step| matches!(step.object.0.class, Class::Catalog | Class::Schema))
        .map(|step| {
            (
                &step.object.0,
                (step.id, step.after.iter().copied().collect()),
            )
        })
        .collect();
    for step in &plan.steps {
        let parts = step.object.0.name.parts();
        let enclosing = |length: usize, class| {
            let name = QName::new(parts.iter().take(length).cloned());
            (parts.len() > length).then(|| ObjectKey::new(class, name))
        };
        let schema = enclosing(2, Class::Schema);
        let catalog = enclosing(1, Class::Catalog);
        let mut done_by = vec![Some(step.id), owners.get(&step.object.0).copied()];
        for container in [schema, catalog].into_iter().flatten() {
            if let Some((handing_over, after)) = waits.get(&container)
                && !done_by.iter().flatten().any(|id| after.contains(id))
            {
                let message = format!("does not wait for step {} inside it", step.id);
                found.at(*handing_over, message);
            }
            // The catalog may wait for the schema's owner instead.
            done_by.push(owners.get(&container).copied());
        }
    }
}
