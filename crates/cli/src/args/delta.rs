//! `clxs delta ...`.

use clap::{Args, Subcommand};

/// Work with Delta tables outside any catalog.
#[derive(Debug, Subcommand)]
pub enum DeltaCommand {
    /// Clone one Delta table by its log.
    Clone(DeltaCloneArgs),
}

/// Arguments of `clxs delta clone`.
#[derive(Args, Debug)]
pub struct DeltaCloneArgs {
    /// URL or path of the table to clone.
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// URL or path of the clone.
    #[arg(value_name = "TARGET")]
    pub target: String,
    /// Refer to the source's files instead of copying them.
    #[arg(long)]
    pub shallow: bool,
    /// Make hard links instead of copies: fast, and no backup. Whoever edits a file in place changes
    /// source and clone.
    #[arg(long, conflicts_with = "shallow")]
    pub hard_link: bool,
    /// Version of the source [default: the newest].
    #[arg(long, value_name = "N", conflicts_with = "timestamp")]
    pub version: Option<u64>,
    /// The version of the source that was current at this time, such as 2026-11-21T09:00:00Z.
    #[arg(long, value_name = "TIME")]
    pub timestamp: Option<String>,
    /// Replace a target that is no clone of the source, or was changed since it was cloned.
    #[arg(long)]
    pub overwrite: bool,
    /// Compare source and clone afterwards.
    #[arg(long)]
    pub verify: bool,
}
