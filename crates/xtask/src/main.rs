//! `cargo xtask`: the tasks of this repository. Each one is a module; this file only dispatches.

mod bench;
mod codegen;
mod docs;
mod gate;
mod repo;
mod tidy;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a task answers: nothing, or a sentence that says what is wrong.
type Outcome = Result<(), Failure>;

/// Why a task did not succeed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Something that people have to look at; the text says what and where.
    #[error("{0}")]
    Found(String),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        path: String,
        source: std::io::Error,
    },
}

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of this repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs everything that has to hold: format, lints, tests, docs, outside judges.
    Test(gate::Options),
    /// Checks the rules of ARCHITECTURE.md that no compiler checks.
    Tidy,
    /// Writes the REST client from `openapi/`.
    Codegen(codegen::Options),
    /// Runs the examples in the book and the README against the built `clxs`.
    Docs(docs::Options),
    /// Measures.
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Test(options) => gate::run(&options),
        Task::Tidy => tidy::run(),
        Task::Codegen(options) => codegen::run(&options),
        Task::Docs(options) => docs::run(&options),
        Task::Bench(options) => bench::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            ui::complain(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}
