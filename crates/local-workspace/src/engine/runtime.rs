//! The engine: what holds the limits of queries, and its verbs.

use std::sync::Arc;

use datafusion::common::runtime::SpawnedTask;
use tokio_util::sync::CancellationToken;

use super::api::{
    Dependencies, Header, Inputs, Outcome, OutputColumn, QueryOutput, Resolver, Source, WriteMode,
};
use super::{query, write};
use crate::error::{WsError, WsResult};

/// Runs queries and writes rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Engine {}

impl Engine {
    /// Runs a query.
    ///
    /// # Errors
    /// Whatever is wrong with the query, by the name Databricks gives it; `UNSUPPORTED` for what
    /// this engine does not run as Databricks does.
    pub(crate) async fn query(
        &self,
        text: &str,
        resolver: &Arc<dyn Resolver>,
        cancel: &CancellationToken,
    ) -> WsResult<QueryOutput> {
        let planned = query::plan(text, resolver).await?;
        // A task of its own: it is left behind when cancelled, and ends when it next gives way.
        let rows = SpawnedTask::spawn(planned.collect());
        tokio::select! {
            output = rows.join_unwind() => output.map_err(WsError::internal)?,
            () = cancel.cancelled() => {
                Err(WsError::sql("OPERATION_CANCELED", "HY008", "The statement was canceled."))
            }
        }
    }

    /// The columns of a query, and what it reads, without running it.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub(crate) async fn analyze(
        &self,
        text: &str,
        resolver: &Arc<dyn Resolver>,
    ) -> WsResult<(Vec<OutputColumn>, Dependencies)> {
        let planned = query::plan(text, resolver).await?;
        let columns = query::columns(planned.schema()?.as_ref());
        Ok((columns, planned.dependencies))
    }

    /// Writes rows, and whatever else the header says, in one commit.
    ///
    /// # Errors
    /// As [`Self::query`]; a row that the table's types, NOT NULL or CHECK constraints refuse; a
    /// table with a feature that this engine does not write.
    pub(crate) async fn write(
        &self,
        inputs: &Inputs<'_>,
        header: Header,
        mode: WriteMode,
        source: Source,
    ) -> WsResult<Outcome> {
        write::write(inputs, header, mode, source).await
    }

    /// Deletes the rows for which the condition is true; all, without one.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub(crate) async fn delete(
        &self,
        inputs: &Inputs<'_>,
        alias: Option<&str>,
        condition: Option<&str>,
    ) -> WsResult<Outcome> {
        write::delete(inputs, alias, condition).await
    }

    /// Sets columns of the rows for which the condition is true; of all, without one.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub(crate) async fn update(
        &self,
        inputs: &Inputs<'_>,
        alias: Option<&str>,
        assignments: &[(String, String)],
        condition: Option<&str>,
    ) -> WsResult<Outcome> {
        write::update(inputs, alias, assignments, condition).await
    }

    /// How many rows do not satisfy a condition: it is false for them. For a new constraint.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub(crate) async fn violations(&self, inputs: &Inputs<'_>, condition: &str) -> WsResult<u64> {
        write::violations(inputs, condition).await
    }
}
