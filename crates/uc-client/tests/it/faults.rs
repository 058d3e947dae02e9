//! Faults on purpose, over a router in this process.

use std::sync::Arc;
use std::time::Duration;

use axum::routing::get;
use axum::{Json, Router};
use rstest::rstest;
use serde_json::json;
use tokio::time::Instant;
use uc_client::transport::{Counted, Fault, Faulty, InProcess, Latency, Rule};
use uc_client::{ApiError, Client, ErrorKind, Retry, RetryPolicy};

use crate::support::{client_over, quick};

fn setup(rules: Vec<Rule>, retry: RetryPolicy) -> (Client, Counted, Arc<Faulty>) {
    let path = "/api/2.1/unity-catalog/catalogs/{name}";
    let router = Router::new().route(path, get(async || Json(json!({"name": "main"}))));
    let counted = Counted::new(Arc::new(InProcess::new(router)));
    let faulty = Arc::new(Faulty::new(Arc::new(counted.clone()), rules));
    let transport = Arc::clone(&faulty) as Arc<dyn uc_client::Transport>;
    (
        client_over(transport, "http://local.test", retry),
        counted,
        faulty,
    )
}

#[tokio::test]
async fn the_pause_that_is_asked_for_is_kept() {
    let throttle = Fault::Throttle { seconds: 1 };
    let rules = vec![Rule::on("catalogs_get", throttle)];
    let (client, counted, faulty) = setup(rules, quick());
    let started = Instant::now();
    client.api().catalogs_get("main", None).await.unwrap();
    assert!(
        started.elapsed() >= Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(counted.counts().http_calls(), 1);
    assert!(faulty.is_spent());
}

#[tokio::test]
async fn patience_has_a_budget() {
    let throttle = Fault::Throttle { seconds: 1000 };
    let (client, _, _) = setup(
        vec![Rule::on("*", throttle).times(99)],
        RetryPolicy::default(),
    );
    let error = ApiError::from(client.api().catalogs_get("main", None).await.unwrap_err());
    assert_eq!(*error.kind(), ErrorKind::Throttled);
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(1000)));
}

#[rstest]
#[case(Fault::Hang, ErrorKind::TimedOut)]
#[case(Fault::Unreachable, ErrorKind::Unreachable)]
#[case(Fault::DropAfterCommit, ErrorKind::Interrupted)]
#[case(Fault::Unavailable, ErrorKind::Uncoded)]
#[case(Fault::RefuseBefore { status: 403, error_code: "PERMISSION_DENIED" }, ErrorKind::PermissionDenied)]
#[case(Fault::DoThenFail { status: 500, error_code: "INTERNAL_ERROR" }, ErrorKind::Internal)]
#[tokio::test]
async fn every_fault_is_an_error_of_its_kind(#[case] fault: Fault, #[case] kind: ErrorKind) {
    // Pauses that the service does not ask for are short here; those it does are a second.
    let retry = RetryPolicy {
        attempts: 2,
        attempt: Duration::from_millis(50),
        ..quick()
    };
    let (client, _, _) = setup(vec![Rule::on("catalogs_get", fault).times(99)], retry);
    let error = ApiError::from(client.api().catalogs_get("main", None).await.unwrap_err());
    assert_eq!(*error.kind(), kind);
}

#[tokio::test]
async fn rules_choose_by_path_and_by_number() {
    let refuse = Fault::RefuseBefore {
        status: 400,
        error_code: "INVALID_STATE",
    };
    let (client, counted, _) = setup(
        vec![Rule::on("catalogs_get", refuse).at_path("/b%20c").after(1)],
        quick(),
    );
    let mut states = Vec::new();
    for name in ["a", "b c", "b c", "b c"] {
        states.push(client.api().catalogs_get(name, None).await.is_ok());
    }
    assert_eq!(states, [true, true, false, true]);
    assert_eq!(counted.counts().calls["catalogs_get"], 3);
}

#[tokio::test]
async fn latency_is_added_to_each_call() {
    let path = "/api/2.1/unity-catalog/catalogs/{name}";
    let router = Router::new().route(path, get(async || Json(json!({}))));
    let latency = Latency {
        rest: Duration::from_millis(20),
        sql: Duration::from_millis(180),
    };
    let counted = Counted::new(Arc::new(InProcess::new(router))).with_latency(latency);
    let client = client_over(Arc::new(counted), "http://local.test", RetryPolicy::never());
    let started = Instant::now();
    client.api().catalogs_get("main", None).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(20));
}
