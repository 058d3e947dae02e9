//! The Files API against a service that keeps bytes under their decoded paths.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use futures::{TryStreamExt as _, stream};
use serde_json::json;
use uc_client::{Client, ErrorKind, Existing};

use crate::support::client_of;

type Store = Arc<Mutex<BTreeMap<String, Bytes>>>;
type Parameters = Query<BTreeMap<String, String>>;

fn error(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({"error_code": code, "message": code}))).into_response()
}

fn service() -> (Client, Store) {
    let store = Store::default();
    let read = async |State(store): State<Store>, Path(path): Path<String>| {
        let found = store.lock().unwrap().get(&path).cloned();
        found.map_or_else(
            || error(StatusCode::NOT_FOUND, "NOT_FOUND"),
            |bytes| axum::body::Body::from(bytes).into_response(),
        )
    };
    let write =
        async |State(store): State<Store>, Path(path): Path<String>, q: Parameters, body: Bytes| {
            let mut store = store.lock().unwrap();
            if q.get("overwrite").map(String::as_str) != Some("true") && store.contains_key(&path) {
                return error(StatusCode::CONFLICT, "ALREADY_EXISTS");
            }
            store.insert(path, body);
            StatusCode::NO_CONTENT.into_response()
        };
    let remove = async |State(store): State<Store>, Path(path): Path<String>| match store
        .lock()
        .unwrap()
        .remove(&path)
    {
        Some(_) => StatusCode::NO_CONTENT.into_response(),
        None => error(StatusCode::NOT_FOUND, "NOT_FOUND"),
    };
    // One entry a page, and an empty page first.
    let list = async |State(store): State<Store>, Path(path): Path<String>, q: Parameters| {
        let names: Vec<String> = store.lock().unwrap().keys().cloned().collect();
        let at = q
            .get("page_token")
            .map_or(0, |token| token.parse::<usize>().unwrap());
        let entry = |name: &String| {
            let last = name.rsplit('/').next().unwrap();
            json!({"path": format!("/{name}"), "name": last, "is_directory": false, "file_size": 1})
        };
        let contents: Vec<_> = at
            .checked_sub(1)
            .and_then(|at| names.get(at))
            .into_iter()
            .map(entry)
            .collect();
        assert_eq!(path, "Volumes/main/s/v");
        let mut page = json!({"contents": contents});
        if at < names.len() {
            page["next_page_token"] = json!((at + 1).to_string());
        }
        Json(page)
    };
    let router = Router::new()
        .route(
            "/api/2.0/fs/files/{*path}",
            get(read).put(write).delete(remove),
        )
        .route("/api/2.0/fs/directories/{*path}", get(list))
        .with_state(Arc::clone(&store));
    (client_of(router), store)
}

async fn read(client: &Client, path: &str) -> Vec<u8> {
    let parts: Vec<_> = client
        .files()
        .download(path)
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    parts.concat()
}

#[tokio::test]
async fn bytes_come_back_under_any_legal_name() {
    let (client, _) = service();
    let files = client.files();
    for name in [
        "a.txt",
        "dir with space/a%b.txt",
        "ü#?.csv",
        r"back\slash",
        "..hidden",
    ] {
        let path = format!("/Volumes/main/s/v/{name}");
        files
            .upload(&path, name.to_owned(), Existing::Keep)
            .await
            .unwrap();
        assert_eq!(read(&client, &path).await, name.as_bytes());
    }
}

#[tokio::test]
async fn a_stream_is_written_in_its_order() {
    let (client, store) = service();
    let parts = (0_u8..200).map(|n| Ok::<_, std::io::Error>(Bytes::from(vec![n; 1000])));
    let path = "/Volumes/main/s/v/large";
    client
        .files()
        .upload_stream(path, stream::iter(parts), Existing::Keep)
        .await
        .unwrap();
    let stored = store.lock().unwrap()["Volumes/main/s/v/large"].clone();
    assert_eq!(stored.len(), 200_000);
    assert_eq!(stored[199_999], 199);
}

#[tokio::test]
async fn existing_files_are_kept_unless_told_otherwise() {
    let (client, _) = service();
    let (files, path) = (client.files(), "/Volumes/main/s/v/f");
    files.upload(path, "one", Existing::Keep).await.unwrap();
    let error = files.upload(path, "two", Existing::Keep).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::AlreadyExists);
    files
        .upload(path, "three", Existing::Overwrite)
        .await
        .unwrap();
    assert_eq!(read(&client, path).await, b"three");
    files.delete(path).await.unwrap();
    assert!(files.delete(path).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_directory_is_listed_to_its_end() {
    let (client, _) = service();
    let files = client.files();
    for name in ["a", "b", "c"] {
        files
            .upload(&format!("/Volumes/main/s/v/{name}"), name, Existing::Keep)
            .await
            .unwrap();
    }
    let found: Vec<_> = files
        .list("/Volumes/main/s/v/")
        .map_ok(|entry| entry.name)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(found, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_path_that_climbs_is_not_sent() {
    let (client, _) = service();
    let error = client
        .files()
        .delete("/Volumes/main/s/v/../../x")
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Refused);
}
