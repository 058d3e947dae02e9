//! Statements against a service that answers by a script and counts what it ran.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use uc_client::statements::Delivery;
use uc_client::transport::{Fault, Faulty, InProcess, Rule};
use uc_client::{ApiError, Client, ErrorKind, Retry, Statement};

use crate::support::{client_over, quick};

/// A warehouse. Each look at a statement gives the next of its answers, and the last for ever.
#[derive(Default)]
struct Warehouse {
    answers: Vec<Value>,
    looks: usize,
    ran: Vec<Value>,
    cancelled: usize,
    has_history: bool,
}

type Shared = Arc<Mutex<Warehouse>>;

fn look(shared: &Shared) -> Json<Value> {
    let mut warehouse = shared.lock().unwrap();
    let at = warehouse.looks.min(warehouse.answers.len() - 1);
    warehouse.looks += 1;
    Json(warehouse.answers[at].clone())
}

async fn execute(State(shared): State<Shared>, Json(body): Json<Value>) -> Json<Value> {
    shared.lock().unwrap().ran.push(body);
    look(&shared)
}

async fn cancel(State(shared): State<Shared>) -> Json<Value> {
    let mut warehouse = shared.lock().unwrap();
    warehouse.cancelled += 1;
    warehouse.answers = vec![json!({"statement_id": "s-1", "status": {"state": "CANCELED"}})];
    Json(json!({}))
}

async fn chunk(Path((_, index)): Path<(String, i64)>) -> Json<Value> {
    Json(match index {
        1 => json!({"chunk_index": 1, "data_array": [["b", null]], "next_chunk_index": 2}),
        2 => json!({"chunk_index": 2, "data_array": [["c", "3"]]}),
        _ => json!({"chunk_index": index, "data_array": [["again", ""]], "next_chunk_index": 1}),
    })
}

async fn history(State(shared): State<Shared>) -> Response {
    let warehouse = shared.lock().unwrap();
    if !warehouse.has_history {
        let body = json!({"error_code": "ENDPOINT_NOT_FOUND", "message": "No API found"});
        return (StatusCode::NOT_FOUND, Json(body)).into_response();
    }
    let entry = |body: &Value| json!({"query_id": "s-1", "query_tags": body["query_tags"]});
    let res: Vec<_> = warehouse.ran.iter().map(entry).collect();
    Json(json!({ "res": res, "has_next_page": false })).into_response()
}

async fn linked(headers: HeaderMap) -> Response {
    if headers.contains_key("authorization") || headers.get("x-needed").is_none() {
        return StatusCode::FORBIDDEN.into_response();
    }
    Json(json!([["a", "1"], ["b", null]])).into_response()
}

fn service(answers: Vec<Value>, rules: Vec<Rule>) -> (Client, Shared) {
    let shared = Shared::default();
    *shared.lock().unwrap() = Warehouse {
        answers,
        has_history: true,
        ..Warehouse::default()
    };
    let get_statement = async |State(shared): State<Shared>| look(&shared);
    let router = Router::new()
        .route("/api/2.0/sql/statements", post(execute))
        .route("/api/2.0/sql/statements/{id}", get(get_statement))
        .route("/api/2.0/sql/statements/{id}/cancel", post(cancel))
        .route(
            "/api/2.0/sql/statements/{id}/result/chunks/{index}",
            get(chunk),
        )
        .route("/api/2.0/sql/history/queries", get(history))
        .route("/storage/chunk", get(linked))
        .with_state(Arc::clone(&shared));
    let faulty = Faulty::new(Arc::new(InProcess::new(router)), rules);
    (
        client_over(Arc::new(faulty), "http://local.test", quick()),
        shared,
    )
}

fn running() -> Value {
    json!({"statement_id": "s-1", "status": {"state": "RUNNING"}})
}

fn done(manifest: Value, result: Value) -> Value {
    let mut answer = json!({"statement_id": "s-1", "status": {"state": "SUCCEEDED"}});
    answer["manifest"] = manifest;
    answer["result"] = result;
    answer
}

fn one_row() -> Value {
    done(
        json!({"schema": {"columns": [{"name": "n"}]}, "total_row_count": 1}),
        json!({"data_array": [["1"]]}),
    )
}

async fn run(client: &Client, statement: Statement) -> Result<Vec<Vec<Option<String>>>, ApiError> {
    Ok(client.statements("w").run(&statement).await?.rows)
}

#[tokio::test]
async fn a_statement_is_awaited_and_all_its_chunks_are_fetched() {
    let result = done(
        json!({"schema": {"columns": [{"name": "k"}, {"name": "v"}]}, "total_row_count": 3}),
        json!({"chunk_index": 0, "data_array": [["a", "1"]], "next_chunk_index": 1}),
    );
    let (client, _) = service(vec![running(), running(), result], vec![]);
    let result = client
        .statements("w")
        .run(&Statement::new("SELECT 1"))
        .await
        .unwrap();
    assert_eq!(result.rows.len(), 3);
    assert_eq!(
        (result.value(1, "V"), result.value(2, "v")),
        (None, Some("3"))
    );
}

