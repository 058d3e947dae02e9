//! Large files over lines that break: read on, sent in parts, taken back, compared.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use uc_client::transport::{Fault, Faulty, InProcess, Rule};
use uc_client::{Client, ErrorKind, Existing};

use crate::support::{client_over, quick};

const PATH: &str = "/Volumes/main/s/v/large";
const MIB: usize = 1 << 20;

/// A service with one file, whose answers break off.
#[derive(Default)]
struct Service {
    file: Vec<u8>,
    /// Bytes after which an answer breaks; none breaks.
    breaks_after: Option<usize>,
    modified: u32,
    ranges: Vec<String>,
    takes_no_parts: bool,
    parts: BTreeMap<u32, Bytes>,
    sent: u32,
    aborted: u32,
    /// Spoils what is stored.
    spoils: bool,
}

type Shared = Arc<Mutex<Service>>;
type Parameters = Query<BTreeMap<String, String>>;

fn date(second: u32) -> String {
    format!("Sat, 21 Nov 2026 10:00:{second:02} GMT")
}

async fn read(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let mut service = shared.lock().unwrap();
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    if text("if-unmodified-since").is_some_and(|since| since != date(service.modified)) {
        let body = json!({"error_code": "FAILED_PRECONDITION", "message": "it was modified"});
        return (StatusCode::PRECONDITION_FAILED, Json(body)).into_response();
    }
    let range = text("range");
    service.ranges.push(range.clone().unwrap_or_default());
    let size = service.file.len();
    let (start, end) = range.as_deref().map_or((0, size), |range| {
        let (start, last) = range
            .strip_prefix("bytes=")
            .unwrap()
            .split_once('-')
            .unwrap();
        let end = last
            .parse()
            .map_or(size, |last: usize| (last + 1).min(size));
        (start.parse().unwrap(), end)
    });
    let part = service.file[start..end].to_vec();
    let whole = service.breaks_after.is_none_or(|after| part.len() <= after);
    let given = service
        .breaks_after
        .map_or(part.len(), |after| after.min(part.len()));
    let given = Bytes::copy_from_slice(&part[..given]);
    let broken = (!whole).then(|| Err(std::io::Error::other("the line broke")));
    let body = stream::iter([Ok(given)].into_iter().chain(broken));
    let status = if range.is_some() { 206 } else { 200 };
    Response::builder()
        .status(status)
        .header("content-length", part.len())
        .header(
            "content-range",
            format!("bytes {start}-{}/{size}", end.max(1) - 1),
        )
        .header("last-modified", date(service.modified))
        .body(Body::from_stream(body))
        .unwrap()
}

async fn write(State(shared): State<Shared>, bytes: Bytes) -> StatusCode {
    shared.lock().unwrap().file = bytes.to_vec();
    StatusCode::NO_CONTENT
}

async fn act(State(shared): State<Shared>, query: Parameters, body: Bytes) -> Response {
    let mut service = shared.lock().unwrap();
    if service.takes_no_parts {
        let body = json!({"error_code": "ENDPOINT_NOT_FOUND", "message": "No API found"});
        return (StatusCode::NOT_FOUND, Json(body)).into_response();
    }
    if query["action"] == "initiate-upload" {
        return Json(json!({"multipart_upload": {"session_token": "t"}})).into_response();
    }
    assert_eq!(query["session_token"], "t");
    let wanted: Value = serde_json::from_slice(&body).unwrap();
    let numbers: Vec<u32> = service.parts.keys().copied().collect();
    let named: Vec<Value> = numbers
        .iter()
        .map(|n| json!({"part_number": n, "etag": format!("e{n}")}))
        .collect();
    assert_eq!(wanted["parts"], Value::Array(named));
    service.file = std::mem::take(&mut service.parts)
        .into_values()
        .collect::<Vec<_>>()
        .concat();
    if service.spoils {
        service.file[7] ^= 1;
    }
    Json(json!({})).into_response()
}

async fn part_urls(Json(body): Json<Value>) -> Json<Value> {
    let number = &body["start_part_number"];
    Json(json!({"upload_part_urls": [{"part_number": number,
        "url": format!("http://store.test/parts/{number}?sig=1"),
        "headers": [{"name": "x-needed", "value": "yes"}]}]}))
}

