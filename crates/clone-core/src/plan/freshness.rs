//! Whether the world is still as a plan saw it.

use serde::{Deserialize, Serialize};

use super::facts::facts_digest;
use super::{Guard, GuardState, Plan};
use crate::model::{Inventory, ObjectKey};

/// A fact that a plan relies on and that is no longer so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stale {
    /// The side on which it changed.
    pub side: Side,
    /// The object.
    pub object: ObjectKey,
    /// What happened to it.
    pub change: Change,
}

/// The source or the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What is read.
    Source,
    /// What is written.
    Target,
}

/// What happened to an object after the plan was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was made.
    Appeared,
    /// It was dropped or renamed.
    Disappeared,
    /// Its data, its definition or its governance changed.
    Changed,
}

/// The facts of a plan that are no longer so, in the order of its guards.
pub fn freshness(plan: &Plan, source: &Inventory, target: Option<&Inventory>) -> Vec<Stale> {
    plan.guards
        .iter()
        .filter_map(|guard| {
            let (side, object, state, inventory) = match guard {
                Guard::Source { object, state } => (Side::Source, &object.0, state, Some(source)),
                Guard::Target { object, state } => (Side::Target, &object.0, state, target),
            };
            let there = inventory.and_then(|inventory| inventory.objects.get(object));
            let change = match (state, there) {
                (GuardState::Absent, None) => return None,
                (GuardState::Absent, Some(_)) => Change::Appeared,
                (GuardState::Facts { .. }, None) => Change::Disappeared,
                (GuardState::Facts { digest }, Some(there)) if *digest == facts_digest(there) => {
                    return None;
                }
                (GuardState::Facts { .. }, Some(_)) => Change::Changed,
            };
            Some(Stale {
                side,
                object: object.clone(),
                change,
            })
        })
        .collect()
}
