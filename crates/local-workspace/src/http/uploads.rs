//! Uploads in parts, which clients use for files of 50 MiB and more.
//!
//! A session is opened and closed on the file's own path; its parts go to links that carry their
//! own permission. Sessions live in this process; what they had received is removed with it.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, post, put};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::{Caller, Fields, Params};
use super::files::{discard, receive, target};
use super::identity::origin;
use super::reply::{ApiError, Reply, empty, object};
use crate::error::{WsError, WsResult};
use crate::files::{self, Overwrite};
use crate::workspace::LocalWorkspace;

/// The most parts of one file.
const MOST_PARTS: i64 = 10_000;

/// A file that is being received in parts.
#[derive(Debug)]
struct Session {
    place: PathBuf,
    principal: String,
    overwrite: Overwrite,
    parts: BTreeMap<i64, PathBuf>,
}

/// The open sessions of this process, by token.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    sessions: Mutex<HashMap<String, Session>>,
}

impl Uploads {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Session>) -> T) -> T {
        work(&mut self.sessions.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Refuses unless the session exists and is the caller's.
    fn check(&self, token: &str, caller: &Caller) -> WsResult<()> {
        let own = |session: &Session| session.principal == caller.session.user();
        if self.with(|sessions| sessions.get(token).is_some_and(own)) {
            Ok(())
        } else {
            Err(no_session())
        }
    }
}

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.0/fs/create-upload-part-urls", post(part_urls))
        .route("/api/2.0/fs/create-abort-upload-url", post(abort_url))
        .route("/__uploads/{token}/{part}", put(put_part))
        .route("/__uploads/{token}", delete(abort))
}

/// `POST` on a file: opens or completes a session.
pub(super) async fn act(
    caller: Caller,
    Path(path): Path<String>,
    params: Params,
    fields: Fields,
) -> Reply {
    match params.get("action") {
        Some("initiate-upload") => initiate(caller, &path, &params).await,
        Some("complete-upload") => complete(caller, &path, &params, fields).await,
        other => Err(WsError::invalid(format!(
            "action '{}' is not valid.",
            other.unwrap_or_default()
        ))
        .into()),
    }
}

async fn initiate(caller: Caller, path: &str, params: &Params) -> Reply {
    let overwrite = if params.flag("overwrite")? {
        Overwrite::Yes
    } else {
        Overwrite::No
    };
    let (workspace, principal) = (caller.workspace.clone(), caller.session.user().to_owned());
    let place = target(caller, path).await?;
    if overwrite == Overwrite::No && place.exists() {
        return Err(WsError::new(
            "ALREADY_EXISTS",
            409,
            "The file being created already exists.",
        )
        .into());
    }
    let token = Uuid::new_v4().simple().to_string();
    let session = Session {
        place,
        principal,
        overwrite,
        parts: BTreeMap::new(),
    };
    workspace
        .inner
        .uploads
        .with(|sessions| sessions.insert(token.clone(), session));
    object(json!({"multipart_upload": {"session_token": token}}))
}

async fn part_urls(caller: Caller, headers: HeaderMap, mut fields: Fields) -> Reply {
    let token = fields.need("session_token")?;
    let first = fields.number("start_part_number")?.unwrap_or(1);
    let count = fields.number("count")?.unwrap_or(1);
    drop((fields.take("path"), fields.take("expire_time")));
    fields.done()?;
    caller.workspace.inner.uploads.check(&token, &caller)?;
    if first < 1 || count < 1 || first.saturating_add(count) > MOST_PARTS + 1 {
        return Err(WsError::invalid(format!("Part numbers are from 1 to {MOST_PARTS}.")).into());
    }
    let link = |part: i64| {
        let url = format!("{}/__uploads/{token}/{part}", origin(&headers));
        json!({"part_number": part, "url": url, "headers": []})
    };
    object(json!({"upload_part_urls": (first..first + count).map(link).collect::<Vec<Value>>()}))
}

async fn abort_url(caller: Caller, headers: HeaderMap, mut fields: Fields) -> Reply {
    let token = fields.need("session_token")?;
    caller.workspace.inner.uploads.check(&token, &caller)?;
    let url = format!("{}/__uploads/{token}", origin(&headers));
    object(json!({"abort_upload_url": {"url": url, "headers": []}}))
}

