//! `clxs apply`, `clxs clone`, `clxs resume`: what runs a plan.

use clap::Args;

use super::{Connection, RequestArgs};

/// How a plan is run.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Running")]
pub struct RunOptions {
    /// Steps that run at the same time.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub max_workers: u16,
    /// Do not ask. Needed without a terminal when the plan replaces what exists.
    #[arg(long, short)]
    pub yes: bool,
    /// Print exactly the SQL and REST that would be sent, and send nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `clxs apply`.
#[derive(Args, Debug)]
pub struct ApplyArgs {
    /// A plan file, or the id of a plan that `clxs plan` kept.
    #[arg(value_name = "FILE|PLAN_ID")]
    pub plan: String,
    /// How it is run.
    #[command(flatten)]
    pub run: RunOptions,
    /// Which workspace.
    #[command(flatten)]
    pub connection: Connection,
}

/// Arguments of `clxs clone`.
#[derive(Args, Debug)]
pub struct CloneArgs {
    /// What to clone.
    #[command(flatten)]
    pub request: RequestArgs,
    /// How it is run.
    #[command(flatten)]
    pub run: RunOptions,
    /// Which workspace.
    #[command(flatten)]
    pub connection: Connection,
}

/// Arguments of `clxs resume`.
#[derive(Args, Debug)]
pub struct ResumeArgs {
    /// Id of the plan or run [default: the newest run that is not complete].
    #[arg(value_name = "PLAN_ID|RUN_ID")]
    pub run_id: Option<String>,
    /// How it is run.
    #[command(flatten)]
    pub run: RunOptions,
    /// Which workspace.
    #[command(flatten)]
    pub connection: Connection,
}
