//! The binary, as people and scripts call it.
#![cfg(feature = "embedded")]

// `cfg(test)` marks the helpers as tests too, for the lints that are milder there.
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod broken;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod interrupt;
