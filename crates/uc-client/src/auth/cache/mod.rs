//! Where tokens of people are kept.

mod file;
#[cfg(test)]
mod tests;

pub use file::TokenCache;
