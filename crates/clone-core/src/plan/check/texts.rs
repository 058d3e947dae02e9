//! No definition of the clone reads an object of the source in whose place the clone has its own.

use sql_rewrite::{Input, Mapping, Namespace, SqlKind, references};

use super::{Found, sides};
use crate::plan::{Op, Plan, Step, text};

pub(super) fn check(plan: &Plan, found: &mut Found) {
    let cloned = sides::cloned(plan);
    for step in &plan.steps {
        for (text, kind, namespace) in texts(plan, step) {
            let input = Input {
                text,
                kind,
                namespace: &namespace,
                mapping: &Mapping::default(),
            };
            match references(&input) {
                Ok(answer) => {
                    for name in answer
                        .references
                        .iter()
                        .filter_map(|found| found.resolved.as_ref())
                    {
                        if sides::is_in(name, &plan.request.source) && cloned.contains(name) {
                            found.at(step.id, format!("reads `{name}`, which is cloned"));
                        }
                    }
                }
                Err(refusal) => found.at(
                    step.id,
                    format!("has a text that is not understood: {refusal}"),
                ),
            }
        }
    }
}

/// The texts of a step, and where their short names resolve.
fn texts<'p>(plan: &Plan, step: &'p Step) -> Vec<(&'p str, SqlKind, Namespace)> {
    // Without a namespace of its own a text has no short names, and it does not matter which.
    let nowhere = || Namespace {
        catalog: plan.request.dest.clone(),
        schema: "default".into(),
    };
    match &step.op {
        Op::CreateView {
            text, namespace, ..
        } => {
            let namespace = namespace.clone().unwrap_or_else(nowhere);
            vec![(text, SqlKind::Query, namespace)]
        }
        Op::CreateFunction {
            function,
            namespace,
            ..
        } => {
            let namespace = namespace.clone().unwrap_or_else(nowhere);
            let body = (
                function.body.as_str(),
                text::body_kind(&function.body),
                namespace.clone(),
            );
            let defaults = function
                .params
                .iter()
                .filter_map(|param| param.default.as_deref())
                .map(|text| (text, SqlKind::Expression, namespace.clone()));
            [body].into_iter().chain(defaults).collect()
        }
        _ => Vec::new(),
    }
}
