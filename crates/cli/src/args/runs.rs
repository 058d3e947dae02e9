//! `clxs runs`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `clxs runs`.
#[derive(Args, Debug)]
pub struct RunsArgs {
    /// How many to list, newest first.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Where plans and the journal are kept [default: ~/.clone-xs].
    #[arg(
        long,
        env = "CLXS_STATE_DIR",
        hide_env_values = true,
        value_name = "DIR"
    )]
    pub state_dir: Option<PathBuf>,
}
