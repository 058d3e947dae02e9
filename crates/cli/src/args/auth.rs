//! `clxs auth ...`.

use std::time::Duration;

use clap::{Args, Subcommand};

/// Commands about signing in.
#[derive(Debug, Subcommand)]
pub enum AuthCommand {
    /// Show which workspace is used and how it is signed in to.
    Status(AuthStatusArgs),
    /// Show every value that was looked at, where it comes from, and each way that was considered.
    Describe(AuthStatusArgs),
    /// Sign in with a browser, and keep the token for later commands.
    Login(AuthLoginArgs),
    /// Forget the token of a sign-in with a browser.
    Logout(SignIn),
    /// Print an access token, for other programs.
    Token(SignIn),
    /// List the profiles of `~/.databrickscfg`.
    ListProfiles,
}

/// Which workspace, and how.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Workspace")]
pub struct SignIn {
    /// Address of a Databricks workspace [env: DATABRICKS_HOST].
    #[arg(long, value_name = "URL")]
    pub host: Option<String>,
    /// Profile of ~/.databrickscfg [env: DATABRICKS_CONFIG_PROFILE] [alias: --auth-profile].
    #[arg(long, alias = "auth-profile", value_name = "NAME")]
    pub profile: Option<String>,
}

/// Arguments of `clxs auth status` and `clxs auth describe`.
#[derive(Args, Debug)]
pub struct AuthStatusArgs {
    /// Ask the workspace who is signed in.
    #[arg(long, alias = "verify-auth")]
    pub verify: bool,
    /// Which workspace.
    #[command(flatten)]
    pub sign_in: SignIn,
}

/// Arguments of `clxs auth login`.
#[derive(Args, Debug)]
pub struct AuthLoginArgs {
    /// Print the address to open instead of opening a browser.
    #[arg(long)]
    pub no_browser: bool,
    /// How long to wait for the browser, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = seconds)]
    pub timeout: Duration,
    /// Port that the browser comes back to [default: the first free one of 8020 to 8040].
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Which workspace.
    #[command(flatten)]
    pub sign_in: SignIn,
}

fn seconds(text: &str) -> Result<Duration, std::num::ParseIntError> {
    text.parse().map(Duration::from_secs)
}
