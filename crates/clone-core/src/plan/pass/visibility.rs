//! Reports what the principal could not see, and policies, which are not carried.

use super::scope::Scope;
use crate::codes;
use crate::plan::draft::Draft;

pub(super) fn run(draft: &mut Draft<'_>) {
    let scope = Scope::of(draft);
    let source = draft.source;
    for gap in &source.gaps {
        if !scope.excludes(&gap.object) {
            draft.find(
                &codes::INVENTORY_GAP,
                &gap.object,
                gap.what.clone(),
                gap.remedy.as_deref(),
            );
        }
    }
    if let Some(target) = draft.target {
        for gap in &target.gaps {
            draft.find(
                &codes::INVENTORY_GAP,
                &gap.object,
                format!("in the destination: {}", gap.what),
                gap.remedy.as_deref(),
            );
        }
    }
    for policy in &source.policies {
        if !scope.excludes(&policy.on) {
            let message = format!(
                "policy `{}` ({}) protects the source and would not protect the clone",
                policy.name, policy.policy_type
            );
            let remedy =
                "exclude what it protects, or accept an unprotected clone with --allow CX4202";
            draft.find(&codes::ATTRIBUTE_POLICY, &policy.on, message, Some(remedy));
        }
    }
}
