//! The command line `clxs`: arguments in, a request to the engine, a view of the answer out.
//!
//! What must not live here: rules about catalogs. Only `view` prints.

pub mod args;
mod commands;
mod exit;
pub mod view;

use std::ffi::OsString;

use clap::Parser as _;

use args::Cli;
pub use exit::Exit;
use view::{Problem, Screen};

/// Runs one command line, the program's name first, and says what the process ends with.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(argv) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are printed here too; there is nowhere left to report a failure.
            drop(error.print());
            return if error.use_stderr() {
                Exit::USAGE
            } else {
                Exit::DONE
            };
        }
    };
    let screen = Screen::new(cli.output);
    log();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(screen, &Problem::bug("the runtime does not start", &error)),
    };
    let exit = match runtime.block_on(commands::run(cli.command, screen)) {
        Ok(exit) => exit,
        Err(problem) => fail(screen, &problem),
    };
    // A statement that still runs in this process is not waited for: it was given up.
    runtime.shutdown_background();
    exit
}

fn fail(screen: Screen, problem: &Problem) -> Exit {
    screen.error(problem);
    problem.exit
}

/// Logs go to stderr when `CLXS_LOG` asks for them, for example `CLXS_LOG=uc_client=debug`.
fn log() {
    let Ok(filter) = tracing_subscriber::EnvFilter::try_from_env("CLXS_LOG") else {
        return;
    };
    // A second call in one process, as tests make it, keeps the first one's settings.
    drop(
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .try_init(),
    );
}
