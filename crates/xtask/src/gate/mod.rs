//! `cargo xtask test`: everything that has to hold. `stages` is the list, `stage` runs one and keeps
//! its closing lines, `judges` prepares the Python programs that are not ours, `task` sums up.

mod judges;
mod stage;
mod stages;
mod task;

pub(crate) use task::{Options, run};
