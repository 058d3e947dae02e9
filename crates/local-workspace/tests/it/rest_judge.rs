//! The official Python SDK drives the workspace over a socket.

use std::process::Stdio;

use tokio::net::TcpListener;

use crate::rest_support::served_with;
use local_workspace::Options;

#[tokio::test]
async fn the_databricks_sdk_for_python_finds_a_workspace() {
    let Some(python) = std::env::var_os("CLXS_JUDGE_PYTHON") else {
        println!(
            "skipped: the_databricks_sdk_for_python_finds_a_workspace: CLXS_JUDGE_PYTHON names no Python with databricks-sdk"
        );
        return;
    };
    let served = served_with({
        let mut options = Options::default();
        options.chunk_bytes = 2000;
        options.page_size = 2;
        options
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    let workspace = served.workspace.clone();
    let server = tokio::spawn(async move { workspace.serve(listener).await });
    let home = tempfile::tempdir().unwrap();
    let judge = tokio::task::spawn_blocking(move || {
        std::process::Command::new(python)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/judges/databricks_sdk.py"
            ))
            .arg(host)
            .env("HOME", home.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    });
    let run = judge.await.unwrap();
    server.abort();
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
    assert!(run.status.success(), "{text}");
}
