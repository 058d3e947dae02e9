//! Which workspace.

use std::path::PathBuf;

use clap::Args;

use super::{Pace, State};

/// Which workspace, and where clxs keeps its own state.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Workspace")]
pub struct Connection {
    /// Address of a Databricks workspace [env: DATABRICKS_HOST].
    #[arg(long, value_name = "URL", conflicts_with = "local")]
    pub host: Option<String>,
    /// Access token [env: DATABRICKS_TOKEN, where other users of this machine do not see it].
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,
    /// Profile of ~/.databrickscfg [env: DATABRICKS_CONFIG_PROFILE] [alias: --auth-profile].
    #[arg(
        long,
        alias = "auth-profile",
        value_name = "NAME",
        conflicts_with = "local"
    )]
    pub profile: Option<String>,
    /// Say who is signed in, and how, before anything is done.
    #[arg(long)]
    pub verify_auth: bool,
    /// Directory of a local workspace; wins over DATABRICKS_HOST [default without a host:
    /// CLXS_LOCAL_DIR, else ~/.clone-xs/local].
    #[arg(long, value_name = "DIR")]
    pub local: Option<PathBuf>,
    /// SQL warehouse, by id or name [default: one that runs, or the smallest].
    #[arg(
        long,
        env = "DATABRICKS_WAREHOUSE_ID",
        hide_env_values = true,
        value_name = "ID|NAME"
    )]
    pub warehouse: Option<String>,
    /// Where its own state is.
    #[command(flatten)]
    pub state: State,
    /// How fast.
    #[command(flatten)]
    pub pace: Pace,
}
