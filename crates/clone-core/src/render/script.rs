//! A plan as the calls that perform it: what `--dry-run` prints.

use std::fmt::Write as _;

use crate::lower::lower;
use crate::plan::{Action, Method, Plan};

/// Every call of a plan, in order, each below a line that says which step it belongs to.
pub fn script(plan: &Plan) -> String {
    let mut text = format!(
        "-- plan {}: {} -> {}\n",
        plan.id, plan.request.source, plan.request.dest
    );
    for step in &plan.steps {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n-- step {}: {}", step.id, super::tree::title(step));
        for action in lower(plan, step) {
            if let Action::Sql {
                namespace: Some(current),
                ..
            } = &action
            {
                let _ = writeln!(
                    text,
                    "-- current schema: {}.{}",
                    current.catalog, current.schema
                );
            }
            let _ = writeln!(text, "{}", call(&action));
        }
    }
    text
}

/// One call as text.
pub fn call(action: &Action) -> String {
    match action {
        // A comment at the end of a definition would swallow the semicolon.
        Action::Sql { statement, .. } if ends_in_comment(statement) => format!("{statement}\n;"),
        Action::Sql { statement, .. } => format!("{statement};"),
        Action::Rest {
            method, path, body, ..
        } => {
            let method = match method {
                Method::Post => "POST",
                Method::Put => "PUT",
                Method::Patch => "PATCH",
                Method::Delete => "DELETE",
            };
            format!("{method} {path} {body}")
        }
        Action::CopyFiles { from, to } => format!("COPY FILES {from} TO {to}"),
    }
}

/// Whether the last line may be, or end in, a comment; a line too many does no harm.
fn ends_in_comment(statement: &str) -> bool {
    statement
        .lines()
        .next_back()
        .is_some_and(|line| line.contains("--"))
}
