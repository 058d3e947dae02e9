//! Who the caller is, and where a client finds what it needs to sign in.

use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::ask::Caller;
use super::reply::{Reply, object};
use crate::identity::PrincipalKind;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/.well-known/databricks-config", get(config))
        .route("/api/2.0/preview/scim/v2/Me", get(me))
}

/// Where a proxy, or our own TLS, says how the client came to it.
pub(super) const SCHEME: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The address that the client reached us by.
pub(super) fn origin(headers: &HeaderMap) -> String {
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let scheme = match headers.get(&SCHEME).map(HeaderValue::as_bytes) {
        Some(b"https") => "https",
        _ => "http",
    };
    format!("{scheme}://{host}")
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
