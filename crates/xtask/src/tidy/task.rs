//! Runs every rule and prints what it found.

use super::{arrows, bans, generated, metadata, rooms, sizes, slim};
use crate::{Failure, Outcome, ui};

/// Runs the task.
pub(crate) fn run() -> Outcome {
    let packages = metadata::packages()?;
    let rules = [
        ("arrows between crates", arrows::findings(&packages)),
        ("dependencies of the pure crates", arrows::impure(&packages)),
        ("bans in the pure crates", bans::findings()?),
        ("generated code", generated::findings()?),
        ("the slim program", slim::findings()?),
    ];
    let mut total = 0;
    for (rule, findings) in &rules {
        let verdict = if findings.is_empty() {
            "ok".to_owned()
        } else {
            findings.len().to_string()
        };
        ui::say(&format!("tidy: {rule}: {verdict}"));
        for finding in findings {
            ui::say(&format!("  {finding}"));
        }
        total += findings.len();
    }
    // Told, not refused: a sign at the door that does work is a habit to lose, not a broken rule.
    for finding in rooms::findings()? {
        ui::say(&format!("  {finding}"));
    }
    sizes::report()?;
    if total == 0 {
        return Ok(());
    }
    Err(Failure::Found(format!(
        "tidy: {}",
        ui::count(total, "finding")
    )))
}
