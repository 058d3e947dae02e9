//! What the entries of a journal come to.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Entry, Failure, StepEvent};
use crate::plan::StepId;
use crate::ports::Outcome;

/// The state of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It was started, and nothing is known of its end: its effect may have happened.
    Started,
    /// It succeeded.
    Done(Outcome),
    /// It failed.
    Failed(Failure),
    /// It was not tried because this step failed.
    Skipped(StepId),
}

/// The state of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunState {
    steps: BTreeMap<StepId, StepState>,
    /// When the first entry was written.
    pub began: Option<Timestamp>,
    /// When the last entry was written.
    pub ended: Option<Timestamp>,
    /// Whether the run was stopped by the user and not resumed since.
    pub interrupted: bool,
    /// Whether the run came to its end.
    pub finished: bool,
}

impl RunState {
    /// Folds entries, in the order in which they were written, of one run or of a run and those
    /// that resumed it. Any prefix of a journal has a state, and a step that is done stays done.
    pub fn fold<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut state = Self::default();
        for entry in entries {
            state.take(entry);
        }
        state
    }

    /// The state of a step; none for one that nothing happened to.
    pub fn step(&self, id: StepId) -> Option<&StepState> {
        self.steps.get(&id)
    }

    /// Whether a step is done.
    pub fn is_done(&self, id: StepId) -> bool {
        matches!(self.steps.get(&id), Some(StepState::Done(_)))
    }

    fn take(&mut self, entry: &Entry) {
        self.began = Some(self.began.map_or(entry.at, |began| began.min(entry.at)));
        self.ended = Some(self.ended.map_or(entry.at, |ended| ended.max(entry.at)));
        let state = match &entry.event {
            StepEvent::Interrupted => {
                self.interrupted = true;
                return;
            }
            StepEvent::Finished => {
                self.finished = true;
                self.interrupted = false;
                return;
            }
            StepEvent::Started => StepState::Started,
            StepEvent::Done { outcome } => StepState::Done(outcome.clone()),
            StepEvent::Failed { failure } => StepState::Failed(failure.clone()),
            StepEvent::Skipped { because } => StepState::Skipped(*because),
        };
        // Whatever happens to a step after the end of the run belongs to a run that resumed it.
        self.finished = false;
        self.interrupted = false;
        if let Some(id) = entry.step
            && !self.is_done(id)
        {
            self.steps.insert(id, state);
        }
    }
}
