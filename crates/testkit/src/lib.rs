//! Fixtures, fault schedules and simulations that the tests of several crates share.
//!
//! What must not live here: anything that production code needs. This crate is never published
//! and never a normal dependency.

pub mod worlds;
