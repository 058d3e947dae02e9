//! Everything that one catalog holds, as one principal saw it at one moment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sql_rewrite::Ident;

use super::{Identity, Object, ObjectKey};

/// The facts that planning uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inventory {
    /// The catalog.
    pub catalog: Ident,
    /// Where, and who saw it.
    pub identity: Identity,
    /// When reading began.
    pub taken_at: Timestamp,
    /// The objects, the catalog itself included, `information_schema` excluded.
    pub objects: BTreeMap<ObjectKey, Object>,
    /// Attribute-based policies on the catalog and its schemas.
    pub policies: Vec<Policy>,
    /// What could not be seen; an inventory with gaps proves nothing about completeness.
    pub gaps: Vec<Gap>,
}

/// An attribute-based policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// The securable it is set on.
    pub on: ObjectKey,
    /// The kind as the platform spells it, such as `POLICY_TYPE_ROW_FILTER`.
    pub policy_type: String,
}

/// Something that the principal could not see, or that two sources disagree on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// Where.
    pub object: ObjectKey,
    /// What is missing, as a fragment: `sees 212 of 220 tables`.
    pub what: String,
    /// What would close the gap, such as a GRANT statement.
    pub remedy: Option<String>,
}
