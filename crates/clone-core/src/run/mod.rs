//! What happened to a plan.

mod entry;
mod report;
mod resume;
mod state;

pub use entry::{Entry, Failure, RunId, StepEvent};
pub use report::{Counts, ObjectReport, ObjectResult, REPORT_FORMAT, Report};
pub use resume::{Remaining, remaining};
pub use state::{RunState, StepState};
