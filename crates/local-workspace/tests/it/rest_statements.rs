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
        "STRING"
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
            .starts_with("n,even\r\n0,even 0\r\n1,null\r\n"),
        "{}",
        csv.body
    );
    // Neither the chunk nor the time can be changed by whoever holds a link.
    for (part, other) in [
        ("/0?", "/1?"),
        ("expires=", "expires=9"),
        ("signature=", "signature=x"),
    ] {
        let changed = path.replace(part, other);
        assert_ne!(changed, path);
        let answer = served.call_as("", "GET", &changed, Value::Null).await;
        assert_eq!(answer.status, 403, "{changed}");
    }
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
#[case::compressed(json!({"result_compression": "LZ4_FRAME"}), "ARROW_STREAM only")]
#[case::compression(json!({"result_compression": "ZSTD"}), "'ZSTD' is not valid")]
#[case::position(json!({"parameters": [{"ordinal": 0, "value": "x"}]}), "ordinal from 1 on")]
#[case::both(json!({"parameters": [{"ordinal": 1, "name": "x", "value": "x"}]}), "a name, or an ordinal")]
#[case::mixed(
    json!({"parameters": [{"ordinal": 1, "value": "x"}, {"name": "x", "value": "x"}]}),
    "not both"
)]
#[case::tags(json!({"query_tags": vec![json!({"key": "k"}); 21]}), "at most 20 query tags")]
#[case::unknown(json!({"staging": "x"}), "staging")]
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

const SESSIONS: &str = "/api/2.0/sql/sessions";

async fn opened(served: &Served, more: Value) -> String {
    let mut body = json!({"warehouse_id": "10ca1e7a4e0a5e00"});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let answer = served.ok("POST", SESSIONS, body).await;
    answer["session_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_says_where_its_statements_begin() {
    let served = served();
    let session = opened(&served, json!({"catalog": "c", "schema": "s"})).await;
    let answer = run(&served, "whoami", json!({"session_id": session})).await;
    assert_eq!(
        answer["result"]["data_array"],
        json!([["admin@local", "c", "s", null]])
    );
    let at = format!("{SESSIONS}/{session}?warehouse_id=10ca1e7a4e0a5e00");
    served.ok("DELETE", &at, Value::Null).await;
    let gone = body("whoami", json!({"session_id": session}));
    assert_eq!(served.call("POST", AT, gone).await.status, 404);
    assert_eq!(served.call("DELETE", &at, Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_session_is_its_openers_alone() {
    let served = served();
    let session = opened(&served, json!({})).await;
    let made = served
        .ok(
            "POST",
            "/__admin/principals",
            json!({"kind": "USER", "name": "ann@local"}),
        )
        .await;
    let token = made["token"].as_str().unwrap();
    let stolen = body("whoami", json!({"session_id": session}));
    assert_eq!(served.call_as(token, "POST", AT, stolen).await.status, 404);
}

#[rstest]
#[case(json!({"session_confs": {"ansi_mode": "false"}}), "ansi_mode with the value false")]
#[case(json!({"session_confs": {"x.y": "1"}}), "the setting x.y")]
#[case(json!({"execution_mode": "SLOW"}), "execution_mode")]
#[tokio::test]
async fn a_session_that_would_answer_otherwise_is_refused(#[case] more: Value, #[case] text: &str) {
    let mut body = json!({"warehouse_id": "10ca1e7a4e0a5e00"});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let answer = served().call("POST", SESSIONS, body).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.body["message"].as_str().unwrap().contains(text),
        "{}",
        answer.body
    );
}

#[cfg(feature = "engine")]
mod arrow_results {
    use super::*;
    use arrow::ipc::reader::StreamReader;
    use axum::http::Request;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use http_body_util::BodyExt as _;
    use std::io::Read as _;
    use tower::ServiceExt as _;

    fn rows(stream: &[u8]) -> usize {
        StreamReader::try_new(stream, None)
            .unwrap()
            .map(|batch| batch.unwrap().num_rows())
            .sum()
    }

    #[tokio::test]
    async fn a_result_of_one_chunk_is_attached_compressed_as_asked() {
        let more = json!({
            "disposition": "INLINE_OR_EXTERNAL_LINKS",
            "format": "ARROW_STREAM",
            "result_compression": "LZ4_FRAME",
        });
        let answer = run(&served(), "numbers 7", more).await;
        assert_eq!(answer["manifest"]["format"], "ARROW_STREAM");
        assert_eq!(answer["manifest"]["result_compression"], "LZ4_FRAME");
        let attached = answer["result"]["attachment"].as_str().unwrap();
        let packed = STANDARD.decode(attached).unwrap();
        let mut stream = Vec::new();
        lz4_flex::frame::FrameDecoder::new(&packed[..])
            .read_to_end(&mut stream)
            .unwrap();
        assert_eq!(rows(&stream), 7);
    }

    #[tokio::test]
    async fn a_result_of_several_chunks_is_behind_links() {
        let served = served_with(small_chunks());
        let more = json!({"disposition": "INLINE_OR_EXTERNAL_LINKS", "format": "ARROW_STREAM"});
        let answer = run(&served, "numbers 50", more).await;
        let count = answer["manifest"]["total_chunk_count"].as_u64().unwrap();
        assert!(count > 3, "{answer}");
        let (mut read, mut links) = (0, answer["result"]["external_links"].clone());
        let id = answer["statement_id"].as_str().unwrap();
        for index in 0..count {
            let link = links[0]["external_link"].as_str().unwrap();
            let path = link.strip_prefix("http://localhost").unwrap();
            let request = Request::get(path).body(axum::body::Body::empty()).unwrap();
            let response = served.router.clone().oneshot(request).await.unwrap();
            let stream = response.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(links[0]["row_offset"], read);
            read += rows(&stream);
            if index + 1 < count {
                let next = format!("{AT}/{id}/result/chunks/{}", index + 1);
                links = served.get(&next).await["external_links"].clone();
            }
        }
        assert_eq!(read, 50);
    }
}

#[tokio::test]
async fn a_statement_on_a_stopped_warehouse_waits_until_it_runs() {
    let served = served();
    let warehouse = "/api/2.0/sql/warehouses/10ca1e7a4e0a5e00";
    let slow = json!({"warehouse_start_ms": 3_600_000});
    served.ok("PATCH", "/__admin/conduct", slow).await;
    served
        .ok("POST", &format!("{warehouse}/stop"), json!({}))
        .await;
    assert_eq!(served.get(warehouse).await["state"], "STOPPED");
    let answer = run(&served, "numbers 1", json!({"wait_timeout": "0s"})).await;
    assert_eq!(answer["status"]["state"], "PENDING");
    while served.get(warehouse).await["state"] != "STARTING" {
        tokio::task::yield_now().await;
    }
    let at = format!("{AT}/{}", answer["statement_id"].as_str().unwrap());
    served.ok("POST", &format!("{at}/cancel"), json!({})).await;
    while served.get(&at).await["status"]["state"] == "PENDING" {
        tokio::task::yield_now().await;
    }
    assert_eq!(served.get(&at).await["status"]["state"], "CANCELED");
}

#[rstest]
#[case(json!({"token_seconds": "x"}))]
#[case(json!({"tokens": 1}))]
#[tokio::test]
async fn a_conduct_that_is_none_is_refused(#[case] changes: Value) {
    let served = served();
    let before = served.get("/__admin/conduct").await;
    let answer = served.call("PATCH", "/__admin/conduct", changes).await;
    assert_eq!(answer.status, 400);
    assert_eq!(served.get("/__admin/conduct").await, before);
}
