//! OAuth: what there is, and tokens.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::identity::origin;
use super::reply::compact;
use crate::error::{WsError, WsResult};
use crate::identity::AccessToken;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    let well_known = "/oidc/.well-known";
    Router::new()
        .route(
            &format!("{well_known}/oauth-authorization-server"),
            get(discovery),
        )
        .route(
            &format!("{well_known}/openid-configuration"),
            get(discovery),
        )
        .route("/oidc/v1/token", post(token))
}

async fn discovery(headers: HeaderMap) -> Json<Value> {
    let origin = origin(&headers);
    Json(json!({
        "issuer": format!("{origin}/oidc"),
        "authorization_endpoint": format!("{origin}/oidc/v1/authorize"),
        "token_endpoint": format!("{origin}/oidc/v1/token"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["client_credentials", "authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "scopes_supported": ["all-apis", "sql", "offline_access"],
        "subject_types_supported": ["public"],
    }))
}

type Form = BTreeMap<String, String>;

async fn token(
    State(workspace): State<LocalWorkspace>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form: Form = url::form_urlencoded::parse(&body).into_owned().collect();
    let task = tokio::task::spawn_blocking(move || grant(&workspace, &headers, &form));
    let outcome = task
        .await
        .unwrap_or_else(|error| Err(WsError::internal(error)));
    match outcome {
        Ok(token) => ([(CACHE_CONTROL, "no-store")], Json(render(&token))).into_response(),
        Err(error) => refuse(&error),
    }
}

fn render(token: &AccessToken) -> Value {
    compact(json!({
        "access_token": token.token,
        "token_type": "Bearer",
        "expires_in": token.expires_in,
        "scope": token.scope,
        "refresh_token": token.refresh_token,
    }))
}

fn grant(workspace: &LocalWorkspace, headers: &HeaderMap, form: &Form) -> WsResult<AccessToken> {
    let (directory, conduct) = (workspace.directory(), workspace.conduct());
    match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {
            let (id, secret) = credentials(headers, form)?;
            let scope = form.get("scope").map_or("all-apis", String::as_str);
            directory.client_credentials(&id, &secret, scope, &conduct)
        }
        Some("authorization_code") => {
            let signed = workspace.inner.sign_ins.redeem(
                need(form, "code")?,
                need(form, "client_id")?,
                need(form, "redirect_uri")?,
                need(form, "code_verifier")?,
            )?;
            directory.sign_in(&signed.user, &signed.client_id, &signed.scope, &conduct)
        }
        Some("refresh_token") => {
            let (client, token) = (need(form, "client_id")?, need(form, "refresh_token")?);
            directory.refresh(client, token, &conduct)
        }
        Some("urn:ietf:params:oauth:grant-type:token-exchange") => Err(WsError::new(
            "unsupported_grant_type",
            400,
            "The local workspace does not exchange tokens of other issuers (OIDC federation).",
        )),
        other => {
            let other = other.unwrap_or_default();
            let text = format!("The local workspace does not support grant_type '{other}'.");
            Err(WsError::new("unsupported_grant_type", 400, text))
        }
    }
}

fn need<'a>(form: &'a Form, field: &str) -> WsResult<&'a str> {
    let value = form.get(field).filter(|value| !value.is_empty());
    value.map(String::as_str).ok_or_else(|| {
        WsError::new(
            "invalid_request",
            400,
            format!("Parameter {field} is missing."),
        )
    })
}

fn credentials(headers: &HeaderMap, form: &Form) -> WsResult<(String, String)> {
    let from_form = || {
        form.get("client_id")
            .cloned()
            .zip(form.get("client_secret").cloned())
    };
    let missing = || WsError::new("invalid_client", 401, "Client credentials are missing.");
    basic(headers).or_else(from_form).ok_or_else(missing)
}

/// OAuth has an error shape of its own.
fn refuse(error: &WsError) -> Response {
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json!({"error": error.code, "error_description": error.message});
    (status, Json(body)).into_response()
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
