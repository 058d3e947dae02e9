//! Asking the hook, if there is one, before a step.

use std::sync::Arc;

use crate::error::CloneError;
use crate::progress::{Step, StepHook};

/// The hook of a clone.
#[derive(Clone, Default)]
pub(crate) struct Steps(pub(crate) Option<Arc<dyn StepHook>>);

impl Steps {
    pub(crate) fn before(&self, step: Step<'_>) -> Result<(), CloneError> {
        let Some(hook) = &self.0 else { return Ok(()) };
        hook.before(step).map_err(|source| CloneError::Stopped {
            step: format!("{step:?}"),
            source,
        })
    }
}
