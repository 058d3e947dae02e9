//! `clxs demo`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `clxs demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Directory of the demo's workspace [default: ~/.clone-xs/demo]; made anew with --fresh.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Scale factor of the TPC-H data: 0.01 is 60,000 order lines.
    #[arg(long, value_name = "SF", default_value_t = 0.01)]
    pub scale: f64,
    /// Delete an earlier demo workspace first.
    #[arg(long)]
    pub fresh: bool,
    /// Steps that run at the same time.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub max_workers: u16,
}
