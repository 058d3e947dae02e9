//! Requests: who calls, with which query, with which body.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::reply::ApiError;
use crate::catalog::{Catalog, Page, Securable};
use crate::error::{WsError, WsResult};
use crate::govern::needs;
use crate::identity::Session;
use crate::workspace::LocalWorkspace;

/// The caller of a request, as its bearer token says.
pub(super) struct Caller {
    pub(super) session: Session,
    pub(super) workspace: LocalWorkspace,
}

impl Caller {
    /// Runs `work` where blocking is allowed.
    pub(super) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&Catalog, &Session) -> WsResult<T> + Send + 'static,
    ) -> Result<T, ApiError> {
        let task =
            tokio::task::spawn_blocking(move || work(self.workspace.catalog(), &self.session));
        let outcome = task
            .await
            .map_err(|error| WsError::internal(format_args!("a request broke off: {error}")))?;
        Ok(outcome?)
    }

    /// Refuses who is no workspace admin.
    pub(super) fn require_admin(&self) -> WsResult<()> {
        if self.session.is_workspace_admin() {
            return Ok(());
        }
        Err(WsError::denied("Only workspace admins may do this."))
    }
}

impl FromRequestParts<LocalWorkspace> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(
        parts: &mut Parts,
        workspace: &LocalWorkspace,
    ) -> Result<Self, Self::Rejection> {
        let token = bearer(parts).ok_or_else(|| {
            WsError::new(
                "UNAUTHENTICATED",
                401,
                "Credential was not sent or was of an unsupported type for this API.",
            )
        })?;
        let session = workspace.directory().authenticate(token)?;
        Ok(Self {
            session,
            workspace: workspace.clone(),
        })
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The query of a request.
pub(super) struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Ok(Self(
            pairs
                .map(|(key, value)| (key.into_owned(), value.into_owned()))
                .collect(),
        ))
    }
}

impl Params {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// The values of a key that may come several times.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// A key that begins like this and is none of those known.
    pub(super) fn unknown(&self, begins: &str, known: &[&str]) -> Option<&str> {
        let mut keys = self.0.iter().map(|(key, _)| key.as_str());
        keys.find(|key| key.starts_with(begins) && !known.contains(key))
    }

    pub(super) fn need(&self, key: &str) -> WsResult<String> {
        self.get(key)
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .ok_or_else(|| WsError::invalid(format!("Missing required field: {key}")))
    }

    pub(super) fn flag(&self, key: &str) -> WsResult<bool> {
        match self.get(key) {
            None | Some("" | "false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(WsError::invalid(format!(
                "{key} must be true or false, not '{other}'."
            ))),
        }
    }

    /// Refuses an object that is seen by `BROWSE` alone, unless the request includes those.
    pub(super) fn check_browse(&self, object: &Securable) -> WsResult<()> {
        if object.browse_only && !self.flag("include_browse")? {
            Err(needs(object))
        } else {
            Ok(())
        }
    }

    pub(super) fn number(&self, key: &str) -> WsResult<Option<i64>> {
        let parse = |text: &str| {
            text.parse()
                .map_err(|_| WsError::invalid(format!("{key} must be a number, not '{text}'.")))
        };
        self.get(key)
            .filter(|text| !text.is_empty())
            .map(parse)
            .transpose()
    }

    pub(super) fn page(&self) -> WsResult<Page> {
        self.page_by("max_results")
    }

    pub(super) fn page_by(&self, field: &str) -> WsResult<Page> {
        let negative = |_| WsError::invalid(format!("{field} must not be negative."));
        let size = self
            .number(field)?
            .map(usize::try_from)
            .transpose()
            .map_err(negative)?;
        let token = self
            .get("page_token")
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        Ok(Page { size, token })
    }
}

/// The JSON object in the body of a request; an absent body is an empty object.
///
/// Fields are taken out one by one; [`Fields::done`] refuses what nobody took, by name.
pub(super) struct Fields(Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            WsError::new(
                "MALFORMED_REQUEST",
                error.status().as_u16(),
                error.body_text(),
            )
        })?;
        if bytes.is_empty() {
            return Ok(Self(Map::new()));
        }
        Ok(Self::parse(&bytes)?)
    }
}

impl Fields {
    fn parse(bytes: &[u8]) -> WsResult<Self> {
        let malformed = |why: String| WsError::new("MALFORMED_REQUEST", 400, why);
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(mut fields)) => {
                fields.retain(|_, value| !value.is_null());
                Ok(Self(fields))
            }
            Ok(_) => Err(malformed(
                "Could not parse request object: Expected a JSON object".to_owned(),
            )),
            Err(error) => Err(malformed(format!(
                "Could not parse request object: {error}"
            ))),
        }
    }

    /// The fields of an object inside of another.
    pub(super) fn of(value: Value, field: &str) -> WsResult<Self> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(wrong_type(field, "an object")),
        }
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    pub(super) fn take(&mut self, field: &str) -> Option<Value> {
        self.0.remove(field)
    }

    pub(super) fn text(&mut self, field: &str) -> WsResult<Option<String>> {
        match self.take(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(field, "a string")),
        }
    }

    pub(super) fn need(&mut self, field: &str) -> WsResult<String> {
        self.text(field)?
            .ok_or_else(|| WsError::invalid(format!("Missing required field: {field}")))
    }

    pub(super) fn number(&mut self, field: &str) -> WsResult<Option<i64>> {
        match self.take(field) {
            None => Ok(None),
            // Protobuf's JSON writes 64-bit numbers as strings.
            Some(Value::String(text)) => text
                .parse()
                .map(Some)
                .map_err(|_| wrong_type(field, "a number")),
            Some(value) => value
                .as_i64()
                .map(Some)
                .ok_or_else(|| wrong_type(field, "a number")),
        }
    }

    pub(super) fn flag(&mut self, field: &str) -> WsResult<Option<bool>> {
        match self.take(field) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(wrong_type(field, "a boolean")),
        }
    }

    pub(super) fn map(&mut self, field: &str) -> WsResult<Option<BTreeMap<String, String>>> {
        let text = |(key, value): (String, Value)| match value {
            Value::String(value) => Ok((key, value)),
            _ => Err(wrong_type(field, "a map of strings")),
        };
        match self.take(field) {
            None => Ok(None),
            Some(Value::Object(map)) => {
                map.into_iter().map(text).collect::<WsResult<_>>().map(Some)
            }
            Some(_) => Err(wrong_type(field, "a map of strings")),
        }
    }

    pub(super) fn list(&mut self, field: &str) -> WsResult<Vec<Value>> {
        match self.take(field) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => Ok(items),
            Some(_) => Err(wrong_type(field, "a list")),
        }
    }

    pub(super) fn texts(&mut self, field: &str) -> WsResult<Vec<String>> {
        let text = |value| match value {
            Value::String(text) => Ok(text),
            _ => Err(wrong_type(field, "a list of strings")),
        };
        self.list(field)?.into_iter().map(text).collect()
    }

    /// Refuses the fields that are left.
    pub(super) fn done(self) -> WsResult<()> {
        let Some(field) = self.0.keys().next() else {
            return Ok(());
        };
        Err(WsError::invalid(format!(
            "Field '{field}' is not supported by the local workspace here."
        )))
    }
}

fn wrong_type(field: &str, wanted: &str) -> WsError {
    let text = format!("Could not parse request object: {field} must be {wanted}");
    WsError::new("MALFORMED_REQUEST", 400, text)
}
