//! Sends a statement, and when its answer is lost finds out whether it runs before anything else.

use std::time::Duration;

use tokio::time::Instant;

use uuid::Uuid;

use super::statement::TAG;
use super::{Repeat, Statements};
use crate::error::Parts;
use crate::retry::jitter;
use crate::{ApiError, ErrorKind, Retry, types};

/// How many statements of the history are looked through, a page at a time.
const PAGE: i64 = 100;
const PAGES: usize = 3;

/// How often the history is asked before it is believed that it does not know a statement: it
/// learns of a statement a little later than the warehouse.
const LOOKS: u32 = 3;

/// What the query history says about a statement.
pub(super) enum Fate {
    /// It was accepted; this is its id.
    Accepted(String),
    /// It is not there.
    NotSeen,
    /// The history does not answer.
    Unknown,
}

impl Statements {
    /// Sends a statement so that it runs once, or twice if that is harmless.
    pub(super) async fn send(
        &self,
        request: &types::StatementRequest,
        repeat: Repeat,
        mark: Uuid,
    ) -> Result<types::StatementResponse, ApiError> {
        let started = Instant::now();
        for done in 1.. {
            let error = match self.client.api().statements_execute(request).await {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(error) => ApiError::from(error),
            };
            let asked = match error.retry() {
                Retry::No => return Err(error),
                Retry::After(asked) if was_not_accepted(&error) => asked,
                Retry::After(_) | Retry::OutcomeUnknown => match self.fate(mark).await {
                    Fate::Accepted(id) => {
                        tracing::info!(statement_id = %id, "found a statement whose answer was lost");
                        return Ok(self.client.api().statements_get(&id).await?.into_inner());
                    }
                    Fate::NotSeen | Fate::Unknown if repeat == Repeat::Harmless => Duration::ZERO,
                    // A refusal that the history confirms.
                    Fate::NotSeen if error.retry() != Retry::OutcomeUnknown => Duration::ZERO,
                    Fate::NotSeen | Fate::Unknown => return Err(lost(&error)),
                },
            };
            let policy = &self.client.inner().retry;
            match policy.pause_after(asked, done, started.elapsed(), jitter()) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(error),
            }
        }
        // The loop has no end of its own.
        Err(ApiError::refused("the statement was not sent"))
    }

    /// Looks for the mark in the query history.
    pub(super) async fn fate(&self, mark: Uuid) -> Fate {
        for look in 1..=LOOKS {
            match self.look(mark).await {
                Ok(Some(id)) => return Fate::Accepted(id),
                Ok(None) if look == LOOKS => return Fate::NotSeen,
                Ok(None) => tokio::time::sleep(self.client.inner().retry.first * (1 << look)).await,
                Err(error) => {
                    tracing::warn!(%error, "the query history does not answer");
                    return Fate::Unknown;
                }
            }
        }
        Fate::NotSeen
    }

    async fn look(&self, mark: Uuid) -> Result<Option<String>, ApiError> {
        let mark = mark.to_string();
        let warehouses = vec![self.warehouse_id.clone()];
        let mut token: Option<String> = None;
        for _ in 0..PAGES {
            let page = self
                .client
                .api()
                .query_history_list(None, None, Some(&warehouses), Some(PAGE), token.as_deref())
                .await?
                .into_inner();
            let ours = page.res.into_iter().find(|query| has_mark(query, &mark));
            if let Some(id) = ours.and_then(|query| query.query_id) {
                return Ok(Some(id));
            }
            token = page.next_page_token.filter(|token| !token.is_empty());
            if token.is_none() {
                break;
            }
        }
        Ok(None)
    }
}

fn has_mark(query: &types::QueryInfo, mark: &str) -> bool {
    let is_ours = |tag: &types::QueryTag| {
        tag.key.as_deref() == Some(TAG) && tag.value.as_deref() == Some(mark)
    };
    query.query_tags.iter().any(is_ours)
}

/// Whether the service is known to have taken nothing: it was not reached, or it answered 429.
/// A 503 may come from something in front of a service that did its work.
fn was_not_accepted(error: &ApiError) -> bool {
    *error.kind() == ErrorKind::Unreachable || error.status() == Some(429)
}

fn lost(error: &ApiError) -> ApiError {
    Parts {
        kind: Some(ErrorKind::OutcomeUnknown),
        message: format!("the statement was sent and whether it ran is not known: {error}"),
        status: error.status(),
        retry: Retry::OutcomeUnknown,
        source: Some(std::sync::Arc::new(error.clone())),
        ..Parts::default()
    }
    .into()
}
