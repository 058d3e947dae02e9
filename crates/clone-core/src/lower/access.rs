//! What is set through REST on an object that exists: properties, grants, owner.

use std::collections::BTreeMap;

use serde_json::json;
use sql_rewrite::QName;

use super::path;
use crate::model::{Grant, Kind};
use crate::plan::{Action, Expect, Method};

fn patch(path: String, body: serde_json::Value) -> Action {
    Action::Rest {
        method: Method::Patch,
        path,
        body,
        expect: Expect::Done,
    }
}

/// Replaces the properties as a whole.
pub(super) fn properties(
    kind: Kind,
    name: &QName,
    properties: &BTreeMap<String, String>,
) -> Action {
    patch(
        path::object(kind, name),
        json!({ "properties": properties }),
    )
}

/// Grants to all principals in one call.
pub(super) fn grants(kind: Kind, name: &QName, grants: &[Grant]) -> Action {
    let changes: Vec<_> = grants
        .iter()
        .map(|grant| json!({ "principal": grant.principal, "add": grant.privileges }))
        .collect();
    patch(path::permissions(kind, name), json!({ "changes": changes }))
}

/// Hands the object over.
pub(super) fn owner(kind: Kind, name: &QName, owner: &str) -> Action {
    patch(path::object(kind, name), json!({ "owner": owner }))
}
