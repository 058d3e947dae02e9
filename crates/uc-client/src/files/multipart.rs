//! One upload in parts, from its opening to its end: complete, or taken back.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, ETAG, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Existing, Files};
use crate::transport::TransportError;
use crate::{ApiError, ErrorKind, Retry};

/// How long links to parts are asked for.
const LINK: SignedDuration = SignedDuration::from_mins(60);
/// The service takes no more parts of a file.
const MOST: u32 = 10_000;

/// An upload in parts. Dropped before its end, its parts are taken back.
#[derive(Debug)]
pub(super) struct Session {
    files: Files,
    path: String,
    token: String,
    over: bool,
}

/// A link to storage with the headers that belong to it.
#[derive(Debug, Deserialize)]
struct Link {
    url: String,
    #[serde(default)]
    headers: Vec<LinkHeader>,
}

#[derive(Debug, Deserialize)]
struct LinkHeader {
    name: String,
    value: String,
}

impl Session {
    /// Opens a session; none where the service takes no parts, or another kind of them.
    pub(super) async fn open(
        files: &Files,
        path: &str,
        existing: Existing,
    ) -> Result<Option<Self>, ApiError> {
        let query = [
            ("action", "initiate-upload"),
            ("overwrite", existing.overwrite()),
        ];
        let request = files.request(Method::POST, "files", path, &query)?;
        let answer = match files.client.inner().call(request, "files_initiate").await {
            Ok(answer) => answer,
            Err(error) if takes_no_parts(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let answer: Value = json_of(answer).await?;
        let token = answer.pointer("/multipart_upload/session_token");
        Ok(token.and_then(Value::as_str).map(|token| Self {
            files: files.clone(),
            path: path.to_owned(),
            token: token.to_owned(),
            over: false,
        }))
    }

    /// Sends one part and gives the tag that the storage knows it by.
    pub(super) async fn send(&self, number: u32, bytes: Bytes) -> Result<(u32, String), ApiError> {
        if number > MOST {
            return Err(ApiError::refused(format!(
                "`{}` is larger than {MOST} parts",
                self.path
            )));
        }
        let sent = match self.put(&self.link(number).await?, bytes.clone()).await {
            // The link may be over when a slow line comes to it.
            Err(error) if error.status() == Some(403) => {
                self.put(&self.link(number).await?, bytes).await?
            }
            sent => sent?,
        };
        let tag = sent.get(ETAG).and_then(|tag| tag.to_str().ok());
        let tag = tag.ok_or_else(|| ApiError::protocol("a part was stored without a tag"))?;
        Ok((number, tag.to_owned()))
    }

    /// Ends the session: the file is complete, or nothing is left of it.
    pub(super) async fn close(
        mut self,
        parts: Result<Vec<(u32, String)>, ApiError>,
    ) -> Result<(), ApiError> {
        let parts = match parts {
            Ok(parts) => parts,
            Err(error) => {
                self.over = true;
                self.take_back().await;
                return Err(error);
            }
        };
        let parts: Vec<Value> = parts
            .into_iter()
            .map(|(number, tag)| json!({"part_number": number, "etag": tag}))
            .collect();
        let body = json!({ "parts": parts });
        let outcome = match self.complete(&body).await {
            // Completed twice is completed; a session that is gone then was completed before.
            Err(error) if error.retry() == Retry::OutcomeUnknown => {
                tokio::time::sleep(Duration::from_millis(100)).await;
                match self.complete(&body).await {
                    Err(again) if again.is_not_found() => Ok(()),
                    outcome => outcome,
                }
            }
            outcome => outcome,
        };
        self.over = true;
        if outcome.is_err() {
            self.take_back().await;
        }
        outcome
    }

    async fn complete(&self, body: &Value) -> Result<(), ApiError> {
        let query = [
            ("action", "complete-upload"),
            ("upload_type", "multipart"),
            ("session_token", self.token.as_str()),
        ];
        let request = self
            .files
            .request(Method::POST, "files", &self.path, &query)?;
        let request = with_json(request, body);
        let inner = self.files.client.inner();
        inner.call(request, "files_complete").await.map(drop)
    }

    async fn link(&self, number: u32) -> Result<Link, ApiError> {
        let body = json!({
            "path": self.path,
            "session_token": self.token,
            "start_part_number": number,
            "count": 1,
            "expire_time": (Timestamp::now() + LINK).to_string(),
        });
        let mut answer = self
            .ask(
                "/api/2.0/fs/create-upload-part-urls",
                "files_part_urls",
                &body,
            )
            .await?;
        link_at(&mut answer, "/upload_part_urls/0")
    }

    /// Sends bytes to storage. The link is its own permission; our token stays here.
    async fn put(&self, link: &Link, bytes: Bytes) -> Result<HeaderMap, ApiError> {
        let mut request = linked(Method::PUT, link)?;
        *request.body_mut() = Some(bytes.into());
        let inner = self.files.client.inner();
        let answer = inner.call_as_is(request, "files_upload_part").await?;
        Ok(answer.headers().clone())
    }

    /// Removes the parts that were stored. What fails here fails after another error.
    async fn take_back(&self) {
        let body = json!({
            "path": self.path,
            "session_token": self.token,
            "expire_time": (Timestamp::now() + LINK).to_string(),
        });
        let aborted = async {
            let path = "/api/2.0/fs/create-abort-upload-url";
            let mut answer = self.ask(path, "files_abort_url", &body).await?;
            let link = link_at(&mut answer, "/abort_upload_url")?;
            let request = linked(Method::DELETE, &link)?;
            let inner = self.files.client.inner();
            inner.call_as_is(request, "files_abort").await
        };
        if let Err(error) = aborted.await {
            tracing::warn!(path = %self.path, %error, "parts of an upload are left to the service");
        }
    }

    async fn ask(
        &self,
        path: &str,
        operation: &'static str,
        body: &Value,
    ) -> Result<Value, ApiError> {
        let request = self.files.client.request(Method::POST, path)?;
        let inner = self.files.client.inner();
        json_of(inner.call(with_json(request, body), operation).await?).await
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.over {
            return;
        }
        let again = Self {
            files: self.files.clone(),
            path: std::mem::take(&mut self.path),
            token: std::mem::take(&mut self.token),
            over: true,
        };
        let parting = self.files.client.inner().parting.clone();
        parting.start(async move { again.take_back().await });
    }
}

/// Whether a service has no uploads in parts at all.
fn takes_no_parts(error: &ApiError) -> bool {
    match error.kind() {
        ErrorKind::NoSuchEndpoint | ErrorKind::NotImplemented => true,
        ErrorKind::Uncoded => matches!(error.status(), Some(404 | 405 | 501)),
        _ => false,
    }
}

fn link_at(answer: &mut Value, place: &str) -> Result<Link, ApiError> {
    let link = answer.pointer_mut(place).map(Value::take);
    serde_json::from_value(link.unwrap_or_default())
        .map_err(|_| ApiError::protocol(format!("an upload is given no link at `{place}`")))
}

fn with_json(mut request: reqwest::Request, body: &Value) -> reqwest::Request {
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(CONTENT_TYPE, json);
    *request.body_mut() = Some(body.to_string().into());
    request
}

fn linked(method: Method, link: &Link) -> Result<reqwest::Request, ApiError> {
    let bad = || ApiError::protocol("a link to storage cannot be followed");
    let mut request = reqwest::Request::new(method, link.url.parse().map_err(|_| bad())?);
    let octets = HeaderValue::from_static("application/octet-stream");
    request.headers_mut().insert(CONTENT_TYPE, octets);
    for header in &link.headers {
        let name: HeaderName = header.name.parse().map_err(|_| bad())?;
        let mut value: HeaderValue = header.value.parse().map_err(|_| bad())?;
        value.set_sensitive(true);
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}

async fn json_of(answer: reqwest::Response) -> Result<Value, ApiError> {
    let body = answer.bytes().await.map_err(TransportError::from)?;
    serde_json::from_slice(&body)
        .map_err(|_| ApiError::protocol("the answer to an upload is not JSON"))
}
