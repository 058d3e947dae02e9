//! One workspace as one principal, with the warehouse that runs its SQL.

use std::sync::Arc;

use clone_core::ports::{PortError, PortErrorKind, PortResult};
use sql_rewrite::Ident;
use tokio::sync::OnceCell;
use uc_client::{Client, Statement, StatementResult};

use super::answer::port_error;
use super::{Capabilities, Known};

/// A client, and where its SQL runs.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The client.
    pub(crate) client: Client,
    /// The id of the SQL warehouse.
    pub(crate) warehouse: Arc<str>,
    /// What connecting told of the workspace.
    known: Known,
    can: Arc<OnceCell<Capabilities>>,
}

impl Link {
    /// A link of which only the first contact is known.
    pub(crate) fn new(client: Client, warehouse: &str, known: Known) -> Self {
        Self {
            client,
            warehouse: warehouse.into(),
            known,
            can: Arc::default(),
        }
    }

    /// What the workspace can do; asked once, about a catalog that is there.
    pub(crate) async fn capabilities(&self, catalog: &Ident) -> PortResult<Capabilities> {
        let ask = || Capabilities::discover(&self.client, self.known, catalog);
        self.can.get_or_try_init(ask).await.copied()
    }

    /// Runs a query that changes nothing.
    pub(crate) async fn query(&self, sql: &str) -> PortResult<Rows> {
        self.run(&Statement::harmless(sql)).await.map(Rows::from)
    }

    /// Runs a statement.
    pub(crate) async fn run(&self, statement: &Statement) -> PortResult<StatementResult> {
        let ran = self.client.statements(&self.warehouse).run(statement).await;
        ran.map_err(|error| port_error(error).with("statement", statement.text()))
    }
}

/// The answer of a query.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
}

impl Rows {
    /// Rows under columns.
    #[cfg(test)]
    pub(crate) fn new(columns: Vec<String>, rows: Vec<Vec<Option<String>>>) -> Self {
        Self { columns, rows }
    }

    /// The place of a column.
    ///
    /// # Errors
    /// The name, when there is no such column.
    pub(crate) fn column<'n>(&self, name: &'n str) -> Result<usize, &'n str> {
        self.columns
            .iter()
            .position(|have| have.eq_ignore_ascii_case(name))
            .ok_or(name)
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// A value; the empty text for NULL.
    pub(crate) fn text(&self, row: usize, column: usize) -> &str {
        self.value(row, column).unwrap_or_default()
    }

    /// A value.
    pub(crate) fn value(&self, row: usize, column: usize) -> Option<&str> {
        self.rows.get(row)?.get(column)?.as_deref()
    }
}

impl From<StatementResult> for Rows {
    fn from(result: StatementResult) -> Self {
        let name = |column: uc_client::types::ResultColumn| column.name.unwrap_or_default();
        Self {
            columns: result.columns.into_iter().map(name).collect(),
            rows: result.rows,
        }
    }
}

/// A column that an answer should have and has not.
pub(crate) fn no_column(of: &str, column: &str) -> PortError {
    let message = format!("`{of}` has no column `{column}`");
    PortError::new(PortErrorKind::Unsupported, message)
}
