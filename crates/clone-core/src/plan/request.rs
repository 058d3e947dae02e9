//! What the user asked for.

use serde::{Deserialize, Serialize};
use sql_rewrite::Ident;

/// A request for a clone of one catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanRequest {
    /// The catalog to read.
    pub source: Ident,
    /// The catalog to make or bring up to date.
    pub dest: Ident,
    /// How table data is cloned.
    pub depth: Depth,
    /// Names or patterns (`sales`, `sales.orders`, `sales.tmp_*`) without the catalog; empty means
    /// everything.
    pub include: Vec<String>,
    /// The same for what to leave out; wins over `include`.
    pub exclude: Vec<String>,
    /// Where the new catalog keeps its managed data; none means the metastore's default.
    pub storage_root: Option<String>,
    /// URL below which clones of external tables and volumes are put; none makes them managed.
    pub external_root: Option<String>,
    /// What is carried besides data and definitions.
    pub carry: Carry,
    /// Whether the files of managed volumes are copied.
    pub volume_files: bool,
    /// Whether statements about one object may be sent as one SQL script.
    pub scripts: bool,
    /// Codes of findings that are accepted although they would block, such as `CX4107`.
    pub allow: Vec<String>,
}

impl PlanRequest {
    /// Everything of `source`, deep, with all that governs it.
    pub fn new(source: Ident, dest: Ident) -> Self {
        Self {
            source,
            dest,
            depth: Depth::Deep,
            include: Vec::new(),
            exclude: Vec::new(),
            storage_root: None,
            external_root: None,
            carry: Carry::default(),
            volume_files: true,
            scripts: true,
            allow: Vec::new(),
        }
    }
}

/// How table data is cloned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// Data files are copied; the clone depends on nothing.
    #[default]
    Deep,
    /// The clone refers to the source's files.
    Shallow,
}

/// What is carried besides data and definitions; all of it by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carry {
    /// Direct grants.
    pub grants: bool,
    /// Owners.
    pub owners: bool,
    /// Tags.
    pub tags: bool,
    /// Comments.
    pub comments: bool,
    /// Properties of catalogs, schemas and views; those of tables ride in the Delta log.
    pub properties: bool,
    /// Primary and foreign keys.
    pub constraints: bool,
}

impl Default for Carry {
    fn default() -> Self {
        Self {
            grants: true,
            owners: true,
            tags: true,
            comments: true,
            properties: true,
            constraints: true,
        }
    }
}
