//! `clxs local ...`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Work with a local workspace.
#[derive(Debug, Subcommand)]
pub enum LocalCommand {
    /// Make a local workspace in an empty directory.
    Init(LocalInitArgs),
    /// Serve a local workspace to other clients over HTTP.
    Serve(LocalServeArgs),
    /// Run SQL in a local workspace.
    Sql(LocalSqlArgs),
    /// Add a user and print a token for them.
    AddUser(LocalUserArgs),
    /// Add a group, to which privileges can then be granted.
    AddGroup(LocalUserArgs),
}

/// Arguments of `clxs local init`.
#[derive(Args, Debug)]
pub struct LocalInitArgs {
    /// Directory [default: ~/.clone-xs/local].
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Arguments of `clxs local serve`.
#[derive(Args, Debug)]
pub struct LocalServeArgs {
    /// Port; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    pub bind: IpAddr,
    /// Serve over TLS, with a certificate that the workspace makes for itself.
    #[arg(long)]
    pub tls: bool,
    /// Write the certificate that clients are to trust into this file.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub cert_out: Option<PathBuf>,
    /// Directory [default: ~/.clone-xs/local]; made if it does not exist.
    #[arg(
        long,
        value_name = "DIR",
        env = "CLXS_LOCAL_DIR",
        hide_env_values = true
    )]
    pub dir: Option<PathBuf>,
}

/// Arguments of `clxs local sql`.
#[derive(Args, Debug)]
pub struct LocalSqlArgs {
    /// One or more statements, separated by semicolons; `-` reads them from standard input.
    #[arg(value_name = "SQL")]
    pub sql: String,
    /// Directory [default: ~/.clone-xs/local].
    #[arg(
        long,
        visible_alias = "local",
        value_name = "DIR",
        env = "CLXS_LOCAL_DIR",
        hide_env_values = true
    )]
    pub dir: Option<PathBuf>,
    /// Token of the user who runs it [default: the administrator].
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,
}

/// Arguments of `clxs local add-user` and `clxs local add-group`.
#[derive(Args, Debug)]
pub struct LocalUserArgs {
    /// The name, such as ana@example.com or analysts.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Directory [default: ~/.clone-xs/local].
    #[arg(
        long,
        visible_alias = "local",
        value_name = "DIR",
        env = "CLXS_LOCAL_DIR",
        hide_env_values = true
    )]
    pub dir: Option<PathBuf>,
}
