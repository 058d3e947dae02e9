//! Failures on demand, through the router and over a socket.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::rest_support::{Served, UC, served};

async fn fault(served: &Served, rule: Value) {
    served.ok("POST", "/__faults", rule).await;
}

fn schema(name: &str) -> Value {
    json!({"catalog_name": "main", "name": name})
}

#[tokio::test]
async fn a_refusal_comes_before_the_effect_as_often_as_told() {
    let served = served();
    fault(&served, json!({
        "method": "POST", "path": "/api/2.1/unity-catalog/schemas", "skip": 1, "times": 2,
        "kind": "refuse_before", "status": 429, "error_code": "REQUEST_LIMIT_EXCEEDED", "retry_after": 1,
    }))
    .await;
    let mut seen = Vec::new();
    for name in ["a", "b", "b", "b"] {
        let answer = served
            .call("POST", &format!("{UC}/schemas"), schema(name))
            .await;
        seen.push((
            answer.status.as_u16(),
            answer
                .headers
                .get("retry-after")
                .map(|v| v.to_str().unwrap().to_owned()),
        ));
    }
    let one = Some("1".to_owned());
    assert_eq!(
        seen,
        [(200, None), (429, one.clone()), (429, one), (200, None)]
    );
    assert_eq!(served.get("/__faults").await["rules"][0]["hits"], 4);
}

#[tokio::test]
async fn an_effect_is_done_though_its_answer_fails() {
    let served = served();
    fault(&served, json!({"path": "*/schemas", "times": 1, "kind": "effect_then_fail", "status": 500, "error_code": "INTERNAL_ERROR"})).await;
    let answer = served
        .call("POST", &format!("{UC}/schemas"), schema("s"))
        .await;
    assert_eq!(answer.error(), (500, "INTERNAL_ERROR"));
    assert_eq!(
        served.get(&format!("{UC}/schemas/main.s")).await["name"],
        "s"
    );
}

#[tokio::test]
async fn the_first_page_is_empty_and_the_second_is_the_first() {
    let served = served();
    fault(
        &served,
        json!({"path": "*/catalogs", "kind": "empty_first_page"}),
    )
    .await;
    let first = served.get(&format!("{UC}/catalogs?max_results=0")).await;
    let token = first["next_page_token"].as_str().unwrap();
    assert_eq!(first["catalogs"], Value::Null);
    let second = served
        .get(&format!("{UC}/catalogs?max_results=0&page_token={token}"))
        .await;
    assert_eq!(second["catalogs"][0]["name"], "main");
    served.ok("DELETE", "/__faults", Value::Null).await;
    assert_eq!(served.get(&format!("{UC}/catalogs")).await, second);
}

#[tokio::test]
async fn latency_is_added_to_other_rules_and_meets_only_its_token() {
    let served = served();
    fault(
        &served,
        json!({"path": "*", "token": "dapi-local", "kind": "latency", "ms": 60}),
    )
    .await;
    let started = Instant::now();
    served.get(&format!("{UC}/catalogs")).await;
    assert!(started.elapsed() >= Duration::from_millis(60));
    assert_eq!(
        served
            .call_as("other", "GET", &format!("{UC}/catalogs"), Value::Null)
            .await
            .status,
        403
    );
    let listed = served.get("/__faults").await;
    assert_eq!(listed["rules"][0]["hits"], 1);
    assert_eq!(
        listed["rules"][0]["token"],
        Value::Null,
        "tokens are not shown"
    );
}

#[tokio::test]
async fn a_rule_that_is_none_is_refused() {
    let answer = served()
        .call("POST", "/__faults", json!({"path": "*", "kind": "explode"}))
        .await;
    assert_eq!(answer.error(), (400, "INVALID_PARAMETER_VALUE"));
}

#[tokio::test]
async fn in_process_a_dropped_connection_breaks_the_callers_task() {
    let served = served();
    fault(
        &served,
        json!({"path": "*/schemas", "kind": "drop_after_commit"}),
    )
    .await;
    let (router, body) = (served.router.clone(), schema("s").to_string());
    let call = tokio::spawn(async move {
        let request = http::Request::builder()
            .method("POST")
            .uri("/api/2.1/unity-catalog/schemas")
            .header("authorization", "Bearer dapi-local")
            .body(axum::body::Body::from(body))
            .unwrap();
        tower::ServiceExt::oneshot(router, request).await
    });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(
        served.get(&format!("{UC}/schemas/main.s")).await["name"],
        "s"
    );
}

#[tokio::test]
async fn over_a_socket_the_connection_ends_without_an_answer_after_the_effect() {
    let served = served();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let workspace = served.workspace.clone();
    let server = tokio::spawn(async move { workspace.serve(listener).await });
    let post = |name: &str| {
        let body = schema(name).to_string();
        format!(
            "POST {UC}/schemas HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer dapi-local\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let talk = |text: String| async move {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(text.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // The end may be a reset as well as a close; either way there is no answer.
        drop(socket.read_to_string(&mut answer).await);
        answer
    };
    fault(
        &served,
        json!({"path": "*/schemas", "times": 1, "kind": "drop_after_commit"}),
    )
    .await;
    fault(
        &served,
        json!({"path": "*/schemas", "times": 1, "kind": "hang", "ms": 20}),
    )
    .await;
    assert_eq!(talk(post("dropped")).await, "");
    assert_eq!(talk(post("hung")).await, "");
    assert!(talk(post("served")).await.starts_with("HTTP/1.1 200 OK"));
    let mut names = Vec::new();
    for schema in served.get(&format!("{UC}/schemas?catalog_name=main")).await["schemas"]
        .as_array()
        .unwrap()
    {
        names.push(schema["name"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        names,
        ["default", "dropped", "information_schema", "served"]
    );
    server.abort();
}
