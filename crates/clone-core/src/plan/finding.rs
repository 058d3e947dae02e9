//! What the planner has to say about a plan.

use serde::{Deserialize, Serialize};

use crate::model::ObjectKey;

/// Something that the user should know before applying.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Its stable code, such as `CX4107`.
    pub code: String,
    /// The object of the source or target that it is about.
    pub object: ObjectKey,
    /// What is so, as a fragment without full stop.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The plan is blocked unless the code is allowed in the request.
    Deny,
    /// The plan can be applied; the clone differs from what one may expect.
    Warning,
    /// Good to know.
    Note,
}
