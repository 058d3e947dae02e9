//! Plans and reports as text for people.

mod script;
mod summary;
mod tree;
mod words;

pub use script::{call, script};
pub use summary::summary;
pub use tree::{title, tree};
pub use words::{bytes, count};
