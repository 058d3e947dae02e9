//! The seam between the REST half and the SQL half.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::error::{WsError, WsResult};
use crate::identity::Session;
use crate::session::SessionState;

/// Who runs a statement, and in which current catalog and schema.
#[derive(Debug, Clone)]
pub struct SqlSession {
    /// The principal with its groups.
    pub session: Session,
    /// The id under which the statement is polled and listed in the query history.
    pub statement_id: String,
    /// The current catalog; the workspace's default catalog when the request names none.
    pub catalog: String,
    /// The current schema; `default` when the request names none.
    pub schema: String,
    /// Named parameters (`:name`).
    pub params: Vec<SqlParam>,
    /// Query tags of the request.
    pub tags: BTreeMap<String, String>,
    /// What `USE` and `SET` change for the statements that follow; `None` for a statement that is
    /// a session of its own.
    pub state: Option<Arc<SessionState>>,
}

/// One named parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlParam {
    /// The name, without the colon; `?1` for the first marker `?`.
    pub name: String,
    /// The SQL type it is cast to; `STRING` when the request names none.
    pub type_text: String,
    /// The value as text; `None` is NULL.
    pub value: Option<String>,
}

/// One column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlColumn {
    /// The name as the query gives it.
    pub name: String,
    /// The full SQL type in upper case, such as `DECIMAL(10,2)`.
    pub type_text: String,
    /// The type's name in the REST vocabulary, such as `DECIMAL`.
    pub type_name: String,
    /// Precision of a decimal.
    pub precision: Option<u32>,
    /// Scale of a decimal.
    pub scale: Option<i32>,
}

/// A finished result.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SqlResult {
    /// The columns; empty for a statement without result.
    pub columns: Vec<SqlColumn>,
    /// The rows, each as wide as `columns`.
    pub rows: SqlRows,
}

/// The rows of a result, as whoever made them has them.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlRows {
    /// Every value is text as the `JSON_ARRAY` format wants it, or NULL.
    Text(Vec<TextRow>),
    /// Batches of one schema.
    #[cfg(feature = "engine")]
    Arrow(Vec<arrow::array::RecordBatch>),
}

/// A row whose values are text, or NULL.
pub type TextRow = Vec<Option<String>>;

impl Default for SqlRows {
    fn default() -> Self {
        Self::Text(Vec::new())
    }
}

impl SqlRows {
    /// The rows as text.
    ///
    /// # Errors
    /// A value of a type that has no text, such as an interval inside a struct.
    pub fn into_texts(self) -> WsResult<Vec<TextRow>> {
        match self {
            Self::Text(rows) => Ok(rows),
            #[cfg(feature = "engine")]
            Self::Arrow(batches) => crate::engine::texts(&batches),
        }
    }
}

/// Runs one SQL statement.
///
/// The workspace holds one `Arc<dyn SqlRunner>`; REST hands it every statement on a task of its
/// own. `run` must check privileges (through [`crate::catalog::Catalog`] and
/// [`crate::govern::require`]) as `session.session`, and should stop soon after `cancel` fires.
#[async_trait]
pub trait SqlRunner: Send + Sync {
    /// Runs `sql` to its end.
    ///
    /// # Errors
    /// [`WsError`] becomes the `FAILED` state of the statement, at HTTP 200.
    async fn run(
        &self,
        session: &SqlSession,
        sql: &str,
        cancel: CancellationToken,
    ) -> WsResult<SqlResult>;
}

/// The runner of a workspace without a SQL engine: refuses every statement by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSql;

#[async_trait]
impl SqlRunner for NoSql {
    async fn run(
        &self,
        _session: &SqlSession,
        _sql: &str,
        _cancel: CancellationToken,
    ) -> WsResult<SqlResult> {
        Err(WsError::unsupported(
            "SQL statements: it was built or opened without its SQL engine",
        ))
    }
}
