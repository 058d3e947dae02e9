//! The Files API: bytes of volumes, streamed both ways.

use std::io::{Seek, SeekFrom};
use std::path::{Path as FsPath, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_util::io::ReaderStream;

use super::ask::{Caller, Params};
use super::reply::{ApiError, Reply, compact, list};
use super::uploads;
use crate::error::{WsError, WsResult};
use crate::files::{self, Entry, Overwrite, VolumePath};
use crate::govern::Privilege;
use crate::workspace::LocalWorkspace;

type Empty = Result<StatusCode, ApiError>;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route(
            "/api/2.0/fs/files/{*path}",
            get(download)
                .head(about_file)
                .put(upload)
                .post(uploads::act)
                .delete(delete_file),
        )
        .route(
            "/api/2.0/fs/directories/{*path}",
            get(list_directory)
                .head(about_directory)
                .put(make_directory)
                .delete(delete_directory),
        )
}

/// Runs `work` on the place of `path` where blocking is allowed.
async fn at<T: Send + 'static>(
    caller: Caller,
    path: &str,
    privilege: Privilege,
    work: impl FnOnce(&FsPath, &VolumePath) -> WsResult<T> + Send + 'static,
) -> Result<T, ApiError> {
    let path = VolumePath::parse(path)?;
    caller
        .run(move |catalog, session| {
            let place = files::place(catalog, session, &path, privilege)?;
            work(&place, &path)
        })
        .await
}

async fn about_file(caller: Caller, Path(path): Path<String>) -> Result<Response, ApiError> {
    let (_, size, modified) = at(caller, &path, Privilege::ReadVolume, |place, _| {
        files::open(place)
    })
    .await?;
    let mut response = StatusCode::OK.into_response();
    describe(&mut response, size, modified);
    Ok(response)
}

async fn download(
    caller: Caller,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (mut file, size, modified) = at(caller, &path, Privilege::ReadVolume, |place, _| {
        files::open(place)
    })
    .await?;
    if changed_since(&headers, modified) {
        let text = "The file was modified since the given time.";
        return Err(WsError::new("FAILED_PRECONDITION", 412, text).into());
    }
    let wanted = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok());
    let Some((start, end)) = range(wanted, size) else {
        let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
        set(
            &mut response,
            header::CONTENT_RANGE,
            &format!("bytes */{size}"),
        );
        return Ok(response);
    };
    if start > 0 {
        file.seek(SeekFrom::Start(start))
            .map_err(|error| WsError::io("read a file", &error))?;
    }
    let length = end - start;
    let bytes = ReaderStream::with_capacity(tokio::fs::File::from_std(file).take(length), 64 << 10);
    let mut response = Response::new(Body::from_stream(bytes));
    describe(&mut response, length, modified);
    if wanted.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        set(
            &mut response,
            header::CONTENT_RANGE,
            &format!("bytes {start}-{}/{size}", end.saturating_sub(1)),
        );
    }
    Ok(response)
}

fn describe(response: &mut Response, length: u64, modified: i64) {
    set(response, header::CONTENT_LENGTH, &length.to_string());
    set(response, header::CONTENT_TYPE, "application/octet-stream");
    set(response, header::ACCEPT_RANGES, "bytes");
    if let Ok(time) = jiff::Timestamp::from_millisecond(modified) {
        set(
            response,
            header::LAST_MODIFIED,
            &time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        );
    }
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn changed_since(headers: &HeaderMap, modified: i64) -> bool {
    let given = headers
        .get(header::IF_UNMODIFIED_SINCE)
        .and_then(|value| value.to_str().ok());
    let time = given.and_then(|text| jiff::fmt::rfc2822::parse(text).ok());
    time.is_some_and(|time| modified / 1000 > time.timestamp().as_second())
}

/// The bytes that a `Range` header asks for: start and end (exclusive). All of them when there is
/// none or it is not one of bytes; `None` when it lies outside of the file.
fn range(wanted: Option<&str>, size: u64) -> Option<(u64, u64)> {
    let Some(spec) = wanted.and_then(|text| text.trim().strip_prefix("bytes=")) else {
        return Some((0, size));
    };
    let (from, to) = spec.split_once('-')?;
    let (start, end) = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to.saturating_add(1).min(size)),
        (Ok(from), Err(_)) if to.is_empty() => (from, size),
        (Err(_), Ok(last)) if from.is_empty() => (size.saturating_sub(last), size),
        _ => return None,
    };
    (start < size).then_some((start, end))
}

