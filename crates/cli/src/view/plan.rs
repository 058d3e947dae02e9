//! Plans and reports.

use std::fmt::Write as _;
use std::io;

use clone_core::model::Kind;
use clone_core::plan::{CheckedPlan, Plan, Planned};
use clone_core::render;
use clone_core::run::{ObjectResult, Report};

use super::{Human, Screen};

/// Failures that are spelled out before the rest are only counted.
const NAMED: usize = 20;

/// Shows a plan that can be applied.
pub fn ready(screen: Screen, plan: &CheckedPlan) -> io::Result<()> {
    shown(screen, plan.plan())
}

/// Shows why there is no plan to apply.
pub fn not_ready(screen: Screen, planned: &Planned) -> io::Result<()> {
    shown(screen, planned.plan())
}

fn shown(screen: Screen, plan: &Plan) -> io::Result<()> {
    if screen.is_json() {
        return screen.json(plan);
    }
    screen.text(&format!("{}{}", render::tree(plan), render::summary(plan)))
}

/// Shows exactly what would be sent.
pub fn script(screen: Screen, plan: &CheckedPlan) -> io::Result<()> {
    let plan = plan.plan();
    if !screen.is_json() {
        return screen.text(&render::script(plan));
    }
    let steps: Vec<serde_json::Value> = plan
        .steps
        .iter()
        .map(|step| {
            let actions = clone_core::lower::lower(plan, step);
            serde_json::json!({ "step": step.id, "actions": actions })
        })
        .collect();
    screen.json(&steps)
}

/// Shows what came of a plan.
pub fn report(screen: Screen, report: &Report) -> io::Result<()> {
    screen.result(report)
}

impl Human for Report {
    fn human(&self) -> String {
        let mut text = format!(
            "Report  {} -> {}   plan {}\n",
            self.source, self.dest, self.plan
        );
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "  {:<20} {:>9} {:>7} {:>8} {:>10} {:>8} {:>7}",
            "", "INVENTORY", "CLONED", "UPDATED", "UNCHANGED", "SKIPPED", "FAILED"
        );
        for kind in Kind::ALL {
            let Some(counts) = self.kinds.get(&kind).filter(|counts| counts.inventory > 0) else {
                continue;
            };
            let _ = writeln!(
                text,
                "  {:<20} {:>9} {:>7} {:>8} {:>10} {:>8} {:>7}",
                kind.spec().plural,
                counts.inventory,
                counts.cloned,
                counts.updated,
                counts.unchanged,
                counts.skipped,
                counts.failed
            );
        }
        let mut left_out = 0;
        for object in &self.objects {
            match &object.result {
                ObjectResult::Skipped { reason } => {
                    left_out += 1;
                    if left_out <= NAMED {
                        let _ = writeln!(text, "  - {}: {reason}", object.object.name);
                    }
                }
                ObjectResult::Failed {
                    code,
                    reason,
                    remedy,
                } => {
                    let _ = writeln!(text, "  ! {} {code}: {reason}", object.object.name);
                    if let Some(remedy) = remedy {
                        let _ = writeln!(text, "      hint: {remedy}");
                    }
                }
                _ => {}
            }
        }
        if left_out > NAMED {
            let _ = writeln!(text, "  - and {} more left out", left_out - NAMED);
        }
        let balance = if self.balanced() {
            "It balances"
        } else {
            "IT DOES NOT BALANCE"
        };
        let _ = writeln!(
            text,
            "{balance}: every object of {} is accounted for. {} copied in {}, {}.",
            self.source,
            render::bytes(self.bytes),
            render::count(self.files, "file", "files"),
            seconds(self.millis)
        );
        text
    }
}

fn seconds(millis: u64) -> String {
    format!("{}.{} s", millis / 1000, millis % 1000 / 100)
}
