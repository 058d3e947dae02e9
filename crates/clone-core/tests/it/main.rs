//! Plans of small worlds, from the inventory to the report.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy does not take the helpers of tests for tests"
)]

mod checks;
mod definitions;
mod findings;
mod plans;
mod properties;
mod reports;
mod simulate;
mod updates;
mod world;
