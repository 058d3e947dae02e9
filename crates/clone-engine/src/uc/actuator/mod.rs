//! Performing actions in a workspace, each at most once in effect.
//!
//! Nothing here decides what to do: an action is sent as it was printed. What is decided here is
//! whether an action that may have been sent before was performed.

mod files;
mod remedy;

pub(crate) use files::{root as volume_root, tree as volume_tree};

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use clone_core::plan::{Action, Expect, Method, StepId};
use clone_core::ports::{ActionKey, Actuator, Outcome, PortErrorKind, PortResult, Retry};
use sql_rewrite::Namespace;
use uc_client::statements::Wait;
use uc_client::{Statement, StatementResult};

use super::Link;
use super::answer::port_error;

/// Performs actions in the workspace behind a link.
#[derive(Debug)]
pub(crate) struct UcActuator {
    link: Link,
    principal: String,
    /// Actions that may have been performed although nobody saw the answer.
    unsure: Mutex<BTreeSet<ActionKey>>,
    /// Steps that an earlier process started and did not end.
    left_open: BTreeSet<StepId>,
}

impl UcActuator {
    /// An actuator that knows which steps an earlier process left open.
    pub(crate) fn new(link: Link, principal: String, left_open: BTreeSet<StepId>) -> Self {
        Self {
            link,
            principal,
            unsure: Mutex::default(),
            left_open,
        }
    }

    /// Whether the action may have been performed before.
    fn is_unsure(&self, key: &ActionKey) -> bool {
        self.left_open.contains(&key.step)
            || self
                .unsure
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .contains(key)
    }

    async fn send(&self, action: &Action, key: &ActionKey) -> PortResult<Outcome> {
        match action {
            Action::Sql {
                statement,
                namespace,
                expect,
            } => self.sql(statement, namespace.as_ref(), *expect, key).await,
            Action::Rest {
                method, path, body, ..
            } => {
                let method = match method {
                    Method::Post => http::Method::POST,
                    Method::Put => http::Method::PUT,
                    Method::Patch => http::Method::PATCH,
                    Method::Delete => http::Method::DELETE,
                };
                self.link
                    .client
                    .raw(method, path, Some(body))
                    .await
                    .map_err(port_error)?;
                Ok(Outcome::default())
            }
            Action::CopyFiles { from, to } => files::copy(&self.link, from.get(), to.get()).await,
        }
    }

    async fn sql(
        &self,
        text: &str,
        namespace: Option<&Namespace>,
        expect: Expect,
        key: &ActionKey,
    ) -> PortResult<Outcome> {
        let statement = match expect {
            Expect::Done | Expect::Present => Statement::harmless(text),
            // Most end within the call that sends them, which saves the calls that ask for their
            // end; five seconds are little for an answer to be lost in.
            Expect::Created | Expect::CloneMetrics => {
                Statement::new(text).with_wait(Wait::SHORTEST)
            }
        };
        let mut statement = statement.with_tag("clone_xs", &key.to_string());
        if let Some(namespace) = namespace {
            statement = statement
                .in_catalog(namespace.catalog.as_str())
                .in_schema(namespace.schema.as_str());
        }
        let ran = self
            .link
            .client
            .statements(&self.link.warehouse)
            .run(&statement)
            .await;
        let result = ran.map_err(port_error)?;
        let mut outcome = match expect {
            Expect::CloneMetrics => clone_metrics(&result),
            _ => Outcome::default(),
        };
        outcome.statement = Some(result.statement_id);
        Ok(outcome)
    }
}

#[async_trait]
impl Actuator for UcActuator {
    async fn perform(&self, action: &Action, key: &ActionKey) -> PortResult<Outcome> {
        let unsure = self.is_unsure(key);
        let error = match self.send(action, key).await {
            Ok(outcome) => return Ok(outcome),
            Err(error) => error,
        };
        if error.kind == PortErrorKind::AlreadyExists && is_fine(action, unsure) {
            tracing::info!(action = %key, "is there already");
            return Ok(Outcome::default());
        }
        if error.retry == Retry::AfterProbe || error.kind == PortErrorKind::Unavailable {
            self.unsure
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(key.clone());
        }
        Err(remedy::add(error, action, &self.principal))
    }
}

/// Whether it is fine that what the action makes is there already: always where the action says so,
/// and for something new only where this very run may have made it and lost the answer.
fn is_fine(action: &Action, unsure: bool) -> bool {
    match action {
        Action::Sql { expect, .. } | Action::Rest { expect, .. } => match expect {
            Expect::Present => true,
            Expect::Created | Expect::CloneMetrics => unsure,
            Expect::Done => false,
        },
        Action::CopyFiles { .. } => false,
    }
}

/// The figures of the one row that CLONE returns.
fn clone_metrics(result: &StatementResult) -> Outcome {
    let figure = |column| {
        result
            .value(0, column)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    };
    Outcome {
        files: figure("num_copied_files"),
        bytes: figure("copied_files_size"),
        statement: None,
    }
}
