//! Clones of real directories, judged by reading both sides.
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

mod acceptance;
mod faults;
mod golden;
mod support;
