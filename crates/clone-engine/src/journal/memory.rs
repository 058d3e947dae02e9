//! A journal that lives as long as its process: for tests and for callers that keep nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use clone_core::plan::Plan;
use clone_core::ports::{Journal, Lease, PairKey, PortError, PortErrorKind, PortResult};
use clone_core::run::{Entry, RunId};

/// Runs in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryJournal {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    runs: BTreeMap<RunId, (Plan, Vec<Entry>)>,
    order: Vec<(String, RunId)>,
    leases: BTreeSet<PairKey>,
    room: Option<usize>,
}

impl MemoryJournal {
    /// A journal whose disk is full after this many more entries.
    #[must_use]
    pub fn with_room_for(entries: usize) -> Self {
        let journal = Self::default();
        journal.lock().room = Some(entries);
        journal
    }

    /// Makes room for any number of entries.
    pub fn make_room(&self) {
        self.lock().room = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct MemoryLease {
    state: Arc<Mutex<State>>,
    pair: PairKey,
}

impl Lease for MemoryLease {}

impl Drop for MemoryLease {
    fn drop(&mut self) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .leases
            .remove(&self.pair);
    }
}

#[async_trait]
impl Journal for MemoryJournal {
    async fn lease(&self, pair: &PairKey) -> PortResult<Box<dyn Lease>> {
        if !self.lock().leases.insert(pair.clone()) {
            let message = format!("{} -> {} is being cloned already", pair.source, pair.target);
            return Err(PortError::new(PortErrorKind::Conflict, message));
        }
        Ok(Box::new(MemoryLease {
            state: Arc::clone(&self.state),
            pair: pair.clone(),
        }))
    }

    async fn begin(&self, plan: &Plan) -> PortResult<RunId> {
        let mut state = self.lock();
        let run = RunId(format!("run-{}", state.order.len() + 1));
        state.order.push((plan.id.clone(), run.clone()));
        state.runs.insert(run.clone(), (plan.clone(), Vec::new()));
        Ok(run)
    }

    async fn append(&self, run: &RunId, entry: &Entry) -> PortResult<()> {
        let mut state = self.lock();
        if let Some(room) = &mut state.room {
            *room = room
                .checked_sub(1)
                .ok_or_else(|| PortError::new(PortErrorKind::Full, "the disk is full"))?;
        }
        let (_, entries) = state.runs.get_mut(run).ok_or_else(|| no_run(run))?;
        entries.push(entry.clone());
        Ok(())
    }

    async fn replay(&self, run: &RunId) -> PortResult<(Plan, Vec<Entry>)> {
        self.lock()
            .runs
            .get(run)
            .cloned()
            .ok_or_else(|| no_run(run))
    }

    async fn latest(&self, plan_id: &str) -> PortResult<Option<RunId>> {
        let state = self.lock();
        Ok(state
            .order
            .iter()
            .rev()
            .find(|(id, _)| id == plan_id)
            .map(|(_, run)| run.clone()))
    }
}

fn no_run(run: &RunId) -> PortError {
    PortError::new(
        PortErrorKind::NotFound,
        format!("the journal has no run `{run}`"),
    )
}