async fn put_part(
    State(shared): State<Shared>,
    Path(number): Path<u32>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    assert!(
        headers.get("authorization").is_none(),
        "our token left the workspace"
    );
    assert_eq!(headers["x-needed"], "yes");
    let mut service = shared.lock().unwrap();
    service.sent += 1;
    service.parts.insert(number, bytes);
    [("etag", format!("e{number}"))].into_response()
}

async fn abort_url() -> Json<Value> {
    Json(json!({"abort_upload_url": {"url": "http://store.test/parts/0", "headers": []}}))
}

async fn abort(State(shared): State<Shared>) -> StatusCode {
    let mut service = shared.lock().unwrap();
    service.aborted += 1;
    service.parts.clear();
    StatusCode::NO_CONTENT
}

fn service(service: Service, rules: Vec<Rule>) -> (Client, Shared) {
    let shared = Arc::new(Mutex::new(service));
    let router = Router::new()
        .route("/api/2.0/fs/files/{*path}", get(read).put(write).post(act))
        .route("/api/2.0/fs/create-upload-part-urls", post(part_urls))
        .route("/api/2.0/fs/create-abort-upload-url", post(abort_url))
        .route("/parts/{number}", put(put_part).delete(abort))
        .layer(DefaultBodyLimit::disable())
        .with_state(Arc::clone(&shared));
    let faulty = Faulty::new(Arc::new(InProcess::new(router)), rules);
    let client = client_over(Arc::new(faulty), "http://local.test", quick());
    (client, shared)
}

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect()
}

/// The content as a stream of pieces of an odd size.
fn pieces(content: &[u8]) -> impl futures::Stream<Item = Result<Bytes, std::io::Error>> + use<> {
    let pieces: Vec<_> = content
        .chunks(77_777)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    stream::iter(pieces)
}

async fn joined(
    stream: impl futures::Stream<Item = Result<Bytes, uc_client::ApiError>>,
) -> Result<Vec<u8>, uc_client::ApiError> {
    let pieces: Vec<Bytes> = stream.try_collect().await?;
    Ok(pieces.concat())
}

#[tokio::test]
async fn a_download_goes_on_where_its_line_broke() {
    let (client, shared) = service(
        Service {
            file: content(10_000),
            breaks_after: Some(3_000),
            ..Service::default()
        },
        vec![],
    );
    let bytes = client.files().download(PATH).await.unwrap();
    assert_eq!(joined(bytes).await.unwrap(), content(10_000));
    let asked = shared.lock().unwrap().ranges.clone();
    assert_eq!(asked[0], "");
    assert!(asked.len() >= 4, "{asked:?}");
    assert!(
        asked[1..]
            .iter()
            .all(|range| range.starts_with("bytes=") && range.ends_with("-9999"))
    );
}

#[tokio::test]
async fn a_file_that_is_written_meanwhile_is_not_read_on() {
    let (client, shared) = service(
        Service {
            file: content(10_000),
            breaks_after: Some(3_000),
            ..Service::default()
        },
        vec![],
    );
    let mut bytes = Box::pin(client.files().download(PATH).await.unwrap());
    bytes.next().await.unwrap().unwrap();
    {
        let mut service = shared.lock().unwrap();
        service.modified = 1;
        service.file = vec![0; 10_000];
    }
    let error = joined(bytes).await.unwrap_err();
    assert_eq!(error.message(), "it was modified");
}

#[tokio::test]
async fn a_file_that_never_comes_is_given_up() {
    let (client, shared) = service(
        Service {
            file: content(10),
            breaks_after: Some(0),
            ..Service::default()
        },
        vec![],
    );
    let bytes = client.files().download(PATH).await.unwrap();
    let error = joined(bytes).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Interrupted);
    assert_eq!(shared.lock().unwrap().ranges.len(), 6);
}

#[rstest::rstest]
#[case(0..10, 0..10)]
#[case(100..2_000, 100..2_000)]
#[case(9_990..20_000, 9_990..10_000)]
#[tokio::test]
async fn a_part_of_a_file_is_read(
    #[case] asked: std::ops::Range<u64>,
    #[case] given: std::ops::Range<usize>,
) {
    let (client, _) = service(
        Service {
            file: content(10_000),
            breaks_after: Some(700),
            ..Service::default()
        },
        vec![],
    );
    let bytes = client.files().download_range(PATH, asked).await.unwrap();
    assert_eq!(joined(bytes).await.unwrap(), content(10_000)[given]);
}

