//! Watching what goes on.

use crate::model::ObjectKey;
use crate::plan::{Action, Step};
use crate::run::Entry;

/// Something that happened, for progress and logs.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Reading: one more schema or table was read.
    Read {
        /// Which.
        object: &'a ObjectKey,
    },
    /// How many objects reading will touch, as far as is known.
    ReadTotal {
        /// The number.
        objects: u64,
    },
    /// How many steps of a plan are left to do; those that are done already are not counted.
    StepTotal {
        /// The number.
        steps: u64,
    },
    /// An action is about to be sent.
    Action {
        /// The step that it belongs to.
        step: &'a Step,
        /// The action.
        action: &'a Action,
    },
    /// A change of a step's state was journalled.
    Journalled {
        /// The step.
        step: &'a Step,
        /// What was written.
        entry: &'a Entry,
    },
}

/// Is told what goes on. It must not block and must not fail.
pub trait Observer: Send + Sync {
    /// Takes note of an event.
    fn notice(&self, event: &Event<'_>);
}

/// Takes no notice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn notice(&self, _event: &Event<'_>) {}
}
