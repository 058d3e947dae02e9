//! The engine against a local workspace in this process: real SQL, real Delta tables, real files.
#![cfg(feature = "embedded")]

mod bad_input;
mod clone;
mod lease;
mod verify;
mod world;