#[tokio::test]
async fn an_empty_range_is_refused_and_an_empty_file_is_read() {
    let (client, _) = service(Service::default(), vec![]);
    let refused = client.files().download_range(PATH, 5..5).await.map(drop);
    assert_eq!(*refused.unwrap_err().kind(), ErrorKind::Refused);
    let bytes = client.files().download(PATH).await.unwrap();
    assert!(joined(bytes).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_large_file_is_sent_in_parts_and_a_lost_part_is_sent_again() {
    let lost = Rule::on("files_upload_part", Fault::DropAfterCommit).after(1);
    let (client, shared) = service(Service::default(), vec![lost]);
    let content = content(25 * MIB + 3);
    let sent = client
        .files()
        .upload_verified(PATH, pieces(&content), Existing::Overwrite)
        .await
        .unwrap();
    assert_eq!(sent.bytes, u64::try_from(content.len()).unwrap());
    assert_eq!(sent.blake3, *blake3::hash(&content).as_bytes());
    let service = shared.lock().unwrap();
    assert!(service.file == content);
    assert_eq!(
        (service.sent, service.aborted),
        (4, 0),
        "three parts, one of them twice"
    );
}

#[tokio::test]
async fn a_small_file_is_sent_in_one_piece_and_again_if_it_is_refused() {
    let busy = Rule::on("files_upload", Fault::Unavailable);
    let (client, shared) = service(Service::default(), vec![busy]);
    let content = content(MIB);
    client
        .files()
        .upload_stream(PATH, pieces(&content), Existing::Overwrite)
        .await
        .unwrap();
    let service = shared.lock().unwrap();
    assert!(service.file == content);
    assert_eq!(service.sent, 0);
}

#[tokio::test]
async fn where_no_parts_are_taken_a_large_file_goes_as_a_stream() {
    let (client, shared) = service(
        Service {
            takes_no_parts: true,
            ..Service::default()
        },
        vec![],
    );
    let content = content(12 * MIB);
    client
        .files()
        .upload_verified(PATH, pieces(&content), Existing::Overwrite)
        .await
        .unwrap();
    assert!(shared.lock().unwrap().file == content);
}

#[tokio::test]
async fn what_cannot_be_read_to_its_end_leaves_nothing() {
    let (client, shared) = service(Service::default(), vec![]);
    let broken =
        pieces(&content(21 * MIB)).chain(stream::iter([Err(std::io::Error::other("gone"))]));
    let error = client
        .files()
        .upload_stream(PATH, broken, Existing::Overwrite)
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"what is to be written cannot be read: gone");
    let service = shared.lock().unwrap();
    assert_eq!(
        (service.aborted, service.parts.len(), service.file.len()),
        (1, 0, 0)
    );
}

#[tokio::test]
async fn an_upload_that_nobody_waits_for_is_taken_back() {
    let (client, shared) = service(Service::default(), vec![]);
    let endless = pieces(&content(12 * MIB)).chain(stream::pending());
    let files = client.files();
    let upload = files.upload_stream(PATH, endless, Existing::Overwrite);
    let given_up = tokio::time::timeout(std::time::Duration::from_millis(1_500), upload).await;
    assert!(given_up.is_err());
    client.parted().await;
    assert_eq!(shared.lock().unwrap().aborted, 1);
}

#[tokio::test]
async fn a_completion_whose_answer_is_lost_is_asked_for_again() {
    let lost = Rule::on(
        "files_complete",
        Fault::RefuseBefore {
            status: 502,
            error_code: "INTERNAL_ERROR",
        },
    );
    let (client, shared) = service(Service::default(), vec![lost]);
    let content = content(11 * MIB);
    client
        .files()
        .upload_stream(PATH, pieces(&content), Existing::Overwrite)
        .await
        .unwrap();
    assert!(shared.lock().unwrap().file == content);
}

#[tokio::test]
async fn other_bytes_than_were_sent_are_data_loss() {
    let (client, _) = service(
        Service {
            spoils: true,
            ..Service::default()
        },
        vec![],
    );
    let error = client
        .files()
        .upload_verified(PATH, pieces(&content(11 * MIB)), Existing::Overwrite)
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::DataLoss);
}
