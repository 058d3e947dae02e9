//! Where clxs keeps its own state.

use std::path::PathBuf;

use clap::Args;

/// Where plans and the journal are kept.
#[derive(Args, Clone, Debug, Default)]
pub struct State {
    /// Where plans and the journal are kept [default: ~/.clone-xs].
    #[arg(
        long,
        env = "CLXS_STATE_DIR",
        hide_env_values = true,
        value_name = "DIR"
    )]
    pub state_dir: Option<PathBuf>,
}
