//! The engine against a local workspace in this process: real SQL, real Delta tables, real files.
#![cfg(feature = "embedded")]

// `cfg(test)` marks the helpers as tests too, for the lints that are milder there.
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod clone;
#[cfg(test)]
mod lease;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod verify;
#[cfg(test)]
mod world;
