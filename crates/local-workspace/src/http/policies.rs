//! ABAC policies. None can be made here, so every list is empty.

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use serde_json::Value;

use super::ask::{Caller, Params};
use super::reply::{ApiError, Reply, list};
use crate::catalog::{Kind, PageOf};
use crate::error::WsError;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/policies", post(create))
        .route("/api/2.1/unity-catalog/policies/{kind}/{name}", get(all))
}

async fn create(_caller: Caller) -> ApiError {
    ApiError(WsError {
        status: 501,
        ..WsError::unsupported("ABAC policies")
    })
}

async fn all(caller: Caller, Path((kind, name)): Path<(String, String)>, params: Params) -> Reply {
    params.page()?;
    caller
        .run(move |catalog, session| {
            let kind = Kind::parse(&kind)?;
            catalog.grants(session, kind, &name, Some(session.user()))
        })
        .await?;
    list(
        "policies",
        PageOf::<()> {
            items: Vec::new(),
            next: None,
        },
        |()| Value::Null,
    )
}
