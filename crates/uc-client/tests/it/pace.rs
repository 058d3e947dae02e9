//! The pace over real sockets: a host that refuses what is more than it bears.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::stream::{self, StreamExt as _};
use serde_json::json;
use tokio::net::TcpListener;
use uc_client::statements::Delivery;
use uc_client::transport::{Http, Paced};
use uc_client::{RetryPolicy, Statement};

use crate::support::client_over;

/// What a host sees of its callers.
#[derive(Default)]
struct Host {
    bears: u32,
    under_way: AtomicU32,
    most: AtomicU32,
    answered: AtomicU32,
    refused: AtomicU32,
}

/// Counts a call while it is under way, and refuses it if it is one too many.
async fn bear(host: &Host, works: Duration) -> Result<(), Response> {
    let now = host.under_way.fetch_add(1, Ordering::SeqCst) + 1;
    host.most.fetch_max(now, Ordering::SeqCst);
    let refuse = now > host.bears;
    tokio::time::sleep(works).await;
    host.under_way.fetch_sub(1, Ordering::SeqCst);
    if refuse {
        host.refused.fetch_add(1, Ordering::SeqCst);
        let body = json!({"error_code": "REQUEST_LIMIT_EXCEEDED", "message": "slower"});
        let head = [("retry-after", "0")];
        return Err((StatusCode::TOO_MANY_REQUESTS, head, Json(body)).into_response());
    }
    host.answered.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

async fn serve(bears: u32) -> (String, Arc<Host>) {
    let host = Arc::new(Host {
        bears,
        ..Host::default()
    });
    let read = async |State(host): State<Arc<Host>>| match bear(&host, ms(3)).await {
        Ok(()) => Json(json!({"name": "main"})).into_response(),
        Err(refused) => refused,
    };
    let execute = async |State(host): State<Arc<Host>>| match bear(&host, ms(30)).await {
        Ok(()) => Json(
            json!({"statement_id": "s", "status": {"state": "SUCCEEDED"},
            "manifest": {"total_chunk_count": 0}, "result": {}}),
        )
        .into_response(),
        Err(refused) => refused,
    };
    let router = Router::new()
        .route("/api/2.1/unity-catalog/catalogs/{name}", get(read))
        .route("/api/2.0/sql/statements", post(execute))
        .with_state(Arc::clone(&host));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, host)
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn patient() -> RetryPolicy {
    RetryPolicy {
        attempts: 200,
        first: ms(1),
        longest: ms(5),
        ..RetryPolicy::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_refusals_is_survived_with_few_of_them() {
    let (address, host) = serve(4).await;
    let paced = Paced::new(Arc::new(Http::new().unwrap()));
    let client = client_over(Arc::new(paced.clone()), &address, patient());
    let calls = stream::iter(0..600).map(|_| {
        let client = client.clone();
        async move { client.api().catalogs_get("main", None).await.map(drop) }
    });
    let answers: Vec<_> = calls.buffer_unordered(64).collect().await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(host.answered.load(Ordering::SeqCst), 600);
    let (refused, most) = (
        host.refused.load(Ordering::SeqCst),
        host.most.load(Ordering::SeqCst),
    );
    // Without a pace 64 would be under way all the time, most of them in vain.
    assert!(most <= 32, "{most} at a time");
    assert!(refused <= 200, "{refused} of {} calls", refused + 600);
    let limit = paced.limit(address.trim_start_matches("http://")).unwrap();
    assert!((1..=12).contains(&limit), "{limit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_and_statements_both_come_through() {
    let (address, host) = serve(u32::MAX).await;
    let paced = Paced::within(
        Arc::new(Http::new().unwrap()),
        uc_client::transport::Bounds {
            first: 2.0,
            most: 2.0,
            ..Default::default()
        },
    );
    let client = client_over(Arc::new(paced), &address, patient());
    let statement = Statement::new("SELECT 1").with_delivery(Delivery::Inline);
    let statements = async {
        let run = |_| {
            let (sql, statement) = (client.statements("w"), statement.clone());
            async move { sql.run(&statement).await.map(drop) }
        };
        let all = stream::iter(0..20).map(run).buffer_unordered(20);
        all.collect::<Vec<_>>().await
    };
    let reads = async {
        let mut before = Vec::new();
        for _ in 0..20 {
            client.api().catalogs_get("main", None).await.unwrap();
            before.push(host.answered.load(Ordering::SeqCst));
        }
        before
    };
    let (statements, reads) = tokio::join!(statements, reads);
    assert!(statements.iter().all(Result::is_ok));
    assert_eq!(reads.len(), 20);
    assert_eq!(host.most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_rate_is_kept() {
    let router = Router::new().route(
        "/api/2.1/unity-catalog/catalogs/{name}",
        get(async || Json(json!({"name": "main"}))),
    );
    let bounds = uc_client::transport::Bounds {
        rate: Some(100.0),
        ..Default::default()
    };
    let paced = Paced::within(
        Arc::new(uc_client::transport::InProcess::new(router)),
        bounds,
    );
    let client = client_over(Arc::new(paced), "http://local.test", patient());
    let started = tokio::time::Instant::now();
    let calls = (0..21).map(|_| async {
        let got = client.api().catalogs_get("main", None).await;
        got.map(drop)
    });
    futures::future::try_join_all(calls).await.unwrap();
    // Twenty pauses lie between them, however slow the machine is.
    assert!(started.elapsed() >= ms(200), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_caller_that_goes_away_gives_its_place_back() {
    let (address, host) = serve(u32::MAX).await;
    let bounds = uc_client::transport::Bounds {
        first: 1.0,
        most: 1.0,
        ..Default::default()
    };
    let paced = Paced::within(Arc::new(Http::new().unwrap()), bounds);
    let client = client_over(Arc::new(paced), &address, patient());
    for _ in 0..20 {
        let call = client.api().catalogs_get("main", None);
        // Given up while it waits for the answer; the next ones must find the place free.
        drop(tokio::time::timeout(ms(1), call).await);
    }
    client.api().catalogs_get("main", None).await.unwrap();
    assert!(host.answered.load(Ordering::SeqCst) >= 1);
}
