//! The stages of the gate, cheapest first.

use std::process::Command;

use super::judges;
use super::stage::{Record, run};
use crate::repo;

/// A stage: its name, and how it is run.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&'static str) -> Record,
}

/// All stages, in their order.
pub(crate) const STAGES: [Stage; 8] = [
    Stage {
        name: "format",
        run: |name| run(name, &mut cargo(&["fmt", "--all", "--check"])),
    },
    Stage {
        name: "tidy",
        run: |name| run(name, &mut own("tidy", &[])),
    },
    Stage {
        name: "codegen",
        run: |name| run(name, &mut own("codegen", &["--check"])),
    },
    Stage {
        name: "lints",
        run: |name| {
            run(
                name,
                &mut cargo(&["clippy", "--all-targets", "--", "-D", "warnings"]),
            )
        },
    },
    // The network client alone, without the embedded workspace.
    Stage {
        name: "slim",
        run: |name| {
            run(
                name,
                &mut cargo(&["check", "--package", "cli", "--no-default-features"]),
            )
        },
    },
    // Without a choice of targets cargo runs unit tests, integration tests and doctests.
    Stage {
        name: "tests",
        run: |name| run(name, &mut cargo(&["test", "--no-fail-fast"])),
    },
    Stage {
        name: "docs",
        run: |name| run(name, &mut own("docs", &[])),
    },
    Stage {
        name: "judges",
        run: judges::run,
    },
];

/// A task of ours in a process of its own, so that its end is told like any other.
fn own(task: &str, arguments: &[&str]) -> Command {
    let program = std::env::current_exe().unwrap_or_else(|_| "xtask".into());
    let mut command = Command::new(program);
    command.current_dir(repo::root()).arg(task).args(arguments);
    command
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = repo::cargo();
    command.args(arguments);
    command
}
