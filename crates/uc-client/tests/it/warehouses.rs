//! A warehouse that takes its time to start.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use uc_client::{Client, ErrorKind};

use crate::support::client_of;

/// The states that are seen one after the other, and how often it was told to start.
type Shared = Arc<Mutex<(Vec<&'static str>, u32)>>;

fn warehouse(states: &[&'static str]) -> (Client, Shared) {
    let shared = Arc::new(Mutex::new((states.to_vec(), 0)));
    let about = async |State(shared): State<Shared>| -> Json<Value> {
        let mut shared = shared.lock().unwrap();
        let state = if shared.0.len() > 1 {
            shared.0.remove(0)
        } else {
            shared.0[0]
        };
        Json(json!({"id": "w", "state": state}))
    };
    let start = async |State(shared): State<Shared>| -> Json<Value> {
        shared.lock().unwrap().1 += 1;
        Json(json!({}))
    };
    let router = Router::new()
        .route("/api/2.0/sql/warehouses/w", get(about))
        .route("/api/2.0/sql/warehouses/w/start", post(start))
        .with_state(Arc::clone(&shared));
    (client_of(router), shared)
}

#[rstest::rstest]
#[case::runs(&["RUNNING"], 0)]
#[case::starts(&["STARTING", "STARTING", "RUNNING"], 0)]
#[case::stopped(&["STOPPED", "STOPPED", "STARTING", "RUNNING"], 1)]
#[case::stopping(&["STOPPING", "STOPPED", "STARTING", "RUNNING"], 1)]
#[case::stopped_under_our_hands(&["STOPPED", "STARTING", "STOPPING", "STOPPED", "STARTING", "RUNNING"], 2)]
#[tokio::test]
async fn it_is_told_to_start_and_awaited(#[case] states: &[&'static str], #[case] starts: u32) {
    let (client, shared) = warehouse(states);
    let mut seen = Vec::new();
    let found = client
        .start_warehouse("w", Duration::from_secs(600), |state, _| {
            seen.push(state.to_owned());
        })
        .await
        .unwrap();
    assert_eq!(found.state.as_deref(), Some("RUNNING"));
    assert_eq!(seen, states);
    assert_eq!(shared.lock().unwrap().1, starts);
}

#[tokio::test]
async fn patience_has_an_end_and_deleted_ones_are_not_awaited() {
    let (client, _) = warehouse(&["STARTING"]);
    let patience = Duration::from_millis(30);
    let error = client.start_warehouse("w", patience, |_, _| {}).await;
    let error = error.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::DeadlineExceeded);
    insta::assert_snapshot!(error, @"the SQL warehouse `w` does not run after 0 s; its state is `STARTING`");

    let (client, shared) = warehouse(&["DELETED"]);
    let error = client.start_warehouse("w", patience, |_, _| {}).await;
    assert_eq!(*error.unwrap_err().kind(), ErrorKind::InvalidState);
    assert_eq!(shared.lock().unwrap().1, 0);
}
