//! What the engine is asked, and what it asks back.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::error::WsResult;

/// Who asks, and where names begin.
#[derive(Debug, Clone)]
pub(crate) struct Current {
    /// The user name of the session's principal.
    pub(crate) user: String,
    /// The groups the principal is in, directly or not.
    pub(crate) groups: Vec<String>,
    /// The current catalog.
    pub(crate) catalog: String,
    /// The current schema.
    pub(crate) schema: String,
    /// The id of the metastore, as `current_metastore()` returns it.
    pub(crate) metastore: String,
}

/// Knows the catalog, and what the principal it speaks for may read.
#[async_trait]
pub(crate) trait Resolver: Send + Sync {
    /// The principal of the session, and where names without catalog or schema begin here.
    ///
    /// Inside a view or function the principal is still that of the session.
    fn current(&self) -> Current;

    /// What `name`, completed to three parts, is.
    ///
    /// # Errors
    /// When there is no such relation, or it may not be read.
    async fn relation(&self, name: &[String; 3]) -> WsResult<Relation>;

    /// The SQL function of this name; `None` if there is none.
    ///
    /// # Errors
    /// When it may not be executed.
    async fn function(&self, name: &[String; 3]) -> WsResult<Option<SqlFunction>>;
}

/// Something that rows are read from.
pub(crate) enum Relation {
    /// A Delta table.
    Table {
        /// The directory: a `file:` URL or an absolute path.
        location: String,
        /// Row filter and column masks that every reader of the rows is subject to.
        policies: TablePolicies,
    },
    /// A view.
    View {
        /// The query.
        text: String,
        /// The names of its columns; empty to take those of the query.
        columns: Vec<String>,
        /// Resolves the names in the query: with the view's own current catalog and schema, and
        /// the rights of its owner.
        within: Arc<dyn Resolver>,
    },
    /// Rows that are at hand: `information_schema`.
    Rows(Rows),
}

/// Rows in memory.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Their columns.
    pub(crate) schema: SchemaRef,
    /// The rows.
    pub(crate) batches: Vec<RecordBatch>,
}

/// What a table hides from who reads it.
#[derive(Default)]
pub(crate) struct TablePolicies {
    /// Rows for which the function is not true do not exist.
    pub(crate) row_filter: Option<RowFilter>,
    /// Columns that read as what a function makes of them.
    pub(crate) masks: Vec<Mask>,
}

/// A row filter.
pub(crate) struct RowFilter {
    /// The function, which returns a BOOLEAN.
    pub(crate) function: SqlFunction,
    /// The columns given to it.
    pub(crate) columns: Vec<String>,
}

/// The mask of one column.
pub(crate) struct Mask {
    /// The column.
    pub(crate) column: String,
    /// The function; its first argument is the column.
    pub(crate) function: SqlFunction,
    /// The columns given to it after that one.
    pub(crate) using: Vec<String>,
}

/// A function written in SQL.
#[derive(Clone)]
pub(crate) struct SqlFunction {
    /// The full name, for messages.
    pub(crate) name: String,
    /// The parameters.
    pub(crate) parameters: Vec<FunctionParameter>,
    /// What it returns.
    pub(crate) body: FunctionBody,
    /// Resolves the names in the body: with the function's own current catalog and schema, and
    /// the rights of its owner.
    pub(crate) within: Arc<dyn Resolver>,
}

/// One parameter of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FunctionParameter {
    /// The name.
    pub(crate) name: String,
    /// The type, as SQL writes it.
    pub(crate) type_text: String,
    /// The expression used when the argument is left out.
    pub(crate) default: Option<String>,
}

/// The body of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FunctionBody {
    /// An expression.
    Scalar {
        /// The expression, without `RETURN`.
        text: String,
        /// The type it is cast to.
        returns: String,
    },
    /// A query.
    Table {
        /// The query, without `RETURN`.
        text: String,
        /// The names of its columns; empty to take those of the query.
        columns: Vec<String>,
    },
}

/// The rows of a query.
#[derive(Debug, Clone)]
pub(crate) struct QueryOutput {
    /// The columns.
    pub(crate) columns: Vec<OutputColumn>,
    /// The rows.
    pub(crate) batches: Vec<RecordBatch>,
}

/// One column of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputColumn {
    /// The name, in the case the query or the table gives it.
    pub(crate) name: String,
    /// The type, as SQL writes it, in lower case: `decimal(10,2)`.
    pub(crate) type_text: String,
    /// Whether a value may be NULL.
    pub(crate) nullable: bool,
}

/// What a query reads by name, not counting what views and functions read in turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dependencies {
    /// Full names of tables and views, in the order met, each once.
    pub(crate) relations: Vec<[String; 3]>,
    /// Full names of functions, in the order met, each once.
    pub(crate) functions: Vec<[String; 3]>,
}

/// What a write starts from.
pub(crate) struct Inputs<'a> {
    /// The directory of the table: a `file:` URL or an absolute path.
    pub(crate) location: &'a str,
    /// The full name of the table, for messages and for qualified columns.
    pub(crate) name: &'a [String; 3],
    /// Resolves the names in queries and conditions.
    pub(crate) resolver: Arc<dyn Resolver>,
    /// Stops the write before it commits.
    pub(crate) cancel: CancellationToken,
}

/// What the commit of a write says besides the rows.
pub(crate) struct Header {
    /// The operation, such as `CREATE TABLE AS SELECT`.
    pub(crate) operation: String,
    /// Its parameters; each value is a string in the log.
    pub(crate) parameters: Value,
    /// `protocol`, `metaData` and `domainMetadata` actions that go into the same commit. For a
    /// table that does not exist there must be a `protocol` and a `metaData`.
    pub(crate) actions: Vec<Value>,
}

/// What becomes of the rows that a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WriteMode {
    /// There are none: version 0 is written.
    Create,
    /// They stay.
    Append,
    /// They go.
    Overwrite,
}

/// What a write did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The version committed; `None` when nothing had to be.
    pub(crate) version: Option<u64>,
    /// Rows inserted, updated or deleted.
    pub(crate) affected_rows: i64,
}

/// The rows that a write brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// None: an empty table.
    Nothing,
    /// Those of a query.
    Query {
        /// The query.
        text: String,
        /// Which columns of the table they fill.
        columns: TargetColumns,
    },
}

/// How the columns of a query meet those of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TargetColumns {
    /// All, by position.
    ByPosition,
    /// Those of the same name; others get their default.
    ByName,
    /// These, by position; others get their default.
    Listed(Vec<String>),
}
