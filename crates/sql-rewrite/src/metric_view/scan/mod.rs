//! The scanner: which scalars of a metric view's YAML hold SQL.
//!
//! It reads block and flow collections and all five styles of scalars. Anchors, aliases, tags and
//! complex keys are refused.

mod cursor;
mod flow;
mod found;
mod text;
mod tree;

pub(in crate::metric_view) use found::{Found, Role, Sql};
pub(in crate::metric_view) use tree::scan;
