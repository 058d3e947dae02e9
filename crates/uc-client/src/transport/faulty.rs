//! Faults on purpose, for tests of everything above.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use http::StatusCode;
use serde_json::json;

use super::{Transport, TransportError};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The service refuses with this status and code and does nothing.
    RefuseBefore {
        /// The HTTP status.
        status: u16,
        /// The error code.
        error_code: &'static str,
    },
    /// The service does it and then answers with this status and code.
    DoThenFail {
        /// The HTTP status.
        status: u16,
        /// The error code.
        error_code: &'static str,
    },
    /// The service does nothing and answers 429 with this many seconds to wait.
    Throttle {
        /// The value of `Retry-After`.
        seconds: u64,
    },
    /// The service does nothing and answers 503 without a body.
    Unavailable,
    /// The service is never reached.
    Unreachable,
    /// The service does it, and the connection breaks before its answer arrives.
    DropAfterCommit,
    /// No answer, ever.
    Hang,
}

/// Which calls a fault befalls.
#[derive(Clone, Debug)]
pub struct Rule {
    operation: &'static str,
    path: Option<String>,
    skip: u32,
    times: u32,
    fault: Fault,
}

impl Rule {
    /// The fault befalls the next call of an operation; `*` means any.
    #[must_use]
    pub fn on(operation: &'static str, fault: Fault) -> Self {
        Self {
            operation,
            path: None,
            skip: 0,
            times: 1,
            fault,
        }
    }

    /// Only calls whose encoded path holds this text.
    #[must_use]
    pub fn at_path(self, part: &str) -> Self {
        Self {
            path: Some(part.to_owned()),
            ..self
        }
    }

    /// That many calls in a row.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// That many calls pass first.
    #[must_use]
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    fn meets(&self, operation: &str, path: &str) -> bool {
        (self.operation == "*" || self.operation == operation)
            && self.path.as_deref().is_none_or(|part| path.contains(part))
    }
}

/// Lets calls to another transport go wrong by rules, the first that meets a call.
#[derive(Debug)]
pub struct Faulty {
    below: Arc<dyn Transport>,
    rules: Mutex<Vec<Rule>>,
}

impl Faulty {
    /// Puts rules around `below`.
    #[must_use]
    pub fn new(below: Arc<dyn Transport>, rules: impl IntoIterator<Item = Rule>) -> Self {
        Self {
            below,
            rules: Mutex::new(rules.into_iter().collect()),
        }
    }

    /// Adds a rule.
    pub fn add(&self, rule: Rule) {
        self.rules
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(rule);
    }

    /// Whether every rule has befallen all its calls.
    #[must_use]
    pub fn is_spent(&self) -> bool {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        rules.iter().all(|rule| rule.times == 0)
    }

    fn fault_for(&self, operation: &str, path: &str) -> Option<Fault> {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let rule = rules
            .iter_mut()
            .find(|rule| rule.times > 0 && rule.meets(operation, path))?;
        if rule.skip > 0 {
            rule.skip -= 1;
            return None;
        }
        rule.times -= 1;
        Some(rule.fault.clone())
    }
}

#[async_trait]
impl Transport for Faulty {
    async fn send(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        let Some(fault) = self.fault_for(operation, request.url().path()) else {
            return self.below.send(request, operation).await;
        };
        tracing::debug!(operation, ?fault, "a fault on purpose");
        match fault {
            Fault::RefuseBefore { status, error_code } => refusal(status, error_code),
            Fault::DoThenFail { status, error_code } => {
                self.finish_below(request, operation).await?;
                refusal(status, error_code)
            }
            Fault::Throttle { seconds } => {
                let mut answer = refusal(429, "REQUEST_LIMIT_EXCEEDED")?;
                answer.headers_mut().insert("retry-after", seconds.into());
                Ok(answer)
            }
            Fault::Unavailable => Ok(reqwest::Response::from(bare(503, String::new())?)),
            Fault::Unreachable => Err(TransportError::Unreachable {
                source: "on purpose".into(),
            }),
            Fault::DropAfterCommit => {
                self.finish_below(request, operation).await?;
                Err(TransportError::Interrupted {
                    source: "on purpose".into(),
                })
            }
            Fault::Hang => std::future::pending().await,
        }
    }
}

impl Faulty {
    /// Lets the call run to its very end, so that its effect is there before it is reported lost.
    async fn finish_below(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<(), TransportError> {
        let answer = self.below.send(request, operation).await?;
        answer.bytes().await?;
        Ok(())
    }
}

fn refusal(status: u16, error_code: &str) -> Result<reqwest::Response, TransportError> {
    let body = json!({ "error_code": error_code, "message": "a fault on purpose" });
    Ok(reqwest::Response::from(bare(status, body.to_string())?))
}

fn bare(status: u16, body: String) -> Result<http::Response<String>, TransportError> {
    let mut answer = http::Response::new(body);
    *answer.status_mut() =
        StatusCode::from_u16(status).map_err(|error| TransportError::Unreachable {
            source: error.into(),
        })?;
    Ok(answer)
}
