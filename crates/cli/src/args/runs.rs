//! `clxs runs`.

use clap::Args;

use super::State;

/// Arguments of `clxs runs`.
#[derive(Args, Debug)]
pub struct RunsArgs {
    /// How many to list, newest first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Whose runs.
    #[command(flatten)]
    pub state: State,
}
