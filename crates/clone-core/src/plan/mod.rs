//! What to do, decided and written down before anything is done.

mod action;
pub mod check;
mod document;
mod draft;
mod facts;
mod finding;
mod freshness;
mod graph;
mod json;
mod location;
mod marker;
mod nearest;
mod pass;
mod pattern;
mod planner;
mod request;
mod step;
mod text;

pub use action::{Action, Expect, Method};
pub use check::{CheckedPlan, Violation, Violations};
pub use document::{FORMAT, Guard, GuardState, Plan, Skip, Unchanged};
pub use facts::facts_digest;
pub use finding::{Finding, Severity};
pub use freshness::{Change, Side, Stale, freshness};
pub use json::LoadError;
pub use nearest::nearest;
pub use pass::request::request_findings;
pub use planner::{PlanInput, Planned, blocking, plan};
pub use request::{Carry, Depth, PlanRequest};
pub use step::{Op, Step, StepId};
pub use text::hides_what_it_reads;
