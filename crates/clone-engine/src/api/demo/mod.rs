//! A local workspace with a catalog worth cloning.

mod company;
mod tpch;

use std::path::PathBuf;

use futures::stream::{self, StreamExt as _};
use uc_client::{ApiError, Statement};

use super::CloneXs;
use crate::error::{EngineError, EngineResult};
use crate::local;
use crate::session::{ConnectOptions, home};
use crate::uc::port_error;

/// The catalog that is made.
pub const SOURCE: &str = "production";
/// The comment of the catalog, once everything in it was made.
const COMMENT: &str = "everything that the company runs on";
/// The catalog that it is cloned to.
pub const DEST: &str = "staging";

/// What a demo workspace is like.
#[derive(Clone, Debug, PartialEq)]
pub struct DemoOptions {
    /// Its directory; none means `~/.clone-xs/demo`.
    pub dir: Option<PathBuf>,
    /// Scale factor of the TPC-H data.
    pub scale: f64,
    /// Whether an earlier demo workspace in the directory is deleted first.
    pub fresh: bool,
}

/// A demo workspace.
#[derive(Debug)]
pub struct Demo {
    /// Its directory.
    pub dir: PathBuf,
    /// A connection to it.
    pub clxs: CloneXs,
    /// TPC-H queries that the local engine refused, and why.
    pub refused: Vec<(String, String)>,
}

/// Makes the workspace and its catalog, or opens one that was made before.
///
/// # Errors
/// When the directory holds something else, or a statement fails.
pub async fn make(options: &DemoOptions, say: &(dyn Fn(&str) + Sync)) -> EngineResult<Demo> {
    if !(0.001..=10.0).contains(&options.scale) {
        return Err(EngineError::BadScale {
            scale: options.scale.to_string(),
        });
    }
    let dir = match &options.dir {
        Some(dir) => dir.clone(),
        None => home()?.join("demo"),
    };
    if options.fresh {
        local::delete(&dir)?;
    }
    let workspace = local::open_or_create(&dir)?;
    company::principals(&workspace)?;
    drop(workspace);
    let connect = ConnectOptions {
        local: Some(dir.clone()),
        ..ConnectOptions::default()
    };
    let clxs = CloneXs::connect(&connect).await?;
    let mut refused = Vec::new();
    let found = catalog(&clxs).await?;
    if let Some(comment) = found {
        // Said last, so that what it says was made whole.
        if comment.as_deref() != Some(COMMENT) {
            return Err(EngineError::UnfinishedDemo { dir });
        }
        say(&format!("Using the demo workspace in {}", dir.display()));
    } else {
        say(&format!("Making a demo workspace in {}", dir.display()));
        company::containers(&clxs).await?;
        tpch::tables(&clxs, options.scale, say).await?;
        refused = tpch::views(&clxs).await?;
        say("hr, sales and governance: tables, views, functions, files, grants, tags");
        company::rest(&clxs).await?;
        run(
            &clxs,
            &format!("COMMENT ON CATALOG {SOURCE} IS '{COMMENT}'"),
        )
        .await?;
    }
    Ok(Demo { dir, clxs, refused })
}

/// The comment of the catalog, if there is one of this name.
async fn catalog(clxs: &CloneXs) -> EngineResult<Option<Option<String>>> {
    match clxs.session.client().api().catalogs_get(SOURCE, None).await {
        Ok(found) => Ok(Some(found.into_inner().comment)),
        Err(error) => match ApiError::from(error) {
            error if error.is_not_found() => Ok(None),
            error => Err(EngineError::world(
                format!("read catalog `{SOURCE}`"),
                port_error(error),
            )),
        },
    }
}

/// Runs statements one after another.
async fn run(clxs: &CloneXs, text: &str) -> EngineResult<()> {
    for statement in super::split_statements(text) {
        exec(clxs, Statement::new(statement)).await?;
    }
    Ok(())
}

/// Runs statements that do not depend on each other, several at a time.
async fn run_together(clxs: &CloneXs, statements: Vec<String>) -> EngineResult<()> {
    let jobs = statements
        .into_iter()
        .map(|text| exec(clxs, Statement::new(text)));
    let mut ended = stream::iter(jobs).buffer_unordered(4);
    while let Some(done) = ended.next().await {
        done?;
    }
    Ok(())
}

async fn exec(clxs: &CloneXs, statement: Statement) -> EngineResult<()> {
    let head = statement
        .text()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    let ran = clxs.session.link.run(&statement).await;
    ran.map(drop)
        .map_err(|source| EngineError::world(format!("run `{head}`"), source))
}
