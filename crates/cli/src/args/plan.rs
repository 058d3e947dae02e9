//! `clxs plan`, and the request that it shares with `clxs clone`.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use super::Connection;

/// Arguments of `clxs plan`.
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// What to clone.
    #[command(flatten)]
    pub request: RequestArgs,
    /// Write the plan to this file too.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print the SQL and REST of the plan instead of its tree.
    #[arg(long)]
    pub script: bool,
    /// Which workspace.
    #[command(flatten)]
    pub connection: Connection,
}

/// What to clone, and how.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "What to clone")]
pub struct RequestArgs {
    /// Catalog to read.
    #[arg(long, value_name = "CATALOG")]
    pub source: String,
    /// Catalog to make or bring up to date.
    #[arg(long, value_name = "CATALOG")]
    pub dest: String,
    /// How table data is cloned.
    #[arg(long, value_enum, default_value_t)]
    pub depth: DepthArg,
    /// Short for --depth shallow.
    #[arg(long, conflicts_with = "depth")]
    pub shallow: bool,
    /// Only these: `sales`, `sales.orders`, `sales.tmp_*`; may be given again.
    #[arg(long, value_name = "PATTERN", action = ArgAction::Append, value_delimiter = ',')]
    pub include: Vec<String>,
    /// Not these; wins over --include.
    #[arg(long, value_name = "PATTERN", action = ArgAction::Append, value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Where the new catalog keeps its managed data [default: the metastore's place].
    #[arg(long, value_name = "URL")]
    pub storage_root: Option<String>,
    /// Below which URL clones of external tables and volumes are put [default: made managed].
    #[arg(long, value_name = "URL")]
    pub external_root: Option<String>,
    /// Leave something out that is carried by default.
    #[arg(long, value_name = "WHAT", value_enum, action = ArgAction::Append, value_delimiter = ',')]
    pub without: Vec<Carried>,
    /// Send every statement by itself instead of a script per object.
    #[arg(long)]
    pub no_scripts: bool,
    /// Accept a finding that would block the plan, by its code.
    #[arg(long, value_name = "CODE", action = ArgAction::Append, value_delimiter = ',')]
    pub allow: Vec<String>,
}

/// How table data is cloned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DepthArg {
    /// Data files are copied; the clone depends on nothing.
    #[default]
    Deep,
    /// The clone refers to the source's files.
    Shallow,
}

/// What is carried besides data and definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Carried {
    /// Direct grants.
    Grants,
    /// Owners.
    Owners,
    /// Tags.
    Tags,
    /// Comments.
    Comments,
    /// Properties of catalogs, schemas and views.
    Properties,
    /// Primary and foreign keys.
    Constraints,
    /// Files of managed volumes.
    VolumeFiles,
}
