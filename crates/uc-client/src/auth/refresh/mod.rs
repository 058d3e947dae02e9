//! Keeps a token fresh.

mod renewing;
#[cfg(test)]
mod tests;

pub(crate) use renewing::{Ahead, Issuer, Refreshing};
