//! What the metadata of a clone is: protocol, properties, schema, row ids, domains.
//!
//! Pure: every rule takes what the logs say and returns what the commit shall say.

pub(crate) mod domains;
pub(crate) mod features;
mod identity;
pub(crate) mod properties;
pub(crate) mod protocol;
mod shape;

pub(crate) use shape::{Shape, TargetFacts};
