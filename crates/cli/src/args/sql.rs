//! `clxs sql ...`.

use clap::{ArgAction, Args, Subcommand, ValueEnum};

/// Work with SQL texts.
#[derive(Debug, Subcommand)]
pub enum SqlCommand {
    /// Rewrite references to one catalog so that they point at another.
    Retarget(RetargetArgs),
}

/// Arguments of `clxs sql retarget`.
#[derive(Args, Debug)]
pub struct RetargetArgs {
    /// What becomes what: `prod=staging`, `prod.sales=staging.sales_v2`; may be given again.
    #[arg(long, value_name = "FROM=TO", action = ArgAction::Append, required_unless_present = "jsonl")]
    pub map: Vec<String>,
    /// What the text is.
    #[arg(long, value_enum, default_value_t)]
    pub kind: Kind,
    /// Catalog in which unqualified names resolve.
    #[arg(long, value_name = "CATALOG")]
    pub default_catalog: Option<String>,
    /// Schema in which unqualified names resolve.
    #[arg(long, value_name = "SCHEMA")]
    pub default_schema: Option<String>,
    /// Show each reference with its verdict instead of the text.
    #[arg(long, conflicts_with = "jsonl")]
    pub explain: bool,
    /// Print nothing; fail if the text cannot be retargeted or holds opaque references.
    #[arg(long, conflicts_with_all = ["jsonl", "explain"])]
    pub check: bool,
    /// Read requests as JSON lines, write answers as JSON lines.
    #[arg(long, conflicts_with_all = ["map", "default_catalog", "default_schema"])]
    pub jsonl: bool,
    /// File to read; `-` is standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: String,
}

/// What a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A query, such as the text of a view.
    #[default]
    Query,
    /// One whole statement.
    Statement,
    /// An expression.
    Expression,
    /// The YAML of a metric view.
    MetricView,
}
