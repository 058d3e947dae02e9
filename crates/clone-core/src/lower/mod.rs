//! Steps as calls: SQL text, REST paths and bodies.
//!
//! What `--dry-run` prints and what `apply` sends are these very values. Nothing is decided here:
//! a step and the request's wish for scripts are all that the text depends on.

mod access;
mod annotate;
mod create;
mod define;
mod keys;
mod path;
pub mod quote;

use sql_rewrite::Dst;

use crate::plan::{Action, Op, Plan, Step};

/// The calls that perform a step, in order.
pub fn lower(plan: &Plan, step: &Step) -> Vec<Action> {
    let name = &step.object.0.name;
    match &step.op {
        Op::CreateCatalog {
            storage_root,
            comment,
            properties,
        } => {
            vec![create::catalog(
                name,
                storage_root.as_ref(),
                comment.as_ref(),
                properties,
            )]
        }
        Op::CreateSchema {
            comment,
            properties,
        } => {
            vec![create::schema(name, comment.as_ref(), properties)]
        }
        Op::CloneTable {
            source,
            depth,
            pin,
            location,
            replace,
            properties,
        } => {
            vec![create::table(&create::CloneOf {
                name,
                source: &source.0,
                depth: *depth,
                pin: *pin,
                location: location.as_ref(),
                replace: *replace,
                properties,
            })]
        }
        Op::CreateView {
            text,
            namespace,
            columns,
            comment,
            properties,
            replace,
        } => {
            let head = create::head("VIEW", name, *replace);
            let text = define::view(&head, text, columns, comment.as_ref(), properties);
            vec![define::definition(text, namespace.as_ref(), *replace)]
        }
        Op::CreateFunction {
            function,
            namespace,
            comment,
            replace,
        } => {
            let head = create::head("FUNCTION", name, *replace);
            let text = define::function(&head, function, comment.as_ref());
            vec![define::definition(text, namespace.as_ref(), *replace)]
        }
        Op::CreateVolume { storage, comment } => {
            vec![create::volume(name, storage, comment.as_ref())]
        }
        Op::CopyVolumeFiles { source } => vec![Action::CopyFiles {
            from: source.clone(),
            to: Dst(name.clone()),
        }],
        Op::SetProperties { properties } => vec![access::properties(step.kind, name, properties)],
        Op::AddConstraint {
            constraint,
            may_exist,
        } => {
            vec![keys::add(name, constraint, *may_exist)]
        }
        Op::Annotate {
            comment,
            tags,
            column_tags,
        } => {
            let statements =
                annotate::statements(step.kind, name, comment.as_ref(), tags, column_tags);
            annotate::actions(statements, plan.request.scripts)
        }
        Op::Grant { grants } => vec![access::grants(step.kind, name, grants)],
        Op::SetOwner { owner } => vec![access::owner(step.kind, name, owner)],
    }
}
