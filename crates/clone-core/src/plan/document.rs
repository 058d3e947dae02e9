//! The plan as it is stored.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sql_rewrite::{Dst, Src};

use super::{Finding, PlanRequest, Step};
use crate::model::{Identity, Kind, ObjectKey};

/// The number of the plan format that this version writes.
pub const FORMAT: u32 = 1;

/// A plan: all that `apply` needs, and nothing left to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The number of the format.
    pub format: u32,
    /// Prefix of the digest of everything else in the plan, `made_at` excluded.
    pub id: String,
    /// The version of clxs that planned.
    pub tool: String,
    /// The instant of the source that is cloned.
    pub made_at: Timestamp,
    /// What was asked.
    pub request: PlanRequest,
    /// Where it is read.
    pub source: Identity,
    /// Where it is written.
    pub target: Identity,
    /// How many objects of each kind the source holds.
    pub inventory: BTreeMap<Kind, u64>,
    /// The steps, in an order in which they can run one by one.
    pub steps: Vec<Step>,
    /// Objects of the source whose clone is already as wanted.
    pub unchanged: Vec<Unchanged>,
    /// Objects of the source that are not cloned.
    pub skipped: Vec<Skip>,
    /// What the user should know.
    pub findings: Vec<Finding>,
    /// What must still be so when the plan is applied.
    pub guards: Vec<Guard>,
}

/// An object whose clone is already as wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unchanged {
    /// The object of the source.
    pub object: Src<ObjectKey>,
    /// Its kind, for the balance of the report.
    pub kind: Kind,
}

/// An object that is left out, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// The object of the source.
    pub object: Src<ObjectKey>,
    /// Its kind, for the balance of the report.
    pub kind: Kind,
    /// The reason, as a fragment.
    pub reason: String,
}

/// A fact that the plan relies on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// A fact about an object of the source.
    Source {
        /// The object.
        object: Src<ObjectKey>,
        /// The fact.
        state: GuardState,
    },
    /// A fact about an object of the target.
    Target {
        /// The object.
        object: Dst<ObjectKey>,
        /// The fact.
        state: GuardState,
    },
}

/// What a guard says of its object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardState {
    /// It does not exist.
    Absent,
    /// It exists and its facts have this digest (data version, definition, governance).
    Facts {
        /// The digest.
        digest: String,
    },
}
