//! How fast a workspace is asked.

use std::num::NonZeroU16;

use clap::Args;

/// How fast a workspace is asked.
#[derive(Args, Clone, Copy, Debug, Default)]
#[command(next_help_heading = "Workspace")]
pub struct Pace {
    /// Send no more calls than this in a second [default: as many as the workspace bears].
    #[arg(long, value_name = "N")]
    pub max_rps: Option<NonZeroU16>,
}
