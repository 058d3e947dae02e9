//! Entries of the journal.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::plan::StepId;
use crate::ports::Outcome;

/// The id of one run of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub String);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One change of state of one step, or of the run as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// The step; none for the run as a whole.
    pub step: Option<StepId>,
    /// What.
    pub event: StepEvent,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepEvent {
    /// The step's first action is about to be sent.
    Started,
    /// All its actions succeeded.
    Done {
        /// Their outcomes, added up.
        outcome: Outcome,
    },
    /// One of its actions failed for good.
    Failed {
        /// How.
        failure: Failure,
    },
    /// It was not tried because a step before it failed.
    Skipped {
        /// The step that failed.
        because: StepId,
    },
    /// The user stopped the run.
    Interrupted,
    /// The run came to its end; each step has its final state.
    Finished,
}

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// A code of ours, such as `CX5001`.
    pub code: String,
    /// What happened, as a fragment.
    pub message: String,
    /// The chain of causes, outermost first.
    pub causes: Vec<String>,
    /// What to do.
    pub remedy: Option<String>,
}