#[tokio::test]
async fn no_rows_are_no_error() {
    let (client, _) = service(
        vec![done(json!({"total_chunk_count": 0}), json!({}))],
        vec![],
    );
    assert!(
        run(&client, Statement::new("CREATE SCHEMA s"))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn failure_behind_status_200_is_an_error_with_its_sql_state() {
    let failed = json!({"statement_id": "s-1", "status": {"state": "FAILED", "sql_state": "42P01",
        "error": {"error_code": "BAD_REQUEST", "message": "[TABLE_OR_VIEW_NOT_FOUND] no `t`"}}});
    let (client, _) = service(vec![failed], vec![]);
    let error = run(&client, Statement::new("SELECT * FROM t"))
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::BadRequest);
    assert_eq!(
        (error.error_code(), error.sql_state()),
        (Some("BAD_REQUEST"), Some("42P01"))
    );
    assert_eq!(
        error.statement().unwrap().statement_id.as_deref(),
        Some("s-1")
    );
    assert_eq!(error.to_string(), "[TABLE_OR_VIEW_NOT_FOUND] no `t`");
}

#[tokio::test]
async fn a_closed_result_is_an_error() {
    let closed = json!({"statement_id": "s-1", "status": {"state": "CLOSED"}});
    let (client, _) = service(vec![closed], vec![]);
    let error = run(&client, Statement::new("SELECT 1")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.statement().unwrap().state.as_str()),
        (&ErrorKind::Aborted, "CLOSED")
    );
}

#[tokio::test]
async fn a_deadline_cancels_and_waits_for_the_end() {
    let (client, shared) = service(vec![running()], vec![]);
    let statement = Statement::new("SELECT slow()").with_deadline(Duration::from_millis(250));
    let error = run(&client, statement).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Cancelled);
    assert_eq!(shared.lock().unwrap().cancelled, 1);
}

#[tokio::test]
async fn rows_that_do_not_add_up_are_not_believed() {
    let short = done(
        json!({"total_row_count": 2}),
        json!({"data_array": [["1"]]}),
    );
    let (client, _) = service(vec![short], vec![]);
    let error = run(&client, Statement::new("SELECT 1")).await.unwrap_err();
    insta::assert_snapshot!(error, @"the result of statement `s-1` has 1 rows instead of 2");

    let looping = done(
        json!({}),
        json!({"data_array": [["1"]], "next_chunk_index": 7}),
    );
    let (client, _) = service(vec![looping], vec![]);
    let error = run(&client, Statement::new("SELECT 1")).await.unwrap_err();
    insta::assert_snapshot!(error, @"the result of statement `s-1` returns to chunk 1");
}

#[tokio::test]
async fn a_cut_result_is_an_error_unless_a_limit_was_asked_for() {
    let cut = done(
        json!({"total_row_count": 1, "truncated": true}),
        json!({"data_array": [["1"]]}),
    );
    let (client, _) = service(vec![cut.clone()], vec![]);
    let error = run(&client, Statement::new("SELECT 1")).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Protocol);
    let (client, _) = service(vec![cut], vec![]);
    let limited = Statement::new("SELECT 1").with_row_limit(1);
    assert!(
        client
            .statements("w")
            .run(&limited)
            .await
            .unwrap()
            .truncated
    );
}

#[tokio::test]
async fn links_are_followed_without_our_token() {
    let link = json!({"external_link": "http://local.test/storage/chunk", "http_headers": {"x-needed": "yes"}});
    let result = done(
        json!({"total_row_count": 2}),
        json!({"external_links": [link]}),
    );
    let (client, shared) = service(vec![result], vec![]);
    let statement = Statement::new("SELECT 1").with_delivery(Delivery::Links);
    assert_eq!(run(&client, statement).await.unwrap().len(), 2);
    assert_eq!(
        shared.lock().unwrap().ran[0]["disposition"],
        "EXTERNAL_LINKS"
    );
}

#[tokio::test]
async fn rows_that_do_not_fit_inline_are_asked_for_by_links_if_that_is_harmless() {
    let aborted = json!({"statement_id": "s-1", "status": {"state": "FAILED",
        "error": {"error_code": "BAD_REQUEST", "message": "too many bytes"}}});
    let link = json!({"external_link": "http://local.test/storage/chunk", "http_headers": {"x-needed": "yes"}});
    let linked = done(
        json!({"total_row_count": 2}),
        json!({"external_links": [link]}),
    );
    let (client, shared) = service(vec![aborted.clone(), linked], vec![]);
    assert_eq!(
        run(&client, Statement::harmless("SELECT 1"))
            .await
            .unwrap()
            .len(),
        2
    );
    let sent = shared
        .lock()
        .unwrap()
        .ran
        .iter()
        .map(|r| r["disposition"].clone())
        .collect::<Vec<_>>();
    assert_eq!(sent, ["INLINE", "EXTERNAL_LINKS"]);

    let (client, shared) = service(vec![aborted], vec![]);
    let error = run(&client, Statement::new("INSERT INTO t SELECT 1"))
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::BadRequest);
    assert_eq!(shared.lock().unwrap().ran.len(), 1);
}

