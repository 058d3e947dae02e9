//! What to do, decided and written down before anything is done.

mod action;
mod document;
mod finding;
mod request;
mod step;

pub use action::{Action, Expect, Method};
pub use document::{FORMAT, Guard, GuardState, Plan, Skip, Unchanged};
pub use finding::{Finding, Severity};
pub use request::{Carry, Depth, PlanRequest};
pub use step::{Op, Step, StepId};
