//! Runs a statement: send, wait, fetch every chunk, and believe nothing that does not add up.

use std::time::Duration;

use futures::TryStreamExt as _;
use tokio::time::Instant;
use uuid::Uuid;

use super::chunks::Part;
use super::watch::Watch;
use super::{Delivery, Repeat, Statement, StatementResult};
use crate::error::Parts;
use crate::{ApiError, Client, ErrorKind, StatementFailure, types};

/// The first pause between two looks at a running statement; later ones grow up to `SLOWEST`.
const QUICKEST: Duration = Duration::from_millis(25);
const SLOWEST: Duration = Duration::from_secs(5);

/// SQL on one warehouse.
#[derive(Clone, Debug)]
pub struct Statements {
    pub(super) client: Client,
    pub(super) warehouse_id: String,
}

impl Statements {
    pub(crate) fn new(client: Client, warehouse_id: &str) -> Self {
        Self {
            client,
            warehouse_id: warehouse_id.to_owned(),
        }
    }

    /// Runs a statement to its end and fetches all its rows.
    ///
    /// # Errors
    /// A statement that does not succeed is an error with its SQLSTATE and id, although the service
    /// answers 200; so is one that was cancelled, and a result that is not complete.
    pub async fn run(&self, statement: &Statement) -> Result<StatementResult, ApiError> {
        match self.run_once(statement).await {
            Err(error) if may_be_too_large(&error, statement) => {
                tracing::debug!(%error, "asking for the rows by links");
                let by_links = statement.clone().with_delivery(Delivery::Links);
                self.run_once(&by_links).await
            }
            outcome => outcome,
        }
    }

    async fn run_once(&self, statement: &Statement) -> Result<StatementResult, ApiError> {
        let mark = Uuid::new_v4();
        let request = statement.request(&self.warehouse_id, mark);
        let done = self.finish(&request, statement, mark).await?;
        self.collect(done, statement).await
    }

    /// Sends a request and awaits the end of its statement; who goes away meanwhile cancels it.
    pub(super) async fn finish(
        &self,
        request: &types::StatementRequest,
        statement: &Statement,
        mark: Uuid,
    ) -> Result<types::StatementResponse, ApiError> {
        let mut watch = Watch::new(self, mark);
        let sent = self.send(request, statement.repeat(), mark).await;
        let settled = match sent {
            Ok(first) => {
                watch.knows(first.statement_id.as_deref());
                self.settle(first, statement.deadline()).await
            }
            Err(error) => Err(error),
        };
        watch.over();
        settled
    }

    /// Asks for the end of a statement. Whether it ended is told by its state alone.
    ///
    /// # Errors
    /// [`ApiError`] if the call does not succeed.
    pub async fn cancel(&self, statement_id: &str) -> Result<(), ApiError> {
        let body = types::EmptyRequest::default();
        self.client
            .api()
            .statements_cancel(statement_id, &body)
            .await?;
        Ok(())
    }

    /// Looks at a statement until it is over.
    async fn settle(
        &self,
        mut now: types::StatementResponse,
        deadline: Option<Duration>,
    ) -> Result<types::StatementResponse, ApiError> {
        let started = Instant::now();
        let mut pause = QUICKEST;
        let mut cancelled = false;
        loop {
            match state(&now) {
                "SUCCEEDED" => return Ok(now),
                "PENDING" | "RUNNING" => {}
                "FAILED" | "CANCELED" | "CLOSED" => return Err(failure(now)),
                other => {
                    return Err(ApiError::protocol(format!(
                        "a statement is in state `{other}`"
                    )));
                }
            }
            let id = statement_id(&now)?.to_owned();
            if !cancelled && deadline.is_some_and(|deadline| started.elapsed() >= deadline) {
                // The cancellation may lose against the statement, so its state is still awaited.
                self.cancel(&id).await?;
                cancelled = true;
            }
            let left = deadline.map_or(SLOWEST, |d| d.saturating_sub(started.elapsed()));
            tokio::time::sleep(pause.min(left.max(QUICKEST))).await;
            pause = (pause * 3 / 2).min(SLOWEST);
            now = self.client.api().statements_get(&id).await?.into_inner();
        }
    }

