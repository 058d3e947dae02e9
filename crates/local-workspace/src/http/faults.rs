//! `/__faults`: failures on demand. Ours, not Databricks'; for workspace admins only.
//!
//! ```text
//! POST   /__faults  a rule; answers {"id": n}
//! GET    /__faults  {"rules": [rule with "hits" and "left"]}
//! DELETE /__faults  removes all rules
//! ```
//!
//! A rule says which requests it meets and what happens to them:
//!
//! ```text
//! {"method": "POST" or "*", "path": "/api/2.0/sql/*", "token"?: "dapi-...",
//!  "skip"?: n, "times"?: n (for ever when absent), "kind": ...}
//! {"kind": "refuse_before", "status": 429, "error_code": "...", "retry_after"?: seconds}
//! {"kind": "effect_then_fail", "status": 500, "error_code": "..."}
//! {"kind": "drop_after_commit"}   does it, then drops the connection without an answer
//! {"kind": "hang", "ms": n}       does nothing, then drops the connection
//! {"kind": "latency", "ms": n}    waits, then goes on
//! {"kind": "empty_first_page"}    answers a list with an empty page and a token
//! {"kind": "not_yet", "reads": n} answers 404 to the first n GETs of each object that was made
//!                                 after the rule was
//! ```
//!
//! `*` in a path stands for any text. The first rule that meets a request is used; rules of kind
//! `latency` are used besides.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{Caller, Fields};
use super::reply::{ApiError, Reply, empty, object};
use crate::clock::now_ms;
use crate::error::WsError;
use crate::workspace::LocalWorkspace;

