//! What a plan comes to, in a few lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::words::count;
use crate::model::ObjectKey;
use crate::plan::{Finding, Op, Plan, Severity};

/// Objects that a finding names before the rest are only counted.
const NAMED: usize = 5;

/// Findings and counts, as they stand below the tree.
pub fn summary(plan: &Plan) -> String {
    let mut text = findings(&plan.findings);
    let counts = Counts::of(plan);
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{} to create, {} to update, {} unchanged, {} left out. {}",
        counts.created,
        counts.updated,
        plan.unchanged.len(),
        plan.skipped.len(),
        closing(plan)
    );
    text
}

/// What a plan means for whoever reads it.
fn closing(plan: &Plan) -> &'static str {
    let denied = |finding: &Finding| finding.severity == Severity::Deny;
    if plan.findings.iter().any(denied) {
        "The plan is blocked: nothing has changed."
    } else if plan.steps.is_empty() {
        "Nothing to do."
    } else {
        "Nothing has changed yet."
    }
}

/// How many objects a plan makes and changes.
struct Counts {
    created: usize,
    updated: usize,
}

impl Counts {
    fn of(plan: &Plan) -> Self {
        let mut created = BTreeSet::new();
        let mut touched = BTreeSet::new();
        for step in &plan.steps {
            touched.insert(&step.object.0);
            let replaces = match &step.op {
                Op::CreateCatalog { .. } | Op::CreateSchema { .. } | Op::CreateVolume { .. } => {
                    false
                }
                Op::CloneTable { replace, .. }
                | Op::CreateView { replace, .. }
                | Op::CreateFunction { replace, .. } => *replace,
                _ => true,
            };
            if !replaces {
                created.insert(&step.object.0);
            }
        }
        Self {
            updated: touched.len() - created.len(),
            created: created.len(),
        }
    }
}

/// The findings of one code and message together, the first objects named.
fn findings(findings: &[Finding]) -> String {
    let mut text = String::new();
    let mut groups: BTreeMap<_, Vec<&ObjectKey>> = BTreeMap::new();
    for finding in findings {
        let group = (
            finding.severity,
            &finding.code,
            &finding.message,
            &finding.remedy,
        );
        groups.entry(group).or_default().push(&finding.object);
    }
    if findings.is_empty() {
        return text;
    }
    let total = u64::try_from(findings.len()).unwrap_or(u64::MAX);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}", count(total, "finding", "findings"));
    for ((severity, code, message, remedy), objects) in groups {
        let word = match severity {
            Severity::Deny => "denied",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let names: Vec<_> = objects
            .iter()
            .take(NAMED)
            .map(|key| key.name.to_string())
            .collect();
        let more = match objects.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let _ = writeln!(
            text,
            "  {word:<7} {code}  {}{more}: {message}",
            names.join(", ")
        );
        if let Some(remedy) = remedy {
            let _ = writeln!(text, "  {:15}  hint: {remedy}", "");
        }
    }
    text
}
