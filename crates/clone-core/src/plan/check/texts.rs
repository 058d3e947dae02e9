//! No definition of the clone reads an object of the source in whose place the clone has its own.

use super::Found;
use crate::plan::Plan;

pub(super) fn check(_plan: &Plan, _found: &mut Found) {}
