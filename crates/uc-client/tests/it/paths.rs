//! Any name arrives as it was meant.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::routing::get;
use axum::{Json, Router};
use proptest::prelude::*;
use serde_json::json;
use tokio::runtime::Runtime;
use uc_client::{Client, types};

use crate::support::client_of;

/// Answers with the parts of the path as the router understood them.
fn echo() -> Client {
    let path = "/api/2.1/unity-catalog/entity-tag-assignments/{kind}/{name}/tags/{key}";
    let answer = async |Path((kind, name, key)): Path<(String, String, String)>| {
        Json(json!({"entity_type": kind, "entity_name": name, "tag_key": key}))
    };
    client_of(Router::new().route(path, get(answer)))
}

fn round_trip(name: &str, key: &str) -> types::EntityTagAssignment {
    static SERVICE: LazyLock<(Runtime, Client)> = LazyLock::new(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        (runtime.unwrap(), echo())
    });
    let (runtime, client) = &*SERVICE;
    let answer = runtime.block_on(client.api().entity_tags_get("tables", name, key));
    answer.unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_name_and_any_key_arrive(name in "\\PC{1,12}", key in "[a-z/#?%ü \\\\:@&=+;.~`'\"]{1,8}") {
        prop_assume!(name != "." && name != ".." && key != "." && key != "..");
        let echoed = round_trip(&name, &key);
        prop_assert_eq!(echoed.entity_name.as_deref(), Some(name.as_str()));
        prop_assert_eq!(echoed.tag_key.as_deref(), Some(key.as_str()));
    }
}

#[test]
fn names_that_mean_a_place_reach_no_other_object() {
    let echoed = round_trip("main.s.t", "..");
    assert_eq!(echoed.entity_name.as_deref(), Some("main.s.t"));
    assert_eq!(echoed.tag_key.as_deref(), Some("%2E%2E"));
}
