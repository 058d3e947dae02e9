//! Writing to a catalog.

use std::fmt;
use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::PortResult;
use crate::plan::{Action, StepId};

/// Which action of which step of which plan: performing one key twice has one effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActionKey {
    /// The plan.
    pub plan: String,
    /// The step.
    pub step: StepId,
    /// The action's place in the step's list, from 0.
    pub index: usize,
}

impl fmt::Display for ActionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.plan, self.step, self.index)
    }
}

/// What an action did; kept in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Data files or volume files that were copied.
    pub files: u64,
    /// Bytes that were copied.
    pub bytes: u64,
    /// The platform's id of the statement, where there was one.
    pub statement: Option<String>,
}

/// Performs actions in one workspace.
#[async_trait]
pub trait Actuator: Debug + Send + Sync + 'static {
    /// Performs one action.
    ///
    /// When the outcome of an earlier try with the same key is unknown, it looks before it acts.
    async fn perform(&self, action: &Action, key: &ActionKey) -> PortResult<Outcome>;
}