/// Receives a part; one sent again replaces the one before.
async fn put_part(
    State(workspace): State<LocalWorkspace>,
    Path((token, part)): Path<(String, i64)>,
    request: Request,
) -> Result<Response, ApiError> {
    if !(1..=MOST_PARTS).contains(&part) {
        return Err(WsError::invalid(format!("Part numbers are from 1 to {MOST_PARTS}.")).into());
    }
    if !workspace
        .inner
        .uploads
        .with(|sessions| sessions.contains_key(&token))
    {
        return Err(no_session().into());
    }
    let file = workspace.catalog().upload_place();
    receive(&file, request.into_body()).await?;
    let etag = etag(&file);
    // The session may have ended while the part came in.
    let replaced = workspace
        .inner
        .uploads
        .with(|sessions| match sessions.get_mut(&token) {
            Some(session) => Ok(session.parts.insert(part, file.clone())),
            None => Err(file),
        });
    match replaced {
        Ok(before) => {
            if let Some(before) = before {
                discard(&before).await;
            }
            Ok(([(header::ETAG, etag)], Body::empty()).into_response())
        }
        Err(file) => {
            discard(&file).await;
            Err(no_session().into())
        }
    }
}

/// Names a part by the file that received it.
fn etag(file: &std::path::Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

async fn abort(State(workspace): State<LocalWorkspace>, Path(token): Path<String>) -> StatusCode {
    let session = workspace
        .inner
        .uploads
        .with(|sessions| sessions.remove(&token));
    for part in session
        .into_iter()
        .flat_map(|session| session.parts.into_values())
    {
        discard(&part).await;
    }
    StatusCode::NO_CONTENT
}

async fn complete(caller: Caller, path: &str, params: &Params, mut fields: Fields) -> Reply {
    let token = params.need("session_token")?;
    let wanted = fields
        .list("parts")?
        .into_iter()
        .map(part)
        .collect::<WsResult<Vec<_>>>()?;
    fields.done()?;
    let workspace = caller.workspace.clone();
    workspace.inner.uploads.check(&token, &caller)?;
    let place = target(caller, path).await?;
    let session = workspace
        .inner
        .uploads
        .with(|sessions| sessions.remove(&token))
        .ok_or_else(no_session)?;
    let whole = workspace.catalog().upload_place();
    let task = tokio::task::spawn_blocking(move || {
        let outcome = if session.place == place {
            join(&session, &wanted, &whole)
                .and_then(|()| files::publish(&whole, &place, session.overwrite))
        } else {
            Err(WsError::invalid(
                "The upload session belongs to another path.",
            ))
        };
        for left in session.parts.values().chain([&whole]) {
            // What was published is no longer here; the rest is of no use.
            drop(std::fs::remove_file(left));
        }
        outcome
    });
    task.await
        .unwrap_or_else(|error| Err(WsError::internal(error)))?;
    empty()
}

fn part(value: Value) -> WsResult<(i64, String)> {
    let mut fields = Fields::of(value, "parts")?;
    let number = fields.number("part_number")?.unwrap_or_default();
    let part = (number, fields.need("etag")?);
    fields.done()?;
    Ok(part)
}

/// Writes the parts one after the other, when they are those that were received.
fn join(session: &Session, wanted: &[(i64, String)], whole: &std::path::Path) -> WsResult<()> {
    let received: Vec<(i64, String)> = session
        .parts
        .iter()
        .map(|(n, file)| (*n, etag(file)))
        .collect();
    if received != wanted
        || wanted
            .iter()
            .zip(1..)
            .any(|((number, _), next)| *number != next)
    {
        return Err(WsError::invalid(
            "The parts are not those that were uploaded, from 1 without a gap.",
        ));
    }
    let wrong = |error: std::io::Error| WsError::io("join an upload", &error);
    let mut out = std::fs::File::create(whole).map_err(wrong)?;
    for part in session.parts.values() {
        let mut part = std::fs::File::open(part).map_err(wrong)?;
        std::io::copy(&mut part, &mut out).map_err(wrong)?;
    }
    out.sync_all().map_err(wrong)
}

fn no_session() -> WsError {
    WsError::new("NOT_FOUND", 404, "There is no such upload session.")
}
