//! The binary, as people and scripts call it.
#![cfg(feature = "embedded")]

// `cfg(test)` marks the helpers as tests too, for the lints that are milder there.
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod balance;
#[cfg(test)]
mod broken;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod desk;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod full_disk;
#[cfg(test)]
mod interrupt;
#[cfg(test)]
mod names;
#[cfg(test)]
mod serve;
