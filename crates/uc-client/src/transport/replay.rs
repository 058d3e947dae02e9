//! Answers out of a recording.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use http::StatusCode;
use serde_json::Value;

use super::{Transport, TransportError};

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The HTTP verb.
    pub method: String,
    /// Path and query, encoded.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The JSON body of the answer.
    pub body: Value,
}

/// Plays a recording in its order; a request that is not the next one is not answered.
#[derive(Debug)]
pub struct Replay(Mutex<VecDeque<Exchange>>);

impl Replay {
    /// A transport that answers with these exchanges, in this order.
    #[must_use]
    pub fn new(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        Self(Mutex::new(exchanges.into_iter().collect()))
    }

    /// How many exchanges were not asked for yet.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn next(&self, asked: &str) -> Result<Exchange, TransportError> {
        let mut tape = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let unexpected = |text: String| TransportError::Unreachable {
            source: text.into(),
        };
        let Some(next) = tape.front() else {
            return Err(unexpected(format!(
                "the recording is over; asked for `{asked}`"
            )));
        };
        let recorded = format!("{} {}", next.method, next.path);
        if recorded != asked {
            return Err(unexpected(format!(
                "the recording has `{recorded}`, not `{asked}`"
            )));
        }
        tape.pop_front()
            .ok_or_else(|| unexpected("the recording is over".to_owned()))
    }
}

#[async_trait]
impl Transport for Replay {
    async fn send(
        &self,
        request: reqwest::Request,
        _operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        let url = request.url();
        let query = url
            .query()
            .map(|query| format!("?{query}"))
            .unwrap_or_default();
        let exchange = self.next(&format!("{} {}{query}", request.method(), url.path()))?;
        let mut answer = http::Response::new(exchange.body.to_string());
        *answer.status_mut() =
            StatusCode::from_u16(exchange.status).map_err(|error| TransportError::Interrupted {
                source: error.into(),
            })?;
        Ok(reqwest::Response::from(answer))
    }
}
