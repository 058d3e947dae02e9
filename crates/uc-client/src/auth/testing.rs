//! What the tests of signing in need: a clock to turn, and an identity provider on this machine.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::jwt::claims;
use super::{Clock, Secret};

/// A clock that stands still until it is turned.
#[derive(Debug)]
pub(crate) struct Turned(Mutex<Timestamp>);

impl Turned {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(
            Timestamp::from_second(1_800_000_000).unwrap(),
        )))
    }

    pub(crate) fn by(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

impl Clock for Turned {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A request that the provider saw.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    headers: HeaderMap,
    pub(crate) form: BTreeMap<String, String>,
}

impl Seen {
    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// An identity provider: Databricks, Entra, Google, GitHub, Azure Pipelines, and the services of a
/// machine in one.
#[derive(Clone, Debug)]
pub(crate) struct Idp {
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// Answers of token endpoints before the usual one.
    script: Arc<Mutex<Vec<(u16, Value)>>>,
    /// The challenge of the last authorization.
    challenge: Arc<Mutex<Option<String>>>,
}

impl Idp {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let idp = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            seen: Arc::default(),
            script: Arc::default(),
            challenge: Arc::default(),
        };
        let router = Router::new()
            .route("/.well-known/databricks-config", get(describe))
            .route(
                "/oidc/.well-known/oauth-authorization-server",
                get(endpoints),
            )
            .route("/oidc/v1/authorize", get(authorize))
            .route("/oidc/v1/token", post(token))
            .route("/{tenant}/oauth2/token", post(token))
            .route(
                "/aad/auth",
                get(async || Redirect::to("https://login.example/tenant-9/oauth2/authorize")),
            )
            .route("/{tenant}/oauth2/v2.0/token", post(token))
            .route("/github", get(github))
            .route(
                "/team/p/_apis/distributedtask/hubs/build/plans/plan-1/jobs/job-1/oidctoken",
                post(pipeline),
            )
            .route("/metadata/identity/oauth2/token", get(nearby))
            .route("/msi/token", get(nearby))
            .route("/session-7/token", get(nearby))
            .route("/google/token", post(google))
            .route("/api/2.0/preview/scim/v2/Me", any(whoami))
            .with_state(idp.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        idp
    }

    /// The next answers of its token endpoints.
    pub(crate) fn will_say(&self, answers: impl IntoIterator<Item = (u16, Value)>) {
        self.script.lock().unwrap().extend(answers);
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Requests for tokens.
    pub(crate) fn asked(&self) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(|seen| seen.path.ends_with("/token"));
        seen
    }

    fn scripted(&self) -> Option<Response> {
        let mut script = self.script.lock().unwrap();
        if script.is_empty() {
            return None;
        }
        let (status, body) = script.remove(0);
        Some((StatusCode::from_u16(status).unwrap(), Json(body)).into_response())
    }

    fn note(&self, uri: &Uri, headers: &HeaderMap, body: &str) -> Seen {
        let form = url::form_urlencoded::parse(body.as_bytes());
        let authorization = headers.get("authorization");
        let seen = Seen {
            path: uri.path().to_owned(),
            authorization: authorization.map(|value| value.to_str().unwrap().to_owned()),
            headers: headers.clone(),
            form: form.into_owned().collect(),
        };
        self.seen.lock().unwrap().push(seen.clone());
        seen
    }
}

async fn describe(State(idp): State<Idp>) -> Json<Value> {
    Json(json!({
        "oidc_endpoint": format!("{}/oidc", idp.address),
        "workspace_id": "1",
        "token_federation_default_oidc_audiences": ["audience-1"],
    }))
}

async fn endpoints(State(idp): State<Idp>) -> Json<Value> {
    Json(json!({
        "authorization_endpoint": format!("{}/oidc/v1/authorize", idp.address),
        "token_endpoint": format!("{}/oidc/v1/token", idp.address),
    }))
}

async fn authorize(State(idp): State<Idp>, uri: Uri) -> Redirect {
    let query = uri.query().unwrap_or_default();
    let fields: BTreeMap<String, String> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    assert_eq!(fields["response_type"], "code");
    assert_eq!(fields["code_challenge_method"], "S256");
    *idp.challenge.lock().unwrap() = Some(fields["code_challenge"].clone());
    Redirect::to(&format!(
        "{}/?code=code-1&state={}",
        fields["redirect_uri"], fields["state"]
    ))
}

async fn token(State(idp): State<Idp>, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let seen = idp.note(&uri, &headers, &body);
    let count = idp.asked().len();
    if let Some(answer) = idp.scripted() {
        return answer;
    }
    if seen.field("grant_type") == "authorization_code" {
        use base64::Engine as _;
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(seen.field("code_verifier"));
        let proof = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest);
        if seen.field("code") != "code-1" || Some(proof) != *idp.challenge.lock().unwrap() {
            let refusal = json!({"error": "invalid_grant"});
            return (StatusCode::BAD_REQUEST, Json(refusal)).into_response();
        }
    }
    Json(json!({
        "access_token": format!("access-{count}"),
        "token_type": "Bearer",
        "expires_in": 3600,
        "refresh_token": format!("refresh-{count}"),
    }))
    .into_response()
}