async fn upload(
    caller: Caller,
    Path(path): Path<String>,
    params: Params,
    request: Request,
) -> Empty {
    let overwrite = if params.flag("overwrite")? {
        Overwrite::Yes
    } else {
        Overwrite::No
    };
    let part = caller.workspace.catalog().upload_place();
    let target = target(caller, &path).await?;
    receive(&part, request.into_body()).await?;
    let moved = part.clone();
    let task = tokio::task::spawn_blocking(move || files::publish(&moved, &target, overwrite));
    let outcome = task
        .await
        .unwrap_or_else(|error| Err(WsError::internal(error)));
    if outcome.is_err() {
        discard(&part).await;
    }
    outcome?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where an upload to `path` ends up, when the caller may write there.
pub(super) async fn target(caller: Caller, path: &str) -> Result<PathBuf, ApiError> {
    at(caller, path, Privilege::WriteVolume, |place, path| {
        if path.within.as_os_str().is_empty() {
            return Err(WsError::invalid(
                "The path of a file must lie in the volume.",
            ));
        }
        Ok(place.to_owned())
    })
    .await
}

/// Writes a body to a file of its own, so that nobody sees half of it.
pub(super) async fn receive(part: &FsPath, body: Body) -> Result<(), ApiError> {
    if let Some(folder) = part.parent() {
        let wrong = |error: std::io::Error| WsError::io("receive an upload", &error);
        tokio::fs::create_dir_all(folder).await.map_err(wrong)?;
    }
    let written = write(part, body).await;
    if written.is_err() {
        discard(part).await;
    }
    Ok(written?)
}

async fn write(part: &FsPath, body: Body) -> WsResult<()> {
    let wrong = |error: std::io::Error| WsError::io("receive an upload", &error);
    let mut file = tokio::fs::File::create(part).await.map_err(wrong)?;
    let mut bytes = body.into_data_stream();
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(|error| {
            WsError::new("BAD_REQUEST", 400, format!("the upload broke off: {error}"))
        })?;
        file.write_all(&piece).await.map_err(wrong)?;
    }
    file.sync_all().await.map_err(wrong)
}

pub(super) async fn discard(part: &FsPath) {
    // The upload has failed already; what is left lies outside of every volume.
    drop(tokio::fs::remove_file(part).await);
}

async fn delete_file(caller: Caller, Path(path): Path<String>) -> Empty {
    at(caller, &path, Privilege::WriteVolume, |place, _| {
        files::delete(place)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn make_directory(caller: Caller, Path(path): Path<String>) -> Empty {
    at(caller, &path, Privilege::WriteVolume, |place, _| {
        files::make_directory(place)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn delete_directory(caller: Caller, Path(path): Path<String>) -> Empty {
    at(
        caller,
        &path,
        Privilege::WriteVolume,
        files::delete_directory,
    )
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn about_directory(caller: Caller, Path(path): Path<String>) -> Empty {
    at(caller, &path, Privilege::ReadVolume, files::check_directory).await?;
    Ok(StatusCode::OK)
}

async fn list_directory(caller: Caller, Path(path): Path<String>, params: Params) -> Reply {
    let page = params.page_by("page_size")?;
    let (shown, found) = at(caller, &path, Privilege::ReadVolume, move |place, path| {
        Ok((path.shown.clone(), files::list(place, path, &page)?))
    })
    .await?;
    list("contents", found, |entry| render(&shown, &entry))
}

fn render(directory: &str, entry: &Entry) -> Value {
    compact(json!({
        "path": format!("{directory}/{}{}", entry.name, if entry.is_directory { "/" } else { "" }),
        "name": entry.name,
        "is_directory": entry.is_directory,
        "file_size": (!entry.is_directory).then_some(entry.size),
        "last_modified": entry.modified_ms,
    }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::range;

    #[rstest]
    #[case(None, 10, Some((0, 10)))]
    #[case(None, 0, Some((0, 0)))]
    #[case(Some("bytes=2-4"), 10, Some((2, 5)))]
    #[case(Some("bytes=2-"), 10, Some((2, 10)))]
    #[case(Some("bytes=-3"), 10, Some((7, 10)))]
    #[case(Some("bytes=-30"), 10, Some((0, 10)))]
    #[case(Some("bytes=2-99"), 10, Some((2, 10)))]
    #[case(Some("bytes=10-"), 10, None)]
    #[case(Some("bytes=4-2"), 10, None)]
    fn a_range_gives_its_bytes(
        #[case] wanted: Option<&str>,
        #[case] size: u64,
        #[case] bytes: Option<(u64, u64)>,
    ) {
        assert_eq!(range(wanted, size), bytes);
    }
}
