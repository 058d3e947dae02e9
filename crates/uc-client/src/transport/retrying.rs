//! Repeats calls by [`RetryPolicy`].

use std::sync::Arc;
use tokio::time::Instant;

use async_trait::async_trait;

use super::{Transport, TransportError, operation};
use crate::RetryPolicy;
use crate::error::from_answer;
use crate::retry::{Call, jitter};

/// Repeats calls to another transport.
#[derive(Clone, Debug)]
pub struct Retrying {
    below: Arc<dyn Transport>,
    policy: RetryPolicy,
}

impl Retrying {
    /// Repeats calls to `below` by these rules.
    #[must_use]
    pub fn new(below: Arc<dyn Transport>, policy: RetryPolicy) -> Self {
        Self { below, policy }
    }

    /// One attempt, with its whole answer unless that is a file.
    async fn attempt(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        let whole = async {
            let answer = self.below.send(request, operation).await?;
            if operation == operation::DOWNLOAD {
                Ok(answer)
            } else {
                complete(answer).await
            }
        };
        if operation == operation::UPLOAD {
            return whole.await;
        }
        let after = self.policy.attempt;
        let in_time = tokio::time::timeout(after, whole).await;
        in_time.unwrap_or(Err(TransportError::TimedOut { after }))
    }
}

#[async_trait]
impl Transport for Retrying {
    async fn send(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        let started = Instant::now();
        let method = request.method().clone();
        let mut next = request;
        for done in 1.. {
            // A body that streams exists once; then the first attempt is the last.
            let spare = next.try_clone();
            let result = self.attempt(next, operation).await;
            let retry = match &result {
                Ok(answer) => from_answer(answer.status(), answer.headers(), b"").retry(),
                Err(error) => error.retry(),
            };
            let call = Call {
                method: &method,
                operation,
            };
            let pause = self
                .policy
                .pause(call, retry, done, started.elapsed(), jitter());
            let (Some(pause), Some(again)) = (pause, spare) else {
                return result;
            };
            let (millis, outcome) = (pause.as_millis(), outcome(&result));
            tracing::debug!(operation, attempt = done, outcome, pause_ms = %millis, "again");
            tokio::time::sleep(pause).await;
            next = again;
        }
        // The loop has no end of its own.
        Err(TransportError::TimedOut {
            after: self.policy.budget,
        })
    }
}

fn outcome(result: &Result<reqwest::Response, TransportError>) -> String {
    match result {
        Ok(answer) => answer.status().to_string(),
        Err(error) => error.to_string(),
    }
}

/// Reads the body, so that a connection that breaks in it is noticed while it can be repeated.
async fn complete(answer: reqwest::Response) -> Result<reqwest::Response, TransportError> {
    let (parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
    let bytes = reqwest::Response::from(http::Response::new(body))
        .bytes()
        .await?;
    Ok(reqwest::Response::from(http::Response::from_parts(
        parts, bytes,
    )))
}
