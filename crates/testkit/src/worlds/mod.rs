//! Catalogs to clone, as the SQL statements that make them on any workspace.

mod plain;

pub use plain::{PlainWorld, plain};
