//! SQL statements of the workspace: which statement it is, and what it does.
//!
//! Databricks DDL, DCL and utility statements are read by the parser in `parse`; queries and
//! expressions are handed on as text to the engine's gate. [`Sql`] is the runner that a workspace
//! is given.

mod ast;
mod delta_schema;
mod error;
mod info_schema;
mod lexer;
mod log;
mod names;
mod params;
mod parse;
mod result;
mod run;
mod types;

pub use error::SqlError;
pub(crate) use parse::parse_type;
pub(crate) use types::{DataType, Plain};

use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::error::WsResult;
use crate::identity::Directory;
use crate::runner::{SqlResult, SqlRunner, SqlSession};
use crate::workspace::LocalWorkspace;
use async_trait::async_trait;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Runs the SQL statements of a workspace.
#[derive(Debug, Clone)]
pub struct Sql {
    catalog: Arc<Catalog>,
    directory: Directory,
    engine: Engine,
}

impl Sql {
    /// A runner for `workspace`, to be given to [`LocalWorkspace::with_runner`].
    pub fn new(workspace: &LocalWorkspace) -> Self {
        Self {
            catalog: Arc::clone(workspace.catalog()),
            directory: workspace.directory().clone(),
            engine: Engine::default(),
        }
    }
}

#[async_trait]
impl SqlRunner for Sql {
    async fn run(
        &self,
        session: &SqlSession,
        sql: &str,
        cancel: CancellationToken,
    ) -> WsResult<SqlResult> {
        run::Run::new(
            &self.catalog,
            &self.directory,
            &self.engine,
            session,
            cancel,
        )
        .run(sql)
        .await
    }
}
