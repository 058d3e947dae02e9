//! Counts what is sent, and slows it down as a real network would.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::{Transport, TransportError, operation};

/// What was sent so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// HTTP calls, by operation. A retry counts as one more.
    pub calls: BTreeMap<&'static str, u64>,
}

impl Counts {
    /// All HTTP calls.
    #[must_use]
    pub fn http_calls(&self) -> u64 {
        self.calls.values().sum()
    }

    /// SQL statements sent.
    #[must_use]
    pub fn sql_statements(&self) -> u64 {
        self.calls
            .get(operation::EXECUTE)
            .copied()
            .unwrap_or_default()
    }
}

/// Time added to every call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// Added to a REST call.
    pub rest: Duration,
    /// Added to the sending of a SQL statement.
    pub sql: Duration,
}

/// Counts the calls that go to another transport. Clones count together.
#[derive(Clone, Debug)]
pub struct Counted {
    below: Arc<dyn Transport>,
    counts: Arc<Mutex<Counts>>,
    latency: Latency,
}

impl Counted {
    /// Counts what goes to `below`.
    #[must_use]
    pub fn new(below: Arc<dyn Transport>) -> Self {
        Self {
            below,
            counts: Arc::default(),
            latency: Latency::default(),
        }
    }

    /// Adds time to every call.
    #[must_use]
    pub fn with_latency(self, latency: Latency) -> Self {
        Self { latency, ..self }
    }

    /// What was sent so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[async_trait]
impl Transport for Counted {
    async fn send(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            *counts.calls.entry(operation).or_default() += 1;
        }
        let pause = if operation == operation::EXECUTE {
            self.latency.sql
        } else {
            self.latency.rest
        };
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        self.below.send(request, operation).await
    }
}
