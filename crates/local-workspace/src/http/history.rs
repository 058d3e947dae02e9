//! The query history.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde_json::{Value, json};

use super::ask::{Caller, Params};
use super::reply::{Reply, compact, object};
use super::warehouses::Warehouse;
use crate::catalog::{decode_token, encode_token};
use crate::error::{WsError, WsResult};
use crate::statements::{HistoryFilter, HistoryRow};
use crate::workspace::LocalWorkspace;

const PAGE: usize = 100;
const MOST: usize = 1000;
/// What the history can be filtered by.
const FILTERS: [&str; 6] = [
    "filter_by.warehouse_ids",
    "filter_by.statuses",
    "filter_by.statement_ids",
    "filter_by.user_ids",
    "filter_by.query_start_time_range.start_time_ms",
    "filter_by.query_start_time_range.end_time_ms",
];

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new().route("/api/2.0/sql/history/queries", get(all))
}

async fn all(caller: Caller, State(workspace): State<LocalWorkspace>, params: Params) -> Reply {
    let page = params.page()?;
    let size = page.size.filter(|size| *size > 0).unwrap_or(PAGE).min(MOST);
    let invalid = || WsError::invalid("Invalid page token.");
    let skip = match &page.token {
        Some(token) => decode_token(token)?
            .parse::<usize>()
            .map_err(|_| invalid())?,
        None => 0,
    };
    let many = |key: &str| params.all(key).map(str::to_owned).collect::<Vec<_>>();
    let warehouses = many("filter_by.warehouse_ids");
    let mut filter = HistoryFilter {
        // Others see only their own statements.
        principal: (!caller.session.is_workspace_admin()).then(|| caller.session.user().to_owned()),
        principals: None,
        statuses: many("filter_by.statuses"),
        ids: many("filter_by.statement_ids"),
        from_ms: params.number("filter_by.query_start_time_range.start_time_ms")?,
        to_ms: params.number("filter_by.query_start_time_range.end_time_ms")?,
    };
    let unknown = params.unknown("filter_by.", &FILTERS);
    if let Some(unknown) = unknown {
        return Err(WsError::invalid(format!("The filter {unknown} is not supported.")).into());
    }
    let users = many("filter_by.user_ids");
    if !warehouses.is_empty() && !warehouses.iter().any(|id| id == Warehouse::ID) {
        filter.to_ms = Some(-1);
    }
    let (rows, more) = caller
        .run(move |_, _| {
            if !users.is_empty() {
                filter.principals = Some(named(&workspace, &users)?);
            }
            workspace.inner.history(&filter, skip, size)
        })
        .await?;
    let mut body = json!({
        "res": rows.iter().map(render).collect::<Vec<_>>(),
        "has_next_page": more,
    });
    if let (true, Value::Object(fields)) = (more, &mut body) {
        fields.insert(
            "next_page_token".to_owned(),
            json!(encode_token(&(skip + size).to_string())),
        );
    }
    object(body)
}

/// The names of the users with these ids.
fn named(workspace: &LocalWorkspace, ids: &[String]) -> WsResult<Vec<String>> {
    let mut all = workspace.directory().list()?;
    all.retain(|principal| ids.contains(&principal.id.to_string()));
    Ok(all.into_iter().map(|principal| principal.name).collect())
}

fn render(row: &HistoryRow) -> Value {
    let tags: Vec<Value> = row
        .tags
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    compact(json!({
        "query_id": row.id,
        "status": row.status,
        "query_text": row.text,
        "query_start_time_ms": row.started_at,
        "query_end_time_ms": row.ended_at,
        "execution_end_time_ms": row.ended_at,
        "duration": row.ended_at.map(|at| at - row.started_at),
        "user_name": row.principal,
        "executed_as_user_name": row.principal,
        "warehouse_id": Warehouse::ID,
        "endpoint_id": Warehouse::ID,
        "rows_produced": row.rows_produced,
        "error_message": row.error_message,
        "is_final": row.ended_at.is_some(),
        "query_tags": tags,
    }))
}
