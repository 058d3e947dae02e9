//! Statement execution over HTTP.

use local_workspace::Options;
use rstest::rstest;
use serde_json::{Value, json};

use crate::rest_support::{Served, served, served_with};

const AT: &str = "/api/2.0/sql/statements";

fn body(sql: &str, more: Value) -> Value {
    let mut body =
        json!({"statement": sql, "warehouse_id": "10ca1e7a4e0a5e00", "wait_timeout": "50s"});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

async fn run(served: &Served, sql: &str, more: Value) -> Value {
    served.ok("POST", AT, body(sql, more)).await
}

fn small_chunks() -> Options {
    let mut options = Options::default();
    options.chunk_bytes = 100;
    options.inline_limit = 5000;
    options
}

#[tokio::test]
async fn a_statement_runs_as_its_caller_with_its_parameters() {
    let served = served();
    let more = json!({"parameters": [{"name": "p", "value": "v"}], "schema": "s"});
    let answer = run(&served, "whoami", more).await;
    assert_eq!(answer["status"], json!({"state": "SUCCEEDED"}));
    assert_eq!(
        answer["result"]["data_array"],
        json!([["admin@local", "main", "s", "v"]])
    );
    assert_eq!(
        answer["manifest"]["schema"]["columns"][0]["type_text"],
        "BIGINT"
    );
}

#[tokio::test]
async fn chunks_lead_from_one_to_the_next() {
    let served = served_with(small_chunks());
    let answer = run(&served, "numbers 50", json!({})).await;
    let count = answer["manifest"]["total_chunk_count"].as_u64().unwrap();
    assert!(count > 3, "{answer}");
    let mut rows = answer["result"]["data_array"].as_array().unwrap().clone();
    let mut next = answer["result"]["next_chunk_internal_link"]
        .as_str()
        .map(str::to_owned);
    while let Some(link) = next {
        let chunk = served.get(&link).await;
        assert_eq!(chunk["row_offset"], rows.len());
        rows.extend(chunk["data_array"].as_array().unwrap().iter().cloned());
        next = chunk["next_chunk_internal_link"]
            .as_str()
            .map(str::to_owned);
    }
    assert_eq!(rows.len(), 50);
    assert_eq!(rows[49], json!(["49", null]));
    let id = answer["statement_id"].as_str().unwrap();
    assert_eq!(
        served
            .call("GET", &format!("{AT}/{id}/result/chunks/99"), Value::Null)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn no_rows_give_an_empty_result_object() {
    let answer = run(&served(), "numbers 0", json!({})).await;
    assert_eq!(answer["result"], json!({}));
    assert_eq!(answer["manifest"]["total_chunk_count"], 0);
    assert_eq!(answer["manifest"]["total_row_count"], 0);
}

#[tokio::test]
async fn a_statement_that_fails_does_so_at_status_200() {
    let answer = run(&served(), "nonsense", json!({})).await;
    assert_eq!(
        answer["status"],
        json!({
            "state": "FAILED",
            "error": {"error_code": "BAD_REQUEST", "message": "[PARSE_SYNTAX_ERROR] Syntax error. SQLSTATE: 42601"},
            "sql_state": "42601",
        })
    );
}

#[tokio::test]
async fn an_inline_result_above_its_limit_fails_and_links_deliver_it() {
    let served = served_with(small_chunks());
    let answer = run(&served, "numbers 500", json!({})).await;
    assert!(
        answer["status"]["error"]["message"]
            .as_str()
            .unwrap()
            .contains("Inline byte limit exceeded")
    );
    let answer = run(
        &served,
        "numbers 500",
        json!({"disposition": "EXTERNAL_LINKS", "format": "CSV"}),
    )
    .await;
    let link = answer["result"]["external_links"][0]["external_link"]
        .as_str()
        .unwrap();
    let path = link.strip_prefix("http://localhost").unwrap();
    assert_eq!(
        served.call("GET", path, Value::Null).await.status,
        400,
        "with Authorization"
    );
    let csv = served.call_as("", "GET", path, Value::Null).await;
    assert!(
        csv.body
            .as_str()
            .unwrap()
            .starts_with("n,even\n0,even 0\n1,\n"),
        "{}",
        csv.body
    );
    let stolen = path.replace("key=", "key=x");
    assert_eq!(
        served.call_as("", "GET", &stolen, Value::Null).await.status,
        403
    );
}

#[tokio::test]
async fn a_row_limit_cuts_and_says_so() {
    let answer = run(&served(), "numbers 5", json!({"row_limit": 2})).await;
    assert_eq!(answer["manifest"]["truncated"], true);
    assert_eq!(answer["result"]["data_array"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_running_statement_is_polled_and_cancelled() {
    let served = served();
    let answer = run(&served, "wait", json!({"wait_timeout": "0s"})).await;
    let at = format!("{AT}/{}", answer["statement_id"].as_str().unwrap());
    assert!(["PENDING", "RUNNING"].contains(&answer["status"]["state"].as_str().unwrap()));
    assert_eq!(
        served.ok("POST", &format!("{at}/cancel"), json!({})).await,
        json!({})
    );
    let state = loop {
        let state = served.get(&at).await["status"]["state"]
            .as_str()
            .unwrap()
            .to_owned();
        if state != "RUNNING" {
            break state;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(state, "CANCELED");
}

#[tokio::test]
async fn the_history_knows_a_statement_before_it_ends_and_by_its_tags() {
    let served = served();
    let tags = json!([{"key": "run", "value": "42"}]);
    let answer = run(
        &served,
        "wait",
        json!({"wait_timeout": "0s", "query_tags": tags}),
    )
    .await;
    let history = served
        .get("/api/2.0/sql/history/queries?max_results=10")
        .await;
    assert_eq!(history["res"][0]["query_id"], answer["statement_id"]);
    assert_eq!(history["res"][0]["query_tags"], tags);
    assert_eq!(history["res"][0]["is_final"], false);
    let none = served
        .get("/api/2.0/sql/history/queries?filter_by.statuses=FINISHED")
        .await;
    assert_eq!(none["res"], json!([]));
}

#[tokio::test]
async fn a_statement_of_a_killed_process_has_ended_for_the_next() {
    let served = served();
    let answer = run(&served, "wait", json!({"wait_timeout": "0s"})).await;
    let id = answer["statement_id"].as_str().unwrap();
    // A dead process holds no lock; the file of this one is released as a kill releases it.
    for lock in std::fs::read_dir(served.dir.path().join("locks")).unwrap() {
        std::fs::remove_file(lock.unwrap().path()).unwrap();
    }
    let next = local_workspace::LocalWorkspace::open(served.dir.path()).unwrap();
    let served = Served {
        router: next.router(),
        workspace: next,
        dir: served.dir,
    };
    let history = served
        .get("/api/2.0/sql/history/queries?filter_by.statuses=FAILED")
        .await;
    assert_eq!(history["res"][0]["query_id"], id);
    assert_eq!(history["res"][0]["is_final"], true);
}

#[rstest]
#[case::wait(json!({"wait_timeout": "3s"}), "The wait_timeout field must be 0 seconds (disables wait), or between 5 seconds and 50 seconds.")]
#[case::cancel(json!({"wait_timeout": "0s", "on_wait_timeout": "CANCEL"}), "on_wait_timeout must be CONTINUE")]
#[case::arrow(json!({"format": "ARROW_STREAM"}), "must be JSON_ARRAY")]
#[case::arrow_links(json!({"format": "ARROW_STREAM", "disposition": "EXTERNAL_LINKS"}), "ARROW_STREAM")]
#[case::tags(json!({"query_tags": vec![json!({"key": "k"}); 21]}), "at most 20 query tags")]
#[case::unknown(json!({"session_id": "x"}), "session_id")]
#[tokio::test]
async fn a_bad_request_is_refused_before_it_runs(#[case] more: Value, #[case] text: &str) {
    let served = served();
    let answer = served.call("POST", AT, body("numbers 1", more)).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.body["message"].as_str().unwrap().contains(text),
        "{}",
        answer.body
    );
    assert_eq!(
        served.get("/api/2.0/sql/history/queries").await["res"],
        json!([])
    );
}

#[tokio::test]
async fn statements_of_others_are_not_shown() {
    let served = served();
    let made = served
        .ok(
            "POST",
            "/__admin/principals",
            json!({"kind": "USER", "name": "ann@local"}),
        )
        .await;
    let token = made["token"].as_str().unwrap();
    let answer = run(&served, "numbers 1", json!({})).await;
    let at = format!("{AT}/{}", answer["statement_id"].as_str().unwrap());
    assert_eq!(
        served.call_as(token, "GET", &at, Value::Null).await.status,
        403
    );
    let history = served
        .call_as(token, "GET", "/api/2.0/sql/history/queries", Value::Null)
        .await;
    assert_eq!(history.body["res"], json!([]));
}
