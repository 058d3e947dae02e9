//! Results in chunks behind links: fetched together, given in order, asked for again when over.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use arrow::array::{Array as _, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::ipc::writer::StreamWriter;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::TryStreamExt as _;
use serde_json::{Value, json};
use uc_client::statements::Delivery;
use uc_client::{Client, ErrorKind, Statement};

use crate::support::client_of;

/// How many chunks a result has, and the rows of each.
const CHUNKS: i64 = 9;
const ROWS: i64 = 3;

/// A service whose links work as often as it likes.
#[derive(Default)]
struct Service {
    arrow: bool,
    /// Links that are refused, by chunk.
    over: BTreeMap<i64, u32>,
    /// When links end, as they say.
    expiration: Option<&'static str>,
    asked: Vec<i64>,
    fetched: Vec<i64>,
    at_a_time: (usize, usize),
}

type Shared = Arc<Mutex<Service>>;

fn link(shared: &Shared, index: i64) -> Value {
    let expiration = shared.lock().unwrap().expiration;
    json!({"external_links": [{"chunk_index": index, "expiration": expiration,
        "external_link": format!("http://store.test/{index}?sig=1"), "http_headers": {"x-needed": "yes"}}]})
}

async fn execute(State(shared): State<Shared>) -> Json<Value> {
    let result = link(&shared, 0);
    // A link that says it is over is not believed a second time.
    shared.lock().unwrap().expiration = None;
    Json(
        json!({"statement_id": "s-1", "status": {"state": "SUCCEEDED"}, "result": result,
        "manifest": {"schema": {"columns": [{"name": "n"}]}, "total_chunk_count": CHUNKS,
            "total_row_count": CHUNKS * ROWS}}),
    )
}

async fn chunk(State(shared): State<Shared>, Path((_, index)): Path<(String, i64)>) -> Json<Value> {
    shared.lock().unwrap().asked.push(index);
    Json(link(&shared, index))
}

async fn stored(
    State(shared): State<Shared>,
    Path(index): Path<i64>,
    headers: HeaderMap,
    query: Query<BTreeMap<String, String>>,
) -> Response {
    assert!(
        headers.get("authorization").is_none(),
        "our token left the workspace"
    );
    assert_eq!(headers["x-needed"], "yes");
    assert_eq!(query["sig"], "1");
    let arrow = {
        let mut service = shared.lock().unwrap();
        if let Some(left) = service.over.get_mut(&index).filter(|left| **left > 0) {
            *left -= 1;
            return (
                StatusCode::FORBIDDEN,
                "<Error><Code>AccessDenied</Code></Error>",
            )
                .into_response();
        }
        service.fetched.push(index);
        service.at_a_time.0 += 1;
        service.at_a_time.1 = service.at_a_time.1.max(service.at_a_time.0);
        service.arrow
    };
    // Later chunks answer first.
    tokio::time::sleep(Duration::from_millis(u64::try_from(10 - index).unwrap())).await;
    shared.lock().unwrap().at_a_time.0 -= 1;
    let numbers = (index * ROWS)..((index + 1) * ROWS);
    if arrow {
        return ipc(numbers.collect()).into_response();
    }
    let rows: Vec<_> = numbers.map(|n| json!([n.to_string()])).collect();
    Json(Value::Array(rows)).into_response()
}

fn ipc(numbers: Vec<i64>) -> Vec<u8> {
    let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, false)]));
    let batch = RecordBatch::try_new(
        Arc::clone(&schema),
        vec![Arc::new(Int64Array::from(numbers))],
    );
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).unwrap();
    writer.write(&batch.unwrap()).unwrap();
    writer.into_inner().unwrap()
}

fn service(service: Service) -> (Client, Shared) {
    let shared = Arc::new(Mutex::new(service));
    let router = Router::new()
        .route("/api/2.0/sql/statements", post(execute))
        .route(
            "/api/2.0/sql/statements/{id}/result/chunks/{index}",
            get(chunk),
        )
        .route("/{index}", get(stored))
        .with_state(Arc::clone(&shared));
    (client_of(router), shared)
}

async fn numbers(client: &Client) -> Result<Vec<i64>, uc_client::ApiError> {
    let statement = Statement::new("SELECT n").with_delivery(Delivery::Links);
    let result = client.statements("w").run(&statement).await?;
    let number = |row: Vec<Option<String>>| row[0].as_deref().unwrap().parse().unwrap();
    Ok(result.rows.into_iter().map(number).collect())
}

async fn arrow_numbers(client: &Client) -> Result<Vec<i64>, uc_client::ApiError> {
    let result = client
        .statements("w")
        .run_arrow(&Statement::new("SELECT n"))
        .await?;
    let batches: Vec<RecordBatch> = result.batches().try_collect().await?;
    let of = |batch: &RecordBatch| {
        let column = batch.column(0).as_any().downcast_ref::<Int64Array>();
        column.unwrap().values().to_vec()
    };
    Ok(batches.iter().flat_map(of).collect())
}

#[tokio::test]
async fn chunks_come_in_order_though_they_are_fetched_together() {
    let all: Vec<i64> = (0..CHUNKS * ROWS).collect();
    for arrow in [false, true] {
        let (client, shared) = service(Service {
            arrow,
            ..Service::default()
        });
        let found = if arrow {
            arrow_numbers(&client).await
        } else {
            numbers(&client).await
        };
        assert_eq!(found.unwrap(), all);
        let service = shared.lock().unwrap();
        assert_eq!(service.fetched.len(), 9, "each chunk once");
        // More than one, and no more than are held.
        assert!(
            (2..=4).contains(&service.at_a_time.1),
            "{:?}",
            service.at_a_time
        );
    }
}

#[tokio::test]
async fn links_that_are_over_are_asked_for_again() {
    let (client, shared) = service(Service {
        over: BTreeMap::from([(0, 1), (5, 1)]),
        ..Service::default()
    });
    assert_eq!(numbers(&client).await.unwrap().len(), 27);
    let mut asked = shared.lock().unwrap().asked.clone();
    asked.sort_unstable();
    assert_eq!(asked, [0, 1, 2, 3, 4, 5, 5, 6, 7, 8]);
}

#[tokio::test]
async fn a_link_that_says_it_is_over_is_not_followed() {
    let (client, shared) = service(Service {
        expiration: Some("2020-01-01T00:00:00Z"),
        ..Service::default()
    });
    assert_eq!(numbers(&client).await.unwrap().len(), 27);
    assert!(shared.lock().unwrap().asked.contains(&0));
}

#[tokio::test]
async fn a_link_that_stays_refused_is_an_error() {
    let (client, _) = service(Service {
        over: BTreeMap::from([(3, 9)]),
        ..Service::default()
    });
    let error = numbers(&client).await.unwrap_err();
    assert_eq!(
        (error.status(), error.message()),
        (Some(403), "AccessDenied")
    );
}

#[tokio::test]
async fn what_is_not_arrow_is_an_error() {
    let (client, _) = service(Service::default());
    let error = arrow_numbers(&client).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Protocol);
    insta::assert_snapshot!(error, @"a chunk is not the Arrow stream that was asked for");
}
