//! `cargo xtask tidy`: the rules of ARCHITECTURE.md that no compiler checks. Each rule is a module
//! that gives its findings; `sizes` only reports.

mod arrows;
mod bans;
mod generated;
mod metadata;
mod rooms;
mod sizes;
mod slim;
mod task;

pub(crate) use task::run;
