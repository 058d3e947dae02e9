//! Applying a checked plan: a walk over its steps, each of them journalled before and after.
//!
//! Nothing is decided here. What to do was written into the plan; what went wrong is written into
//! the journal, and the report is folded from there.

mod cancel;
mod patience;
mod standing;
mod walker;
mod worker;

pub use cancel::Cancel;
pub use patience::Patience;
pub(crate) use standing::Standing;
pub(crate) use walker::{End, Shared, Walk};

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::test_plan;
