//! What happened to a plan.

mod entry;

pub use entry::{Entry, Failure, RunId, StepEvent};
