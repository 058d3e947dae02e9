//! What can be typed: one file per command, no behaviour.

mod apply;
mod auth;
mod connection;
#[cfg(feature = "embedded")]
mod delta;
#[cfg(feature = "embedded")]
mod demo;
#[cfg(feature = "embedded")]
mod local;
mod pace;
mod plan;
mod read;
mod runs;
mod sql;
mod state;
mod verify;

use clap::{Args, Parser, Subcommand};

pub use apply::{ApplyArgs, CloneArgs, ResumeArgs, RunOptions};
pub use auth::{AuthCommand, AuthLoginArgs, AuthStatusArgs, SignIn};
pub use connection::Connection;
#[cfg(feature = "embedded")]
pub use delta::{DeltaCloneArgs, DeltaCommand};
#[cfg(feature = "embedded")]
pub use demo::DemoArgs;
#[cfg(feature = "embedded")]
pub use local::{LocalCommand, LocalInitArgs, LocalServeArgs, LocalSqlArgs, LocalUserArgs};
pub use pace::Pace;
pub use plan::{Carried, DepthArg, PlanArgs, RequestArgs};
pub use read::{ExplainArgs, InventoryArgs};
pub use runs::RunsArgs;
pub use sql::{Kind, RetargetArgs, SqlCommand};
pub use state::State;
pub use verify::VerifyArgs;

/// Clones a whole Unity Catalog catalog: safely, fast and provably.
#[derive(Debug, Parser)]
#[command(name = "clxs", version, max_term_width = 100)]
#[command(
    after_help = "Without a host, a profile or --local, commands work on the local workspace in \
                        ~/.clone-xs/local. Try `clxs demo` first."
)]
pub struct Cli {
    /// How results are shown.
    #[command(flatten)]
    pub output: Output,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How results are shown.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Print the result as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Print nothing but the result and errors.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print each SQL statement and REST call when it is sent.
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what a clone would do, and keep the plan.
    Plan(PlanArgs),
    /// Apply a plan that was kept, exactly as it was shown.
    Apply(ApplyArgs),
    /// Plan a clone and apply it.
    Clone(CloneArgs),
    /// Go on with a run that was interrupted or partly failed.
    Resume(ResumeArgs),
    /// List past runs.
    Runs(RunsArgs),
    /// Compare rows and checksums of tables, and files of volumes, of a catalog and its clone.
    Verify(VerifyArgs),
    /// List what a catalog holds.
    Inventory(InventoryArgs),
    /// Explain an error or finding code such as CX2103.
    Explain(ExplainArgs),
    /// Sign in to a workspace, and see how one is signed in to.
    #[command(subcommand)]
    Auth(AuthCommand),
    /// Work with a local workspace: a Databricks workspace in a directory.
    #[cfg(feature = "embedded")]
    #[command(subcommand)]
    Local(LocalCommand),
    /// Work with SQL texts.
    #[command(subcommand)]
    Sql(SqlCommand),
    /// Work with Delta tables outside any catalog.
    #[cfg(feature = "embedded")]
    #[command(subcommand)]
    Delta(DeltaCommand),
    /// Make a local workspace with a catalog, clone it, verify the clone.
    #[cfg(feature = "embedded")]
    Demo(DemoArgs),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        super::Cli::command().debug_assert();
    }
}
