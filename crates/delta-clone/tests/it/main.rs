//! Clones of real directories, judged by reading both sides.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

mod acceptance;
mod damage;
mod faults;
mod features;
mod golden;
mod kills;
mod limits;
mod objects;
mod refusals;
mod send;
mod support;
mod vectors;