const SQL: &str = "statements_execute";

#[tokio::test]
async fn a_statement_whose_answer_is_lost_is_found_again_and_ran_once() {
    for fault in [
        Fault::DropAfterCommit,
        Fault::DoThenFail {
            status: 500,
            error_code: "INTERNAL_ERROR",
        },
        Fault::DoThenFail {
            status: 503,
            error_code: "TEMPORARILY_UNAVAILABLE",
        },
    ] {
        let (client, shared) = service(vec![running(), one_row()], vec![Rule::on(SQL, fault)]);
        let rows = run(&client, Statement::new("INSERT INTO t VALUES (1)"))
            .await
            .unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(shared.lock().unwrap().ran.len(), 1);
    }
}

#[tokio::test]
async fn a_statement_that_was_refused_is_sent_again() {
    for fault in [
        Fault::Throttle { seconds: 1 },
        Fault::Unavailable,
        Fault::Unreachable,
    ] {
        let (client, shared) = service(vec![one_row()], vec![Rule::on(SQL, fault).times(2)]);
        run(&client, Statement::new("INSERT INTO t VALUES (1)"))
            .await
            .unwrap();
        assert_eq!(shared.lock().unwrap().ran.len(), 1);
    }
}

#[tokio::test]
async fn without_a_history_the_fate_of_a_statement_is_said_to_be_unknown() {
    let (client, shared) = service(vec![one_row()], vec![Rule::on(SQL, Fault::DropAfterCommit)]);
    shared.lock().unwrap().has_history = false;
    let error = run(&client, Statement::new("INSERT INTO t VALUES (1)"))
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(error.retry(), Retry::OutcomeUnknown);
    assert_eq!(shared.lock().unwrap().ran.len(), 1);
}

#[tokio::test]
async fn a_harmless_statement_is_sent_again_without_a_history() {
    let (client, shared) = service(vec![one_row()], vec![Rule::on(SQL, Fault::DropAfterCommit)]);
    shared.lock().unwrap().has_history = false;
    run(
        &client,
        Statement::harmless("CREATE OR REPLACE VIEW v AS SELECT 1"),
    )
    .await
    .unwrap();
    assert_eq!(shared.lock().unwrap().ran.len(), 2);
}

#[tokio::test]
async fn each_sending_has_a_mark_of_its_own() {
    let (client, shared) = service(vec![one_row()], vec![]);
    for _ in 0..2 {
        run(&client, Statement::new("SELECT 1")).await.unwrap();
    }
    let ran = shared.lock().unwrap().ran.clone();
    assert_eq!(ran[0]["query_tags"][0]["key"], "clone_xs_statement");
    assert_ne!(ran[0]["query_tags"], ran[1]["query_tags"]);
}

#[tokio::test]
async fn a_statement_that_nobody_waits_for_is_cancelled() {
    // Its id is known: it runs, and its caller goes away.
    let (client, shared) = service(vec![running()], vec![]);
    let asking = run(&client, Statement::new("SELECT slow()"));
    assert!(
        tokio::time::timeout(Duration::from_millis(100), asking)
            .await
            .is_err()
    );
    client.parted().await;
    assert_eq!(shared.lock().unwrap().cancelled, 1);
}

#[tokio::test]
async fn a_statement_whose_id_is_not_known_yet_is_found_by_its_mark_and_cancelled() {
    let hang = Rule::on("statements_get", Fault::Hang).times(99);
    let (client, shared) = service(
        vec![running()],
        vec![Rule::on(SQL, Fault::DropAfterCommit), hang],
    );
    // The answer is lost; the look at the statement that was found does not come back.
    let asking = run(&client, Statement::new("INSERT INTO t VALUES (1)"));
    assert!(
        tokio::time::timeout(Duration::from_millis(300), asking)
            .await
            .is_err()
    );
    client.parted().await;
    let warehouse = shared.lock().unwrap();
    assert_eq!((warehouse.ran.len(), warehouse.cancelled), (1, 1));
}

#[tokio::test]
async fn a_statement_at_its_end_is_not_cancelled() {
    let failed = json!({"statement_id": "s-1", "status": {"state": "FAILED",
        "error": {"error_code": "BAD_REQUEST", "message": "no"}}});
    for answer in [one_row(), failed] {
        let (client, shared) = service(vec![running(), answer], vec![]);
        drop(run(&client, Statement::new("SELECT 1")).await);
        client.parted().await;
        assert_eq!(shared.lock().unwrap().cancelled, 0);
    }
}

#[tokio::test]
async fn only_what_may_run_twice_is_waited_for_in_the_call_that_sends_it() {
    let (client, shared) = service(vec![one_row()], vec![]);
    run(&client, Statement::new("INSERT INTO t VALUES (1)"))
        .await
        .unwrap();
    run(&client, Statement::harmless("SELECT 1")).await.unwrap();
    let ran = shared.lock().unwrap().ran.clone();
    let waits: Vec<_> = ran
        .iter()
        .map(|body| body["wait_timeout"].clone())
        .collect();
    assert_eq!(waits, ["0s", "50s"]);
}
