//! Answers recorded from a real workspace: nothing in them is lost in decoding.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uc_client::transport::{Exchange, Replay};
use uc_client::{ApiError, ErrorKind, RetryPolicy, types};

use crate::support::client_over;

/// The folder of recordings, if this machine has it.
fn folder(test: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("CLXS_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let folder = shared.join("recordings");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {test}: shared data folder is absent");
    None
}

fn exchanges(file: &PathBuf) -> Vec<Exchange> {
    let text = std::fs::read_to_string(file).unwrap();
    let recorded: Vec<Value> = serde_json::from_str(&text).unwrap();
    let exchange = |e: &Value| Exchange {
        method: e["request"]["method"].as_str().unwrap().to_owned(),
        path: e["request"]["path"].as_str().unwrap().to_owned(),
        status: e["response"]["status"]
            .as_u64()
            .unwrap()
            .try_into()
            .unwrap(),
        body: e["response"]["body"].clone(),
    };
    recorded.iter().map(exchange).collect()
}

fn round_trip<T: DeserializeOwned + Serialize>(body: &Value) -> Value {
    let decoded: T = serde_json::from_value(body.clone()).unwrap();
    serde_json::to_value(decoded).unwrap()
}

/// Decodes a body as the operation's type and encodes it again.
fn recoded(exchange: &Exchange) -> Value {
    let path = exchange.path.split('?').next().unwrap();
    let parts: Vec<_> = path
        .trim_start_matches("/api/2.1/unity-catalog/")
        .split('/')
        .collect();
    let body = &exchange.body;
    match (exchange.method.as_str(), parts.as_slice()) {
        _ if exchange.status >= 400 => round_trip::<types::ApiError>(body),
        ("DELETE", _) => round_trip::<types::EmptyRequest>(body),
        ("GET", ["catalogs"]) => round_trip::<types::CatalogsPage>(body),
        (_, ["catalogs", ..]) => round_trip::<types::CatalogInfo>(body),
        ("GET", ["schemas"]) => round_trip::<types::SchemasPage>(body),
        (_, ["schemas", ..]) => round_trip::<types::SchemaInfo>(body),
        ("GET", ["providers"]) => round_trip::<types::ProvidersPage>(body),
        (_, ["providers", ..]) => round_trip::<types::ProviderInfo>(body),
        other => panic!("no type is known for {other:?}"),
    }
}

#[test]
fn recorded_bodies_survive_decoding() {
    let Some(folder) = folder("recorded_bodies_survive_decoding") else {
        return;
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("databricks.") {
            continue;
        }
        for exchange in exchanges(&file) {
            let at = format!("{name}: {} {}", exchange.method, exchange.path);
            assert_eq!(recoded(&exchange), exchange.body, "{at}");
            seen += 1;
        }
    }
    assert!(seen >= 30, "only {seen} exchanges");
}

#[test]
fn bodies_of_the_open_source_server_decode_too() {
    let Some(folder) = folder("bodies_of_the_open_source_server_decode_too") else {
        return;
    };
    for name in ["catalog_hierarchy", "enhanced_catalog", "schema_lifecycle"] {
        for exchange in exchanges(&folder.join(format!("uc_oss.{name}.json"))) {
            if exchange.method != "DELETE" {
                let _decoded: Value = recoded(&exchange);
            }
        }
    }
}

#[tokio::test]
async fn a_recording_plays_through_the_client() {
    let Some(folder) = folder("a_recording_plays_through_the_client") else {
        return;
    };
    let tape = exchanges(&folder.join("databricks.enhanced_catalog.json"));
    let replay = Arc::new(Replay::new(tape));
    let transport = Arc::clone(&replay) as Arc<dyn uc_client::Transport>;
    let client = client_over(transport, "https://example.com", RetryPolicy::never());
    let name = "enhanced_catalog_1780172337";
    let body = types::CatalogCreateRequest {
        name: name.into(),
        ..Default::default()
    };
    let made = client.api().catalogs_create(&body).await.unwrap();
    let listed = client
        .api()
        .catalogs_list(None, None, Some(50), None)
        .await
        .unwrap();
    assert!(
        listed
            .catalogs
            .iter()
            .any(|catalog| catalog.name == made.name)
    );
    let read = client.api().catalogs_get(name, None).await.unwrap();
    assert_eq!(read.extra["id"], made.extra["id"]);
    client
        .api()
        .catalogs_delete(name, Some(true))
        .await
        .unwrap();
    assert_eq!(replay.remaining(), 0);
}

#[tokio::test]
async fn the_recorded_refusal_is_typed_by_its_code() {
    let Some(folder) = folder("the_recorded_refusal_is_typed_by_its_code") else {
        return;
    };
    let tape = exchanges(&folder.join("databricks.schema_lifecycle.json"));
    let replay = Replay::new(tape.into_iter().filter(|exchange| exchange.status == 400));
    let client = client_over(
        Arc::new(replay),
        "https://example.com",
        RetryPolicy::never(),
    );
    let answer = client
        .api()
        .catalogs_delete("schema_lc_catalog_1780172337", None)
        .await;
    let error = ApiError::from(answer.unwrap_err());
    assert_eq!(*error.kind(), ErrorKind::NotEmpty);
    assert_eq!(error.error_code(), Some("CATALOG_NOT_EMPTY"));
    assert!(error.request_id().is_some());
}
