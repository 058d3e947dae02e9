//! Clones of real directories, judged by reading both sides.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod acceptance;
mod faults;
mod features;
mod golden;
mod objects;
mod refusals;
mod support;
mod vectors;
