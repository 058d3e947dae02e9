//! Everything written is in the destination, everything read is in the source.

use std::collections::BTreeSet;

use sql_rewrite::{Ident, QName};

use super::Found;
use crate::model::ConstraintRule;
use crate::plan::{Guard, Op, Plan};

pub(super) fn check(plan: &Plan, found: &mut Found) {
    let (source, dest) = (&plan.request.source, &plan.request.dest);
    if source == dest {
        found.whole("source and destination are the same catalog");
    }
    let cloned = cloned(plan);
    for step in &plan.steps {
        let (object, from) = (&step.object.0, &step.from.0);
        if !is_in(&object.name, dest) {
            found.at(
                step.id,
                format!("writes `{}`, which is not in the destination", object.name),
            );
        }
        if !is_in(&from.name, source) {
            found.at(
                step.id,
                format!("clones `{}`, which is not in the source", from.name),
            );
        }
        let same_place = object.class == from.class
            && object.name.parts().get(1..) == from.name.parts().get(1..);
        if !same_place {
            found.at(
                step.id,
                format!("makes `{}` from `{}`", object.name, from.name),
            );
        }
        match &step.op {
            Op::CloneTable { source, .. } | Op::CopyVolumeFiles { source }
                if source.0 != from.name =>
            {
                found.at(
                    step.id,
                    format!("reads `{source}` to clone `{}`", from.name),
                );
            }
            Op::AddConstraint { constraint, .. } => {
                if let ConstraintRule::ForeignKey { parent, .. } = &constraint.rule
                    && is_in(parent, source)
                    && cloned.contains(parent)
                {
                    found.at(step.id, format!("points at `{parent}`, which is cloned"));
                }
            }
            _ => {}
        }
    }
    for guard in &plan.guards {
        let (name, catalog) = match guard {
            Guard::Source { object, .. } => (&object.0.name, source),
            Guard::Target { object, .. } => (&object.0.name, dest),
        };
        if !is_in(name, catalog) {
            found.whole(format!(
                "a guard is about `{name}`, which is on neither side"
            ));
        }
    }
}

/// Whether a name is that of a catalog or of something in it.
pub(super) fn is_in(name: &QName, catalog: &Ident) -> bool {
    name.parts().first() == Some(catalog)
}

/// The names of the source's objects in whose place the clone has objects of its own.
pub(super) fn cloned(plan: &Plan) -> BTreeSet<&QName> {
    let made = plan.steps.iter().map(|step| &step.from.0.name);
    made.chain(plan.unchanged.iter().map(|same| &same.object.0.name))
        .collect()
}
