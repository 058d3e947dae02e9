//! Requests over lines that break: what was sent runs once, what was written is what is read.

use clone_engine::{CloneXs, ConnectOptions, Secret, local};
use futures::stream;
use serde_json::json;
use tokio::net::TcpListener;

use crate::world::World;

/// Breaks the line behind the next statements: each is carried out, and its answer never comes.
async fn lose_answers(clxs: &CloneXs, times: u32) {
    let rule = json!({"method": "POST", "path": "/api/2.0/sql/statements", "times": times,
        "kind": "drop_after_commit"});
    let client = clxs.session().client();
    client
        .raw(http::Method::POST, "/__faults", Some(&rule))
        .await
        .unwrap();
}

async fn count(clxs: &CloneXs) -> String {
    let answer = clxs.sql("SELECT count(*) FROM c.s.t").await.unwrap();
    answer.rows[0][0].clone().unwrap()
}

async fn inserts_run_once(clxs: &CloneXs) {
    for sql in [
        "CREATE CATALOG c",
        "CREATE SCHEMA c.s",
        "CREATE TABLE c.s.t (n INT)",
    ] {
        clxs.sql(sql).await.unwrap();
    }
    for n in 0..3 {
        lose_answers(clxs, 1).await;
        clxs.sql(&format!("INSERT INTO c.s.t VALUES ({n})"))
            .await
            .unwrap();
        assert_eq!(count(clxs).await, (n + 1).to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_insert_whose_answer_is_lost_ran_once() {
    inserts_run_once(&World::empty().await.clxs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_insert_whose_answer_is_lost_on_a_socket_ran_once() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = local::create(&dir.path().join("workspace")).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let options = ConnectOptions {
        host: Some(format!("http://{}", listener.local_addr().unwrap())),
        token: Some(Secret::new(local_workspace::identity::DEFAULT_TOKEN)),
        state_dir: Some(dir.path().join("state")),
        ..ConnectOptions::default()
    };
    let serving = tokio::spawn(async move { workspace.serve(listener).await });
    inserts_run_once(&CloneXs::connect(&options).await.unwrap()).await;
    serving.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_goes_into_a_volume_in_parts_and_comes_back() {
    let world = World::small().await;
    let files = world.clxs.session().client().files();
    let content: Vec<u8> = (0..23_u32 << 20)
        .map(|n| u8::try_from(n % 253).unwrap())
        .collect();
    let pieces: Vec<Result<bytes::Bytes, std::io::Error>> = content
        .chunks(1 << 20)
        .map(|piece| Ok(bytes::Bytes::copy_from_slice(piece)))
        .collect();
    let path = "/Volumes/prod/sales/files/large.bin";
    let sent = files
        .upload_verified(path, stream::iter(pieces), uc_client::Existing::Keep)
        .await
        .unwrap();
    assert_eq!(sent.bytes, 23 << 20);
    assert_eq!(sent.blake3, *blake3::hash(&content).as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_workspace_can_do_is_told() {
    let world = World::small().await;
    let can = world.clxs.capabilities(&"prod".into()).await.unwrap();
    assert!(can.sql && can.clone && can.tags && can.policies && can.models);
    assert_eq!(can.page_size, 0);
}
