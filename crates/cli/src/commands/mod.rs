//! What each command does: arguments become a request, the engine answers, a view shows it.

mod apply;
mod auth;
mod clone;
mod connect;
#[cfg(feature = "embedded")]
mod delta;
#[cfg(feature = "embedded")]
mod demo;
mod explain;
mod inventory;
#[cfg(feature = "embedded")]
mod local;
mod perform;
mod plan;
mod request;
mod resume;
mod runs;
mod sql;
mod stop;
mod verify;

use crate::args::Command;
use crate::exit::Exit;
use crate::view::{Problem, Screen};

/// The answer of a command: what the process ends with, or what to show.
pub(crate) type Answer = Result<Exit, Problem>;

/// Runs one command.
pub(crate) async fn run(command: Command, screen: Screen) -> Answer {
    match command {
        Command::Plan(args) => plan::run(&args, screen).await,
        Command::Apply(args) => apply::run(&args, screen).await,
        Command::Clone(args) => clone::run(&args, screen).await,
        Command::Resume(args) => resume::run(&args, screen).await,
        Command::Runs(args) => runs::run(&args, screen).await,
        Command::Verify(args) => verify::run(&args, screen).await,
        Command::Inventory(args) => inventory::run(&args, screen).await,
        Command::Explain(args) => explain::run(&args, screen),
        Command::Auth(command) => auth::run(&command, screen).await,
        #[cfg(feature = "embedded")]
        Command::Local(command) => local::run(&command, screen).await,
        Command::Sql(command) => sql::run(&command, screen),
        #[cfg(feature = "embedded")]
        Command::Delta(command) => delta::run(&command, screen).await,
        #[cfg(feature = "embedded")]
        Command::Demo(args) => demo::run(&args, screen).await,
    }
}
