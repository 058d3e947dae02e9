//! One stage of the gate: a command whose output passes through while its closing lines are kept.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::ui;

/// How a stage ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Everything holds.
    Passed,
    /// Something does not hold.
    Failed(String),
    /// It could not be tried, and why.
    Skipped(String),
}

/// What is known of a stage after it ran.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) name: &'static str,
    pub(crate) verdict: Verdict,
    pub(crate) took: Duration,
    /// The sentences with which the test runners themselves closed.
    pub(crate) closing: Vec<String>,
}

impl Record {
    /// A stage that came to nothing before its command ran.
    pub(crate) fn without_run(name: &'static str, verdict: Verdict) -> Self {
        Self {
            name,
            verdict,
            took: Duration::ZERO,
            closing: Vec::new(),
        }
    }
}

/// Runs a command as a stage.
pub(crate) fn run(name: &'static str, command: &mut Command) -> Record {
    ui::say(&format!("\n==> {name}"));
    let started = Instant::now();
    let mut closing = Vec::new();
    let verdict = match follow(command, &mut closing) {
        Ok(status) if status.success() => Verdict::Passed,
        Ok(status) => Verdict::Failed(status.to_string()),
        Err(error) => Verdict::Failed(format!("it does not start: {error}")),
    };
    Record {
        name,
        verdict,
        took: started.elapsed(),
        closing,
    }
}

fn follow(
    command: &mut Command,
    closing: &mut Vec<String>,
) -> std::io::Result<std::process::ExitStatus> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            ui::say(&line);
            if is_closing(&line) {
                closing.push(line.trim_matches(['=', ' ']).to_owned());
            }
        }
    }
    child.wait()
}

/// Whether a test runner closes with this line, or names with it what failed: libtest, pytest, our
/// own tasks.
fn is_closing(line: &str) -> bool {
    let of_pytest = line.starts_with("==")
        && line.ends_with("==")
        && [" passed", " failed", " skipped", " error", "no tests ran"]
            .iter()
            .any(|w| line.contains(w));
    let failed = line.starts_with("FAILED ")
        || line.starts_with("ERROR ")
        || (line.starts_with("test ") && line.ends_with(" ... FAILED"));
    line.starts_with("test result: ") || of_pytest || failed || line.starts_with("docs: ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::is_closing;

    #[rstest]
    #[case("test result: ok. 57 passed; 0 failed; 0 ignored", true)]
    #[case("===== 12 passed, 1 skipped in 3.21s =====", true)]
    #[case("===== 1 error in 0.10s =====", true)]
    #[case("===== test session starts =====", false)]
    #[case("test names::tests::case_1 ... ok", false)]
    #[case("test names::tests::case_1 ... FAILED", true)]
    #[case(
        "FAILED tests/interop/test_files.py::test_ranges - AssertionError: 1",
        true
    )]
    fn runners_close_with_a_line_of_their_own(#[case] line: &str, #[case] closes: bool) {
        assert_eq!(is_closing(line), closes);
    }
}
