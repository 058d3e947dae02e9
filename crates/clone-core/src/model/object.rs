//! One object: what every kind has in common.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sql_rewrite::QName;

use super::{Detail, Kind, ObjectKey};

/// One object of a catalog, the catalog itself included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Its full name.
    pub name: QName,
    /// The platform's own id of it, which a drop and re-create changes.
    pub id: Option<String>,
    /// The principal that owns it.
    pub owner: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Its properties, without those that the platform writes itself.
    pub properties: BTreeMap<String, String>,
    /// Its own tags, inherited ones excluded.
    pub tags: BTreeMap<String, String>,
    /// Privileges granted on it directly, inherited ones excluded; ordered by principal.
    pub grants: Vec<Grant>,
    /// What only its kind has.
    pub detail: Detail,
}

impl Object {
    /// Its key in an inventory.
    pub fn key(&self) -> ObjectKey {
        ObjectKey::new(self.kind.spec().class, self.name.clone())
    }
}

/// What one principal may do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// User, group or service principal.
    pub principal: String,
    /// Privileges as REST spells them: `USE_CATALOG`, `SELECT`.
    pub privileges: BTreeSet<String>,
}
