//! `cargo xtask bench`: dispatches to the measuring programs of the crates.

use crate::{Failure, Outcome, repo};

/// How `cargo xtask bench` is called.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// What to measure.
    #[arg(default_value = "clone", value_parser = names())]
    what: String,
    /// Everything after `--` goes to the measuring program.
    #[arg(last = true)]
    rest: Vec<String>,
}

/// What can be measured: a name, and the crate and example that measure it.
const BENCHES: [(&str, &str, &str); 1] = [("clone", "clone-engine", "bench_clone")];

fn names() -> Vec<&'static str> {
    BENCHES.iter().map(|(name, _, _)| *name).collect()
}

/// Runs the task.
pub(crate) fn run(options: &Options) -> Outcome {
    let Some((name, package, example)) = BENCHES.iter().find(|(name, _, _)| *name == options.what)
    else {
        return Err(Failure::Found(format!(
            "no measurement is called `{}`",
            options.what
        )));
    };
    let status = repo::cargo()
        .args([
            "run",
            "--quiet",
            "--release",
            "--features",
            "embedded",
            "--package",
            package,
            "--example",
            example,
            "--",
        ])
        .args(&options.rest)
        .status()
        .map_err(|error| Failure::Found(format!("cargo does not start: {error}")))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Found(format!(
        "the measurement `{name}` ended with {status}"
    )))
}