    /// All rows of a statement that succeeded.
    async fn collect(
        &self,
        done: types::StatementResponse,
        statement: &Statement,
    ) -> Result<StatementResult, ApiError> {
        let (id, manifest, first) = settled(done, statement)?;
        let mut parts = self.parts(&id, manifest.total_chunk_count, first);
        let mut rows = Vec::new();
        while let Some(part) = parts.try_next().await? {
            match part {
                Part::Rows(mut more) => rows.append(&mut more),
                Part::Linked(bytes) => {
                    let mut more: Vec<_> = serde_json::from_slice(&bytes).map_err(|_| {
                        ApiError::protocol("a link to a chunk has rows that are not JSON")
                    })?;
                    rows.append(&mut more);
                }
            }
        }
        let columns = manifest
            .schema
            .map(|schema| schema.columns)
            .unwrap_or_default();
        let have = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        match manifest.total_row_count {
            Some(promised) if promised != have => Err(ApiError::protocol(format!(
                "the result of statement `{id}` has {have} rows instead of {promised}"
            ))),
            _ => Ok(StatementResult {
                statement_id: id,
                columns,
                rows,
                truncated: manifest.truncated.unwrap_or_default(),
            }),
        }
    }
}

/// The id, the manifest and the first chunk of a statement that succeeded.
pub(super) fn settled(
    done: types::StatementResponse,
    statement: &Statement,
) -> Result<(String, types::ResultManifest, types::ResultData), ApiError> {
    let id = statement_id(&done)?.to_owned();
    let manifest = done.manifest.unwrap_or_default();
    if manifest.truncated == Some(true) && !statement.is_limited() {
        return Err(ApiError::protocol(format!(
            "the service cut the result of statement `{id}`; ask for it by links"
        )));
    }
    Ok((id, manifest, done.result.unwrap_or_default()))
}

/// Whether the rows of a statement may have been more than fit inline.
///
/// The service aborts such a statement with a code that says nothing, and without the SQLSTATE that
/// every error of the SQL itself has. A statement that may run twice is worth a second try then.
fn may_be_too_large(error: &ApiError, statement: &Statement) -> bool {
    let has_no_sql_state = error
        .statement()
        .is_some_and(|failure| failure.sql_state.is_none());
    statement.repeat() == Repeat::Harmless
        && statement.delivery() == Delivery::Inline
        && *error.kind() == ErrorKind::BadRequest
        && has_no_sql_state
}

fn state(response: &types::StatementResponse) -> &str {
    response
        .status
        .as_ref()
        .and_then(|status| status.state.as_deref())
        .unwrap_or_default()
}

fn statement_id(response: &types::StatementResponse) -> Result<&str, ApiError> {
    let id = response.statement_id.as_deref();
    id.ok_or_else(|| ApiError::protocol("a statement was accepted without an id"))
}

/// The error that a statement in a final state other than success means.
fn failure(response: types::StatementResponse) -> ApiError {
    let status = response.status.unwrap_or_default();
    let state = status.state.unwrap_or_default();
    let error = status.error.unwrap_or_default();
    let kind = match (&error.error_code, state.as_str()) {
        (Some(code), _) => ErrorKind::of_code(code),
        (None, "CANCELED") => ErrorKind::Cancelled,
        (None, "CLOSED") => ErrorKind::Aborted,
        (None, _) => ErrorKind::Uncoded,
    };
    let message = error.message.unwrap_or_else(|| match state.as_str() {
        "CANCELED" => "the statement was cancelled".to_owned(),
        "CLOSED" => "the result of the statement is no longer kept".to_owned(),
        _ => "the statement failed and the service did not say why".to_owned(),
    });
    Parts {
        kind: Some(kind),
        error_code: error.error_code,
        message,
        status: Some(200),
        statement: Some(StatementFailure {
            statement_id: response.statement_id,
            state,
            sql_state: status.sql_state,
        }),
        ..Parts::default()
    }
    .into()
}
