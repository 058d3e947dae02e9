//! Sessions, as the official drivers open and close them. The API of them is not documented.

use axum::Router;
use axum::extract::Path;
use axum::routing::{delete, post};
use serde_json::json;

use crate::error::WsError;
use crate::http::ask::{Caller, Fields, Params};
use crate::http::reply::{Reply, empty, object};
use crate::http::warehouses::Warehouse;
use crate::session::SessionState;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.0/sql/sessions", post(open))
        .route("/api/2.0/sql/sessions/{id}", delete(close))
}

async fn open(caller: Caller, mut fields: Fields) -> Reply {
    Warehouse::check(&fields.need("warehouse_id")?)?;
    // What a session is executed with has no meaning here: there is one engine.
    match fields.text("execution_mode")?.as_deref() {
        None | Some("FAST") => {}
        Some(other) => {
            return Err(WsError::invalid(format!("execution_mode '{other}' is not valid.")).into());
        }
    }
    let (catalog, schema) = super::wish::place(&caller, &mut fields)?;
    let state = SessionState::new(catalog, schema);
    for (name, value) in fields.map("session_confs")?.unwrap_or_default() {
        state.set(&name, &value)?;
    }
    fields.done()?;
    let sessions = &caller.workspace.inner.sessions;
    object(json!({"session_id": sessions.open(caller.session.user(), state)}))
}

async fn close(caller: Caller, Path(id): Path<String>, params: Params) -> Reply {
    if let Some(warehouse) = params.get("warehouse_id") {
        Warehouse::check(warehouse)?;
    }
    let sessions = &caller.workspace.inner.sessions;
    sessions.close(caller.session.user(), &id)?;
    empty()
}