/// The token of an empty first page; it leads to the first page that is not.
const FIRST_PAGE: &str = "page-after-the-empty-one";

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Fault {
    RefuseBefore {
        status: u16,
        error_code: String,
        retry_after: Option<u64>,
    },
    EffectThenFail {
        status: u16,
        error_code: String,
    },
    DropAfterCommit,
    Hang {
        ms: u64,
    },
    Latency {
        ms: u64,
    },
    EmptyFirstPage,
    NotYet {
        reads: u32,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Rule {
    #[serde(default = "any")]
    method: String,
    path: String,
    #[serde(default, skip_serializing)]
    token: Option<String>,
    #[serde(default)]
    skip: u64,
    #[serde(default)]
    times: Option<u64>,
    #[serde(flatten)]
    fault: Fault,
    /// How many requests it has met, those skipped among them.
    #[serde(default, skip_deserializing)]
    hits: u64,
    #[serde(skip)]
    made_at: i64,
}

fn any() -> String {
    "*".to_owned()
}

impl Rule {
    fn meets(&self, request: &Request) -> bool {
        let method =
            self.method == "*" || self.method.eq_ignore_ascii_case(request.method().as_str());
        let bearer = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = self.token.as_ref().is_none_or(|token| {
            bearer.and_then(|value| value.strip_prefix("Bearer ")) == Some(token.as_str())
        });
        let fits = match self.fault {
            Fault::EmptyFirstPage => {
                request.method() == "GET" && query(request, "page_token").is_none()
            }
            Fault::NotYet { .. } => request.method() == "GET",
            _ => true,
        };
        method && token && fits && glob(&self.path, request.uri().path())
    }

    /// Counts a request and says whether the rule is used on it.
    fn count(&mut self) -> bool {
        self.hits += 1;
        let used = self.hits.saturating_sub(self.skip);
        self.hits > self.skip && self.times.is_none_or(|times| used <= times)
    }
}

/// The rules of a workspace in this process.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: Mutex<Vec<Rule>>,
    /// How often an object was said not to be there yet, by its path.
    not_yet: Mutex<HashMap<String, u32>>,
}

impl Faults {
    fn with<T>(&self, work: impl FnOnce(&mut Vec<Rule>) -> T) -> T {
        work(&mut self.rules.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The time to wait first, and the fault to suffer then.
    fn strike(&self, request: &Request) -> (Duration, Option<(Fault, i64)>) {
        self.with(|rules| {
            let mut delay = Duration::ZERO;
            for rule in rules.iter_mut().filter(|rule| rule.meets(request)) {
                if !rule.count() {
                    continue;
                }
                match &rule.fault {
                    Fault::Latency { ms } => delay += Duration::from_millis(*ms),
                    fault => return (delay, Some((fault.clone(), rule.made_at))),
                }
            }
            (delay, None)
        })
    }
}

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new().route("/__faults", get(all).post(add).delete(clear))
}

async fn all(caller: Caller) -> Reply {
    caller.require_admin()?;
    let rules = caller.workspace.inner.faults.with(|rules| rules.clone());
    object(json!({"rules": rules}))
}

async fn add(caller: Caller, fields: Fields) -> Reply {
    caller.require_admin()?;
    let mut rule: Rule = serde_json::from_value(fields.into_value())
        .map_err(|error| WsError::invalid(format!("This is not a fault rule: {error}")))?;
    rule.made_at = now_ms();
    let id = caller.workspace.inner.faults.with(|rules| {
        rules.push(rule);
        rules.len()
    });
    object(json!({"id": id}))
}

async fn clear(caller: Caller) -> Reply {
    caller.require_admin()?;
    let faults = &caller.workspace.inner.faults;
    faults.with(Vec::clear);
    faults
        .not_yet
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clear();
    empty()
}

/// Lets the rules do their work on every request.
pub(super) async fn apply(
    State(workspace): State<LocalWorkspace>,
    request: Request,
    next: Next,
) -> Response {
    let (delay, fault) = workspace.inner.faults.strike(&request);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    let request = after_empty_page(request);
    let Some((fault, made_at)) = fault else {
        return next.run(request).await;
    };
    match fault {
        Fault::Latency { .. } => next.run(request).await,
        Fault::NotYet { reads } => {
            let path = request.uri().path().to_owned();
            let faults = &workspace.inner.faults;
            not_yet(faults, &path, reads, made_at, next.run(request).await).await
        }
        Fault::RefuseBefore {
            status,
            error_code,
            retry_after,
        } => {
            let mut response = failure(status, &error_code);
            if let Some(seconds) = retry_after {
                response
                    .headers_mut()
                    .insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        Fault::EffectThenFail { status, error_code } => {
            drop(next.run(request).await);
            failure(status, &error_code)
        }
        Fault::DropAfterCommit => {
            drop(next.run(request).await);
            drop_connection()
        }
        Fault::Hang { ms } => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            drop_connection()
        }
        Fault::EmptyFirstPage => Json(json!({"next_page_token": FIRST_PAGE})).into_response(),
    }
}

/// Says of an object that is newer than the rule that it does not exist, a few times.
async fn not_yet(
    faults: &Faults,
    path: &str,
    reads: u32,
    made_at: i64,
    response: Response,
) -> Response {
    let (parts, body) = response.into_parts();
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return ApiError(WsError::internal(error)).into_response(),
    };
    let created = serde_json::from_slice::<Value>(&bytes)
        .ok()
        .and_then(|body| body.get("created_at")?.as_i64());
    let young = parts.status.is_success() && created.is_some_and(|at| at >= made_at);
    let mut said = faults
        .not_yet
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let said = said.entry(path.to_owned()).or_default();
    if young && *said < reads {
        *said += 1;
        return failure(404, "RESOURCE_DOES_NOT_EXIST");
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn failure(status: u16, code: &str) -> Response {
    ApiError(WsError::new(
        code,
        status,
        "A fault rule of the local workspace failed this request.",
    ))
    .into_response()
}

/// Ends the task that serves the connection, which closes it without an answer.
///
/// No answer that a handler can return does that: unwinding is the one way to the socket. A caller
/// in this process that runs the router on a task of its own sees that task broken off.
fn drop_connection() -> Response {
    struct Dropped;
    std::panic::resume_unwind(Box::new(Dropped))
}

/// Takes the token of the empty page out of the query.
fn after_empty_page(mut request: Request) -> Request {
    if query(&request, "page_token").as_deref() != Some(FIRST_PAGE) {
        return request;
    }
    let text = request.uri().query().unwrap_or_default();
    let kept = url::form_urlencoded::parse(text.as_bytes()).filter(|(key, _)| key != "page_token");
    let kept = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .finish();
    let uri = format!("{}?{kept}", request.uri().path());
    if let Ok(uri) = uri.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

fn query(request: &Request, wanted: &str) -> Option<String> {
    let text = request.uri().query()?;
    let mut pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs
        .find(|(key, _)| key == wanted)
        .map(|(_, value)| value.into_owned())
}

fn glob(pattern: &str, path: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = rest.split_at(at + piece.len()).1;
    }
    true
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::glob;

    #[rstest]
    #[case("/a/b", "/a/b", true)]
    #[case("/a/b", "/a/bc", false)]
    #[case("/a/*", "/a/b/c", true)]
    #[case("*", "/a", true)]
    #[case("/a/*/c", "/a/b/c", true)]
    #[case("/a/*/c", "/a/b/d", false)]
    #[case("*/b*c", "/a/b/c", true)]
    #[case("/a/*c", "/a/", false)]
    fn a_star_is_any_text(#[case] pattern: &str, #[case] path: &str, #[case] matches: bool) {
        assert_eq!(glob(pattern, path), matches);
    }
}
