//! Finding out what a clone must do: which actions to write, which files to copy.
//!
//! Both logs are streamed. What stays in memory is a key of 16 bytes and a fingerprint per file
//! of the target; the actions go to a spool file.

mod carry;
mod diff;
mod keys;
mod spool;

pub(crate) use carry::{Carried, Carrier, Expect, Task};
pub(crate) use diff::{Planner, Totals};
pub(crate) use keys::{KeyTable, Removal, Standing};
pub(crate) use spool::{Spool, line};
