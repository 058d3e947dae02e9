//! Runs the stages and sums up.

use std::time::Instant;

use super::stage::{Record, Verdict};
use super::stages::STAGES;
use crate::{Failure, Outcome, ui};

/// How `cargo xtask test` is called.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Runs only these stages.
    #[arg(long, value_delimiter = ',', value_parser = names())]
    only: Vec<String>,
}

fn names() -> Vec<&'static str> {
    STAGES.iter().map(|stage| stage.name).collect()
}

/// Runs the task. Every stage runs, whatever became of those before it.
pub(crate) fn run(options: &Options) -> Outcome {
    let started = Instant::now();
    let chosen = STAGES
        .iter()
        .filter(|stage| options.only.is_empty() || options.only.iter().any(|n| n == stage.name));
    let records: Vec<_> = chosen.map(|stage| (stage.run)(stage.name)).collect();
    ui::say("\n==> summary");
    for line in records.iter().flat_map(summary) {
        ui::say(&line);
    }
    let failed = records
        .iter()
        .filter(|r| matches!(r.verdict, Verdict::Failed(_)))
        .count();
    let skipped = records
        .iter()
        .filter(|r| matches!(r.verdict, Verdict::Skipped(_)))
        .count();
    let seconds = started.elapsed().as_secs();
    ui::say(&format!(
        "{} in {seconds} s: {} passed, {skipped} skipped, {failed} failed",
        ui::count(records.len(), "stage"),
        records.len() - failed - skipped
    ));
    if failed == 0 {
        return Ok(());
    }
    Err(Failure::Found(format!(
        "{} failed",
        ui::count(failed, "stage")
    )))
}

fn summary(record: &Record) -> Vec<String> {
    let verdict = match &record.verdict {
        Verdict::Passed => "passed".to_owned(),
        Verdict::Failed(why) => format!("FAILED ({why})"),
        Verdict::Skipped(why) => format!("skipped: {}", why.trim()),
    };
    let seconds = record.took.as_secs_f64();
    let mut lines = vec![format!("{:<8} {seconds:>6.1} s  {verdict}", record.name)];
    // A runner with nothing to run closes too; its line says nothing.
    let telling = record
        .closing
        .iter()
        .filter(|line| !line.starts_with("test result: ok. 0 passed"));
    lines.extend(telling.map(|line| format!("                    {line}")));
    lines
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Record, Verdict, summary};

    #[test]
    fn a_summary_quotes_the_runner() {
        let closing = [
            "test result: ok. 0 passed; 0 failed",
            "test result: FAILED. 1 passed; 1 failed",
        ];
        let record = Record {
            name: "tests",
            verdict: Verdict::Failed("exit status: 101".into()),
            took: Duration::from_millis(1500),
            closing: closing.map(str::to_owned).to_vec(),
        };
        let lines = summary(&record);
        assert_eq!(lines[0], "tests       1.5 s  FAILED (exit status: 101)");
        assert_eq!(lines[1].trim(), "test result: FAILED. 1 passed; 1 failed");
        assert_eq!(lines.len(), 2);
    }
}