async fn github(State(idp): State<Idp>, uri: Uri, headers: HeaderMap) -> Response {
    let seen = idp.note(&uri, &headers, uri.query().unwrap_or_default());
    if seen.authorization.as_deref() != Some("Bearer job-token") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(json!({"value": format!("identity-for-{}", seen.field("audience"))})).into_response()
}

async fn pipeline(State(idp): State<Idp>, uri: Uri, headers: HeaderMap) -> Response {
    let seen = idp.note(&uri, &headers, uri.query().unwrap_or_default());
    if seen.authorization.as_deref() != Some("Bearer job-token") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Json(json!({"oidcToken": format!("identity-{}", seen.field("api-version"))})).into_response()
}

/// A service of this machine: a token for an hour of the tests' clock.
async fn nearby(State(idp): State<Idp>, uri: Uri, headers: HeaderMap) -> Response {
    idp.note(&uri, &headers, uri.query().unwrap_or_default());
    let count = idp.asked().len();
    if let Some(answer) = idp.scripted() {
        return answer;
    }
    Json(json!({
        "access_token": format!("access-{count}"),
        "token_type": "Bearer",
        "expires_on": (1_800_000_000 + 3_600).to_string(),
    }))
    .into_response()
}

/// Names whoever asks for a name, and gives an access token to others.
async fn google(State(idp): State<Idp>, uri: Uri, headers: HeaderMap, body: String) -> Response {
    let seen = idp.note(&uri, &headers, &body);
    let count = idp.asked().len();
    if let Some(answer) = idp.scripted() {
        return answer;
    }
    let asked = claims(&Secret::new(seen.field("assertion"))).unwrap();
    let end = 1_800_000_000 + 3_600;
    Json(match asked.get("target_audience") {
        Some(_) => json!({"id_token": unsigned(&json!({"exp": end, "sub": count}))}),
        None => json!({"access_token": format!("access-{count}"), "expires_in": 3_599}),
    })
    .into_response()
}

/// A token that nobody signed.
pub(crate) fn unsigned(claims: &Value) -> String {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    format!("e30.{}.", engine.encode(claims.to_string()))
}

/// Takes any token but the first.
async fn whoami(State(idp): State<Idp>, uri: Uri, headers: HeaderMap) -> Response {
    let seen = idp.note(&uri, &headers, "");
    if seen.authorization.as_deref() == Some("Bearer access-1") {
        let refusal = json!({"error_code": "UNAUTHENTICATED", "message": "token expired"});
        return (StatusCode::UNAUTHORIZED, Json(refusal)).into_response();
    }
    Json(json!({"id": "1", "userName": "ana@example.com"})).into_response()
}
