//! Stores the generated client, or compares it with what is checked in.

use std::path::PathBuf;

use super::{document, render};
use crate::{Failure, Outcome, repo, ui};

/// How `cargo xtask codegen` is called.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Compares with the file that is checked in and writes nothing.
    #[arg(long)]
    check: bool,
}

/// Where the generated client is checked in.
pub(crate) fn generated_path() -> PathBuf {
    repo::root().join("crates/uc-client/src/generated.rs")
}

/// Runs the task.
pub(crate) fn run(options: &Options) -> Outcome {
    let digest = document::digest()?;
    let wanted = render::rust(document::merged()?, &digest)?;
    let path = generated_path();
    if options.check {
        let there = repo::read(&path)?;
        if there == wanted {
            ui::say(&format!("codegen: {} is up to date", repo::shown(&path)));
            return Ok(());
        }
        let line = 1 + there
            .lines()
            .zip(wanted.lines())
            .take_while(|(a, b)| a == b)
            .count();
        return Err(Failure::Found(format!(
            "{} differs from openapi/ from line {line} on; run `cargo xtask codegen`",
            repo::shown(&path)
        )));
    }
    std::fs::write(&path, &wanted).map_err(|error| repo::file_failure(&path, error))?;
    ui::say(&format!(
        "codegen: wrote {} ({} lines)",
        repo::shown(&path),
        wanted.lines().count()
    ));
    Ok(())
}
