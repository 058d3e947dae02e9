//! Monitors of data quality. None can be made here: lists are empty, and no table has one.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::Value;

use super::ask::{Caller, Params};
use super::reply::{ApiError, Reply, list};
use crate::catalog::PageOf;
use crate::error::WsError;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    let all = "/api/data-quality/v1/monitors";
    let of_table = "/api/2.1/unity-catalog/tables/{full_name}/monitor";
    Router::new()
        .route(all, get(every).post(create))
        .route(
            &format!("{all}/{{object_type}}/{{object_id}}"),
            get(of_object),
        )
        .route(of_table, get(of_named).post(create))
}

async fn every(_caller: Caller, params: Params) -> Reply {
    params.page_by("page_size")?;
    let none = PageOf::<()> {
        items: Vec::new(),
        next: None,
    };
    list("monitors", none, |()| Value::Null)
}

async fn create(_caller: Caller) -> ApiError {
    ApiError(WsError {
        status: 501,
        ..WsError::unsupported("data quality monitors")
    })
}

async fn of_named(caller: Caller, Path(name): Path<String>) -> Reply {
    let table = name.clone();
    caller
        .run(move |catalog, session| catalog.get_table(session, &table))
        .await?;
    Err(absent(&format!("table '{name}'")))
}

async fn of_object(_caller: Caller, Path((kind, id)): Path<(String, String)>) -> Reply {
    match kind.as_str() {
        "table" | "schema" => Err(absent(&format!("{kind} {id}"))),
        other => Err(WsError::invalid(format!("object_type '{other}' is not valid.")).into()),
    }
}

fn absent(of: &str) -> ApiError {
    let text = format!("The monitor of {of} does not exist.");
    ApiError(WsError::new("RESOURCE_DOES_NOT_EXIST", 404, text))
}
