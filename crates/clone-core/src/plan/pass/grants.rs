//! Direct grants. Inherited ones are not copied onto objects: the clone inherits from its own
//! catalog and schemas.

use std::collections::BTreeSet;

use super::present::Present;
use crate::model::{Grant, Object, ObjectKey};
use crate::plan::Op;
use crate::plan::draft::{Draft, Slot, Start};

pub(super) fn run(draft: &mut Draft<'_>) {
    if !draft.request.carry.grants {
        return;
    }
    for (key, object, start) in draft.cloned() {
        grant(draft, key, object, start);
    }
}

fn grant(draft: &mut Draft<'_>, key: &ObjectKey, object: &Object, start: Start) {
    let present = Present::in_clone(draft, key, object, start).grants;
    let mut wanted = Present::of(object).grants;
    // Whether replacing keeps grants is the platform's affair; what was there is granted again.
    if start == Start::Replaced {
        for (principal, privileges) in draft
            .existing(key)
            .map(Present::of)
            .unwrap_or_default()
            .grants
        {
            wanted.entry(principal).or_default().extend(privileges);
        }
    }
    let nothing = BTreeSet::new();
    let grants: Vec<_> = wanted
        .into_iter()
        .map(|(principal, privileges)| {
            let there = present.get(&principal).unwrap_or(&nothing);
            Grant {
                privileges: privileges.difference(there).cloned().collect(),
                principal,
            }
        })
        .filter(|grant| !grant.privileges.is_empty())
        .collect();
    if grants.is_empty() {
        return;
    }
    // Tags come first: a policy that looks at tags protects nothing before they are set.
    let own = [Slot::Create, Slot::Properties, Slot::Annotate].map(|slot| (key.clone(), slot));
    let after = draft.container(key).into_iter().chain(own);
    draft.step(key, object.kind, Slot::Grant, Op::Grant { grants }, after);
}
