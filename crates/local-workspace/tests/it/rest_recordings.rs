//! Real answers were recorded; ours to the same requests have at least the same keys.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use crate::rest_support::served;

fn recordings() -> Option<PathBuf> {
    let data = std::env::var_os("CLXS_SHARED_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = data.join("recordings");
    folder.is_dir().then_some(folder)
}

/// The paths of all keys, without the positions in lists.
fn keys(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                found.insert(format!("{at}.{key}"));
                keys(value, &format!("{at}.{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, at, found)),
        _ => {}
    }
}

#[tokio::test]
async fn our_answers_have_at_least_the_recorded_keys() {
    let Some(folder) = recordings() else {
        println!(
            "skipped: our_answers_have_at_least_the_recorded_keys: shared data folder is absent"
        );
        return;
    };
    let mut compared = 0;
    for name in [
        "catalog_hierarchy",
        "enhanced_catalog",
        "provider_lifecycle",
        "schema_lifecycle",
    ] {
        let served = served();
        let text = std::fs::read_to_string(folder.join(format!("databricks.{name}.json"))).unwrap();
        let exchanges: Vec<Value> = serde_json::from_str(&text).unwrap();
        for exchange in exchanges {
            let (request, wanted) = (&exchange["request"], &exchange["response"]);
            let (method, path) = (
                request["method"].as_str().unwrap(),
                request["path"].as_str().unwrap(),
            );
            let answer = served.call(method, path, request["body"].clone()).await;
            assert_eq!(
                answer.status.as_u16(),
                wanted["status"],
                "{name}: {method} {path}: {}",
                answer.body
            );
            let (mut ours, mut theirs) = (BTreeSet::new(), BTreeSet::new());
            keys(&answer.body, "", &mut ours);
            keys(&wanted["body"], "", &mut theirs);
            let missing: Vec<_> = theirs.difference(&ours).collect();
            assert!(missing.is_empty(), "{name}: {method} {path}: {missing:?}");
            compared += 1;
        }
    }
    assert!(compared > 20);
}
