//! The walk: every step after those it needs, several at a time, to the end of each branch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use clone_core::plan::{Plan, Step, StepId};
use clone_core::ports::{Actuator, Event, Journal, Observer, PortError, PortErrorKind, PortResult};
use clone_core::run::{Entry, RunId, StepEvent};
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::worker::{self, StepEnd};
use super::{Cancel, Patience};

/// What every worker of a walk needs.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) plan: Arc<Plan>,
    pub(crate) run: RunId,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) actuator: Arc<dyn Actuator>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) patience: Patience,
    pub(crate) cancel: Cancel,
}

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Each step is done, failed or skipped.
    Finished,
    /// Somebody stopped it; the journal knows what is left.
    Interrupted,
}

/// A walk over the steps of one plan.
pub(crate) struct Walk {
    shared: Shared,
    workers: usize,
    steps: BTreeMap<StepId, Step>,
    dependents: BTreeMap<StepId, Vec<StepId>>,
    waiting: BTreeMap<StepId, BTreeSet<StepId>>,
    ready: BTreeSet<StepId>,
    /// Steps that were started and have no end in the journal.
    started: BTreeSet<StepId>,
}

impl Walk {
    /// Prepares a walk over the steps that are not in `done`.
    pub(crate) fn new(shared: Shared, workers: usize, done: &BTreeSet<StepId>) -> Self {
        let left = shared
            .plan
            .steps
            .iter()
            .filter(|step| !done.contains(&step.id));
        let steps: BTreeMap<StepId, Step> = left.map(|step| (step.id, step.clone())).collect();
        let mut walk = Self {
            shared,
            workers: workers.max(1),
            steps,
            dependents: BTreeMap::new(),
            waiting: BTreeMap::new(),
            ready: BTreeSet::new(),
            started: BTreeSet::new(),
        };
        for step in walk.steps.values() {
            let needs: BTreeSet<StepId> = step
                .after
                .iter()
                .filter(|id| !done.contains(id))
                .copied()
                .collect();
            for need in &needs {
                walk.dependents.entry(*need).or_default().push(step.id);
            }
            if needs.is_empty() {
                walk.ready.insert(step.id);
            } else {
                walk.waiting.insert(step.id, needs);
            }
        }
        walk
    }

    /// Walks to the end, or to where it is stopped.
    ///
    /// # Errors
    /// When the journal takes no more entries. What runs at that moment is let finish, so that
    /// nothing happens in the background after this returns.
    pub(crate) async fn run(mut self) -> PortResult<End> {
        let steps = u64::try_from(self.steps.len()).unwrap_or(u64::MAX);
        self.shared.observer.notice(&Event::StepTotal { steps });
        let mut running = JoinSet::new();
        let mut journal_lost: Option<PortError> = None;
        let cancel = self.shared.cancel.clone();
        loop {
            if journal_lost.is_none() && !cancel.is_asked() {
                self.start_ready(&mut running);
            }
            let ended = tokio::select! {
                ended = running.join_next() => ended,
                () = cancel.insisted() => {
                    // Dropping the futures closes their requests; their steps stay `Started`.
                    running.shutdown().await;
                    None
                }
            };
            let Some(ended) = ended else { break };
            let noted = match ended {
                Ok((id, Ok(end))) => self.note_end(id, end).await,
                Ok((_, Err(error))) => Err(error),
                Err(error) => Err(worker_lost(error)),
            };
            if let Err(error) = noted {
                journal_lost.get_or_insert(error);
            }
        }
        match journal_lost {
            Some(error) => Err(error),
            None => self.close().await,
        }
    }

    fn start_ready(&mut self, running: &mut JoinSet<(StepId, PortResult<StepEnd>)>) {
        while running.len() < self.workers {
            let Some(id) = self.ready.pop_first() else {
                break;
            };
            let Some(step) = self.steps.get(&id).cloned() else {
                continue;
            };
            self.started.insert(id);
            let shared = self.shared.clone();
            running.spawn(async move {
                let end = worker::perform(&shared, &step).await;
                (step.id, end)
            });
        }
    }

    async fn note_end(&mut self, id: StepId, end: StepEnd) -> PortResult<()> {
        match end {
            StepEnd::Stopped => return Ok(()),
            StepEnd::Done => self.release(id),
            StepEnd::Failed => self.skip_dependents(id).await?,
        }
        self.started.remove(&id);
        Ok(())
    }

    fn release(&mut self, done: StepId) {
        for id in self.dependents.remove(&done).unwrap_or_default() {
            let Some(needs) = self.waiting.get_mut(&id) else {
                continue;
            };
            needs.remove(&done);
            if needs.is_empty() {
                self.waiting.remove(&id);
                self.ready.insert(id);
            }
        }
    }

    /// Writes down that all that needs `failed`, directly or not, is not tried.
    async fn skip_dependents(&mut self, failed: StepId) -> PortResult<()> {
        let mut lost = vec![failed];
        while let Some(root) = lost.pop() {
            for id in self.dependents.remove(&root).unwrap_or_default() {
                if self.waiting.remove(&id).is_none() {
                    continue;
                }
                if let Some(step) = self.steps.get(&id) {
                    let event = StepEvent::Skipped { because: failed };
                    worker::note(&self.shared, step, event).await?;
                }
                lost.push(id);
            }
        }
        Ok(())
    }

    async fn close(&self) -> PortResult<End> {
        let whole = self.ready.is_empty() && self.waiting.is_empty() && self.started.is_empty();
        let event = if whole {
            StepEvent::Finished
        } else {
            StepEvent::Interrupted
        };
        let entry = Entry {
            at: Timestamp::now(),
            step: None,
            event,
        };
        self.shared.journal.append(&self.shared.run, &entry).await?;
        Ok(if whole {
            End::Finished
        } else {
            End::Interrupted
        })
    }
}

fn worker_lost(error: tokio::task::JoinError) -> PortError {
    PortError::new(
        PortErrorKind::Unknown,
        "a worker stopped in the middle of a step",
    )
    .because(error)
}
