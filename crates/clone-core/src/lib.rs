//! What a catalog is, what cloning one means, and how a clone is decided: all of it as values.
//!
//! The way through is one-way: an [`model::Inventory`] of the source and of the target and a
//! [`plan::PlanRequest`] go into the planner, which answers up to date, blocked (with findings),
//! or a plan that was checked. A checked plan is lowered to actions (SQL text, REST calls, file
//! copies), and what happened to them comes back as journal entries, which fold into a report.
//!
//! What must not live here: I/O, clocks, environment, randomness, threads, HTTP. The world is
//! reached through the traits in [`ports`], which other crates implement.

pub mod codes;
pub mod lower;
pub mod model;
pub mod plan;
pub mod ports;
pub mod render;
pub mod rules;
pub mod run;
