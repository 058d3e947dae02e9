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
        .route(
            "/api/2.1/unity-catalog/policies/{kind}/{name}/{policy}",
            get(one),
        )
}

async fn create(_caller: Caller) -> ApiError {
    ApiError(WsError {
        status: 501,
        ..WsError::unsupported("ABAC policies")
    })
}

/// Refuses an object that does not exist or that the caller may not see.
async fn seen(caller: Caller, kind: String, name: String) -> Result<(), ApiError> {
    caller
        .run(move |catalog, session| {
            let kind = Kind::parse(&kind)?;
            catalog.grants(session, kind, &name, Some(session.user()))
        })
        .await?;
    Ok(())
}

async fn one(caller: Caller, Path((kind, name, policy)): Path<(String, String, String)>) -> Reply {
    let text = format!("Policy '{policy}' does not exist on {kind} '{name}'.");
    seen(caller, kind, name).await?;
    Err(WsError::new("RESOURCE_DOES_NOT_EXIST", 404, text).into())
}

async fn all(caller: Caller, Path((kind, name)): Path<(String, String)>, params: Params) -> Reply {
    params.page()?;
    seen(caller, kind, name).await?;
    list(
        "policies",
        PageOf::<()> {
            items: Vec::new(),
            next: None,
        },
        |()| Value::Null,
    )
}
