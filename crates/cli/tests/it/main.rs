//! The binary, as people and scripts call it.
#![cfg(feature = "embedded")]

mod bad_input;
mod commands;
mod desk;
mod interrupt;
