//! One step: journalled, performed action by action, retried within bounds.

use clone_core::plan::{Action, Step};
use clone_core::ports::{ActionKey, Event, Outcome, PortError, PortResult};
use clone_core::run::{Entry, StepEvent};
use jiff::Timestamp;

use super::walker::Shared;
use crate::failure::failure_of;

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepEnd {
    Done,
    Failed,
    /// Stopped between two tries; what it did so far is not known to be all.
    Stopped,
}

/// Performs a step from its first journal entry to its last.
///
/// # Errors
/// Only when the journal does not take an entry: then nothing may go on.
pub(super) async fn perform(shared: &Shared, step: &Step) -> PortResult<StepEnd> {
    let actions = clone_core::lower::lower(&shared.plan, step);
    note(shared, step, StepEvent::Started).await?;
    let mut sum = Outcome::default();
    for (index, action) in actions.iter().enumerate() {
        let key = ActionKey {
            plan: shared.plan.id.clone(),
            step: step.id,
            index,
        };
        match insist(shared, step, action, &key).await {
            Tried::Done(outcome) => add(&mut sum, outcome),
            Tried::Stopped => return Ok(StepEnd::Stopped),
            Tried::Failed(error) => {
                tracing::warn!(step = %step.id, kind = ?error.kind, "failed");
                let failure = failure_of(&error);
                note(shared, step, StepEvent::Failed { failure }).await?;
                return Ok(StepEnd::Failed);
            }
        }
    }
    note(shared, step, StepEvent::Done { outcome: sum }).await?;
    Ok(StepEnd::Done)
}

enum Tried {
    Done(Outcome),
    Failed(PortError),
    Stopped,
}

async fn insist(shared: &Shared, step: &Step, action: &Action, key: &ActionKey) -> Tried {
    let mut tried = 0;
    loop {
        shared.observer.notice(&Event::Action { step, action });
        tried += 1;
        let error = match shared.actuator.perform(action, key).await {
            Ok(outcome) => return Tried::Done(outcome),
            Err(error) => error,
        };
        let Some(pause) = shared.patience.pause_before_next(error.retry, tried) else {
            return Tried::Failed(error);
        };
        tracing::info!(action = %key, kind = ?error.kind, ?pause, "trying again");
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shared.cancel.asked() => return Tried::Stopped,
        }
    }
}

/// Writes an entry, then tells the observer; the order matters to whoever reads both.
pub(super) async fn note(shared: &Shared, step: &Step, event: StepEvent) -> PortResult<()> {
    let entry = Entry {
        at: Timestamp::now(),
        step: Some(step.id),
        event,
    };
    shared.journal.append(&shared.run, &entry).await?;
    shared.observer.notice(&Event::Journalled {
        step,
        entry: &entry,
    });
    Ok(())
}

fn add(sum: &mut Outcome, outcome: Outcome) {
    sum.files += outcome.files;
    sum.bytes += outcome.bytes;
    sum.statement = outcome.statement.or(sum.statement.take());
}
