//! Chunks behind links.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::{finished, no_chunk};
use crate::error::WsError;
use crate::http::ask::Params;
use crate::http::reply::ApiError;
use crate::statements::{Delivery, LinkFormat};
use crate::workspace::LocalWorkspace;

/// A linked chunk. The key in the link is the permission: clients must not send their token here.
pub(super) async fn get_chunk(
    State(workspace): State<LocalWorkspace>,
    Path((id, index)): Path<(String, usize)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let statement = workspace.inner.statements.find(&id)?;
    if params.get("key") != Some(statement.link_key.as_str()) {
        return Err(WsError::denied("The link is not valid.").into());
    }
    if headers.contains_key(header::AUTHORIZATION) {
        let text =
            "A link carries its own authorization; the request must have no Authorization header.";
        return Err(WsError::invalid(text).into());
    }
    let result = finished(&statement)?;
    let chunk = no_chunk(&result, index)?;
    Ok(match statement.delivery {
        Delivery::Links(LinkFormat::Csv) => {
            let names = result
                .columns
                .iter()
                .map(|column| Some(column.name.clone()))
                .collect();
            let head = (index == 0).then_some(names);
            let text: String = head
                .iter()
                .chain(&chunk.rows)
                .map(|row| csv_line(row))
                .collect();
            ([(header::CONTENT_TYPE, "text/csv")], text).into_response()
        }
        _ => axum::Json(&chunk.rows).into_response(),
    })
}

fn csv_line(row: &[Option<String>]) -> String {
    let cell = |value: &Option<String>| match value {
        None => String::new(),
        Some(text) if text.is_empty() || text.contains(['"', ',', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.clone(),
    };
    let cells: Vec<String> = row.iter().map(cell).collect();
    format!("{}\n", cells.join(","))
}
