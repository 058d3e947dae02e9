//! `clxs inventory` and `clxs explain`: what only reads.

use clap::Args;

use super::Connection;

/// Arguments of `clxs inventory`.
#[derive(Args, Debug)]
pub struct InventoryArgs {
    /// Catalog to read.
    #[arg(value_name = "CATALOG")]
    pub catalog: String,
    /// Do not ask for the version of each table.
    #[arg(long)]
    pub no_versions: bool,
    /// Which workspace.
    #[command(flatten)]
    pub connection: Connection,
}

/// Arguments of `clxs explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// The code; without one, all codes are listed.
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}
