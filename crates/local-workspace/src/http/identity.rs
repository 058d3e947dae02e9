//! Who the caller is, and how a client gets a token.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::ask::Caller;
use super::reply::{Reply, object};
use crate::error::WsError;
use crate::identity::PrincipalKind;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/.well-known/databricks-config", get(config))
        .route(
            "/oidc/.well-known/oauth-authorization-server",
            get(discovery),
        )
        .route("/oidc/.well-known/openid-configuration", get(discovery))
        .route("/oidc/v1/token", post(token))
        .route("/api/2.0/preview/scim/v2/Me", get(me))
}

/// The address that the client reached us by.
pub(super) fn origin(headers: &HeaderMap) -> String {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    format!("http://{host}")
}

async fn config(State(workspace): State<LocalWorkspace>, headers: HeaderMap) -> Json<Value> {
    let metastore = workspace.catalog().metastore();
    Json(json!({
        "oidc_endpoint": format!("{}/oidc", origin(&headers)),
        "workspace_id": metastore.workspace_id.to_string(),
        "account_id": metastore.id,
        "cloud": metastore.cloud,
    }))
}

async fn discovery(headers: HeaderMap) -> Json<Value> {
    let origin = origin(&headers);
    Json(json!({
        "issuer": format!("{origin}/oidc"),
        "authorization_endpoint": format!("{origin}/oidc/v1/authorize"),
        "token_endpoint": format!("{origin}/oidc/v1/token"),
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }))
}

async fn token(
    State(workspace): State<LocalWorkspace>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    if form.get("grant_type").map(String::as_str) != Some("client_credentials") {
        let text = "The local workspace supports only grant_type=client_credentials.";
        return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", text);
    }
    let from_form = form
        .get("client_id")
        .cloned()
        .zip(form.get("client_secret").cloned());
    let Some((id, secret)) = basic(&headers).or(from_form) else {
        return refuse(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "Client credentials are missing.",
        );
    };
    let scope = form
        .get("scope")
        .cloned()
        .unwrap_or_else(|| "all-apis".to_owned());
    let task =
        tokio::task::spawn_blocking(move || workspace.directory().client_credentials(&id, &secret));
    let outcome = task
        .await
        .unwrap_or_else(|error| Err(WsError::internal(error)));
    match outcome {
        Ok(token) => Json(json!({
            "access_token": token.token,
            "token_type": "Bearer",
            "expires_in": token.expires_in,
            "scope": scope,
        }))
        .into_response(),
        Err(error) => {
            let status =
                StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            refuse(status, &error.code, &error.message)
        }
    }
}

/// OAuth has an error shape of its own.
fn refuse(status: StatusCode, error: &str, text: &str) -> Response {
    (
        status,
        Json(json!({"error": error, "error_description": text})),
    )
        .into_response()
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

async fn me(caller: Caller) -> Reply {
    let it = &caller.session.principal;
    let is_user = it.kind == PrincipalKind::User;
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": it.id.to_string(),
        "userName": it.name,
        "displayName": it.display_name,
        "active": it.active,
        "groups": caller.session.groups.iter().map(|name| json!({
            "display": name, "type": "direct", "value": name,
        })).collect::<Vec<_>>(),
    });
    if let Value::Object(fields) = &mut body {
        if is_user {
            let mail = json!([{"type": "work", "value": it.name, "primary": true}]);
            fields.insert("emails".to_owned(), mail);
            fields.insert("name".to_owned(), json!({"givenName": it.display_name}));
        } else {
            fields.insert("applicationId".to_owned(), json!(it.name));
        }
    }
    object(body)
}
