//! Statement execution.

mod answer;
mod links;
mod sessions;
mod wish;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::routing::{get, post};

use super::ask::{Caller, Fields};
use super::reply::{Reply, empty, object};
use crate::error::{WsError, WsResult};
use crate::statements::{self, Chunk, ResultSet, Statement};
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    let one = "/api/2.0/sql/statements/{id}";
    Router::new()
        .route("/api/2.0/sql/statements", post(execute))
        .route(one, get(poll).delete(close))
        .route(&format!("{one}/cancel"), post(cancel))
        .route(&format!("{one}/result/chunks/{{index}}"), get(chunk))
        .route("/__results/{id}/{index}", get(links::get_chunk))
        .merge(sessions::routes())
}

async fn execute(caller: Caller, headers: HeaderMap, fields: Fields) -> Reply {
    let wish = wish::read(&caller, fields)?;
    let workspace = &caller.workspace;
    let statement = statements::submit(
        workspace,
        wish.session,
        wish.sql,
        wish.delivery,
        wish.limits,
    )
    .await?;
    statement.wait(wish.wait).await;
    if wish.cancel_after_wait && !statement.state().is_final() {
        statement.cancel();
        // A runner stops soon after it is told to; a client that chose CANCEL gets the end.
        statement.wait(Duration::from_secs(5)).await;
    }
    object(answer::statement(&statement, &asked(&caller, headers)))
}

fn asked(caller: &Caller, headers: HeaderMap) -> answer::Asked {
    let link_ms = caller.workspace.conduct().link_ms();
    answer::Asked { headers, link_ms }
}

/// The statement, when it is the caller's or the caller is an admin.
fn own(caller: &Caller, id: &str) -> WsResult<Arc<Statement>> {
    let statement = caller.workspace.inner.statements.find(id)?;
    if statement.principal == caller.session.user() || caller.session.is_workspace_admin() {
        return Ok(statement);
    }
    Err(WsError::denied(format!(
        "The statement {id} was submitted by another principal."
    )))
}

async fn poll(caller: Caller, headers: HeaderMap, Path(id): Path<String>) -> Reply {
    object(answer::statement(
        &*own(&caller, &id)?,
        &asked(&caller, headers),
    ))
}

async fn cancel(caller: Caller, Path(id): Path<String>) -> Reply {
    own(&caller, &id)?.cancel();
    empty()
}

async fn close(caller: Caller, Path(id): Path<String>) -> Reply {
    own(&caller, &id)?.close();
    empty()
}

async fn chunk(
    caller: Caller,
    headers: HeaderMap,
    Path((id, index)): Path<(String, usize)>,
) -> Reply {
    let statement = own(&caller, &id)?;
    let result = finished(&statement)?;
    no_chunk(&result, index)?;
    object(answer::data(
        &statement,
        &result,
        index,
        &asked(&caller, headers),
    ))
}

fn finished(statement: &Statement) -> WsResult<Arc<ResultSet>> {
    match statement.state() {
        statements::State::Succeeded(result) => Ok(result),
        other => Err(WsError::invalid(format!(
            "The statement {} has no result: its state is {}.",
            statement.id,
            other.name()
        ))),
    }
}

fn no_chunk(result: &ResultSet, index: usize) -> WsResult<&Chunk> {
    result.chunks.get(index).ok_or_else(|| {
        let count = result.chunks.len();
        WsError::new(
            "NOT_FOUND",
            404,
            format!("There is no chunk {index}; the result has {count} chunks."),
        )
    })
}
