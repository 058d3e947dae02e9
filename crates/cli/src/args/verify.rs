//! `clxs verify`.

use clap::Args;

use super::Connection;

/// Arguments of `clxs verify`.
#[derive(Args, Debug)]
pub struct VerifyArgs {
    /// Catalog that was cloned.
    #[arg(long, value_name = "CATALOG")]
    pub source: String,
    /// Its clone.
    #[arg(long, value_name = "CATALOG")]
    pub dest: String,
    /// Compare row counts only, no checksums.
    #[arg(long)]
    pub counts_only: bool,
    /// Tables that are compared at the same time.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub max_workers: u16,
    /// Which workspace.
    #[command(flatten)]
    pub connection: Connection,
}
