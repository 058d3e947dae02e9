//! Statement execution.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::{Caller, Fields, Params};
use super::identity::origin;
use super::reply::{ApiError, Reply, compact, empty, object};
use super::warehouses::Warehouse;
use crate::clock::{now_ms, rfc3339};
use crate::error::{WsError, WsResult};
use crate::runner::{SqlParam, SqlSession};
use crate::statements::{self, Chunk, Delivery, Limits, LinkFormat, ResultSet, Statement};
use crate::workspace::LocalWorkspace;

/// The longest statement, in bytes.
const LONGEST: usize = 16 << 20;
/// The most query tags of a statement.
const MOST_TAGS: usize = 20;
/// How long a link is said to live.
const LINK_MS: i64 = 15 * 60 * 1000;

pub(super) fn routes() -> Router<LocalWorkspace> {
    let one = "/api/2.0/sql/statements/{id}";
    Router::new()
        .route("/api/2.0/sql/statements", post(execute))
        .route(one, get(poll).delete(close))
        .route(&format!("{one}/cancel"), post(cancel))
        .route(&format!("{one}/result/chunks/{{index}}"), get(chunk))
        .route("/__results/{id}/{index}", get(linked))
}

/// What a client asked for.
struct Wish {
    sql: String,
    wait: Duration,
    cancel_after_wait: bool,
    delivery: Delivery,
    limits: Limits,
    session: SqlSession,
}

async fn execute(caller: Caller, headers: HeaderMap, fields: Fields) -> Reply {
    let wish = read(&caller, fields)?;
    let workspace = &caller.workspace;
    workspace.inner.warehouse.start();
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
    object(answer(&statement, &headers))
}

fn read(caller: &Caller, mut fields: Fields) -> WsResult<Wish> {
    let sql = fields.need("statement")?;
    if sql.len() > LONGEST {
        return Err(WsError::invalid(format!(
            "The statement is longer than {LONGEST} bytes."
        )));
    }
    Warehouse::check(&fields.need("warehouse_id")?)?;
    let wait = wait(fields.text("wait_timeout")?.as_deref())?;
    let cancel_after_wait = match fields.text("on_wait_timeout")?.as_deref() {
        None | Some("CONTINUE") => false,
        Some("CANCEL") if wait.is_zero() => {
            return Err(WsError::invalid(
                "on_wait_timeout must be CONTINUE when wait_timeout is 0s.",
            ));
        }
        Some("CANCEL") => true,
        Some(other) => {
            return Err(WsError::invalid(format!(
                "on_wait_timeout '{other}' is not valid."
            )));
        }
    };
    let delivery = delivery(&mut fields)?;
    let options = caller.workspace.options();
    let limits = Limits {
        rows: limit(fields.number("row_limit")?, "row_limit")?,
        bytes: limit(fields.number("byte_limit")?, "byte_limit")?,
        abort_above: (delivery == Delivery::Inline).then_some(options.inline_limit),
        chunk: options.chunk_bytes,
    };
    let metastore = caller.workspace.catalog().metastore();
    let session = SqlSession {
        session: caller.session.clone(),
        statement_id: Uuid::now_v7().to_string(),
        catalog: fields
            .text("catalog")?
            .unwrap_or_else(|| metastore.default_catalog.clone()),
        schema: fields
            .text("schema")?
            .unwrap_or_else(|| "default".to_owned()),
        params: fields
            .list("parameters")?
            .into_iter()
            .map(param)
            .collect::<WsResult<_>>()?,
        tags: tags(fields.list("query_tags")?)?,
    };
    fields.done()?;
    Ok(Wish {
        sql,
        wait,
        cancel_after_wait,
        delivery,
        limits,
        session,
    })
}

fn wait(text: Option<&str>) -> WsResult<Duration> {
    let Some(text) = text else {
        return Ok(Duration::from_secs(10));
    };
    let seconds = text
        .strip_suffix('s')
        .and_then(|number| number.parse::<u64>().ok());
    match seconds {
        Some(seconds @ (0 | 5..=50)) => Ok(Duration::from_secs(seconds)),
        _ => Err(WsError::invalid(
            "The wait_timeout field must be 0 seconds (disables wait), or between 5 seconds and 50 seconds.",
        )),
    }
}

fn delivery(fields: &mut Fields) -> WsResult<Delivery> {
    let disposition = fields.text("disposition")?;
    let format = fields.text("format")?;
    let format = format.as_deref().unwrap_or("JSON_ARRAY");
    match (disposition.as_deref().unwrap_or("INLINE"), format) {
        ("INLINE", "JSON_ARRAY") => Ok(Delivery::Inline),
        ("EXTERNAL_LINKS", "JSON_ARRAY") => Ok(Delivery::Links(LinkFormat::Json)),
        ("EXTERNAL_LINKS", "CSV") => Ok(Delivery::Links(LinkFormat::Csv)),
        ("INLINE", "ARROW_STREAM" | "CSV") => Err(WsError::invalid(format!(
            "The format field must be JSON_ARRAY when the disposition field is INLINE, but was {format}."
        ))),
        ("EXTERNAL_LINKS", "ARROW_STREAM") => {
            Err(WsError::unsupported("results in the format ARROW_STREAM"))
        }
        ("INLINE" | "EXTERNAL_LINKS", other) => {
            Err(WsError::invalid(format!("format '{other}' is not valid.")))
        }
        (other, _) => Err(WsError::invalid(format!(
            "disposition '{other}' is not valid."
        ))),
    }
}

fn limit(value: Option<i64>, field: &str) -> WsResult<Option<usize>> {
    let positive = |value: i64| {
        usize::try_from(value)
            .ok()
            .filter(|value| *value > 0)
            .ok_or_else(|| WsError::invalid(format!("{field} must be positive.")))
    };
    value.map(positive).transpose()
}

fn param(value: Value) -> WsResult<SqlParam> {
    let mut fields = Fields::of(value, "parameters")?;
    let param = SqlParam {
        name: fields.need("name")?,
        type_text: fields.text("type")?.unwrap_or_else(|| "STRING".to_owned()),
        value: fields.text("value")?,
    };
    fields.done()?;
    Ok(param)
}

fn tags(list: Vec<Value>) -> WsResult<BTreeMap<String, String>> {
    if list.len() > MOST_TAGS {
        return Err(WsError::invalid(format!(
            "A statement can have at most {MOST_TAGS} query tags."
        )));
    }
    let mut tags = BTreeMap::new();
    for tag in list {
        let mut fields = Fields::of(tag, "query_tags")?;
        tags.insert(
            fields.need("key")?,
            fields.text("value")?.unwrap_or_default(),
        );
        fields.done()?;
    }
    Ok(tags)
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
    object(answer(&*own(&caller, &id)?, &headers))
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
    object(data(&statement, &result, index, &headers))
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

fn answer(statement: &Statement, headers: &HeaderMap) -> Value {
    let state = statement.state();
    let mut body = json!({"statement_id": statement.id, "status": status(&state)});
    if let (statements::State::Succeeded(result), Value::Object(fields)) = (&state, &mut body) {
        fields.insert("manifest".to_owned(), manifest(statement, result));
        let data = if result.chunks.is_empty() {
            json!({})
        } else {
            data(statement, result, 0, headers)
        };
        fields.insert("result".to_owned(), data);
    }
    body
}

fn status(state: &statements::State) -> Value {
    let statements::State::Failed(error) = state else {
        return json!({"state": state.name()});
    };
    let code = match error.code.as_str() {
        "IO_ERROR" | "INTERNAL_ERROR" => error.code.as_str(),
        _ if error.status >= 500 => "INTERNAL_ERROR",
        _ => "BAD_REQUEST",
    };
    compact(json!({
        "state": "FAILED",
        "error": {"error_code": code, "message": error.statement_text()},
        "sql_state": error.sql_state,
    }))
}

fn manifest(statement: &Statement, result: &ResultSet) -> Value {
    let format = match statement.delivery {
        Delivery::Links(LinkFormat::Csv) => "CSV",
        _ => "JSON_ARRAY",
    };
    let columns: Vec<Value> = result
        .columns
        .iter()
        .enumerate()
        .map(|(position, column)| {
            compact(json!({
                "name": column.name,
                "type_text": column.type_text,
                "type_name": column.type_name,
                "position": position,
                "type_precision": column.precision,
                "type_scale": column.scale,
            }))
        })
        .collect();
    let chunks: Vec<Value> = (0..)
        .zip(&result.chunks)
        .map(|(index, chunk)| place(index, chunk))
        .collect();
    compact(json!({
        "format": format,
        "schema": {"column_count": columns.len(), "columns": columns},
        "total_chunk_count": chunks.len(),
        "chunks": (!chunks.is_empty()).then_some(chunks),
        "total_row_count": result.rows,
        "total_byte_count": result.bytes,
        "truncated": result.truncated,
    }))
}

fn place(index: usize, chunk: &Chunk) -> Value {
    json!({
        "chunk_index": index,
        "row_offset": chunk.offset,
        "row_count": chunk.rows.len(),
        "byte_count": chunk.bytes,
    })
}

fn data(statement: &Statement, result: &ResultSet, index: usize, headers: &HeaderMap) -> Value {
    let Some(chunk) = result.chunks.get(index) else {
        return json!({});
    };
    let mut data = place(index, chunk);
    let Value::Object(fields) = &mut data else {
        return data;
    };
    if index + 1 < result.chunks.len() {
        fields.insert("next_chunk_index".to_owned(), json!(index + 1));
        let link = format!(
            "/api/2.0/sql/statements/{}/result/chunks/{}",
            statement.id,
            index + 1
        );
        fields.insert("next_chunk_internal_link".to_owned(), json!(link));
    }
    match statement.delivery {
        Delivery::Inline => {
            fields.insert("data_array".to_owned(), json!(chunk.rows));
            data
        }
        Delivery::Links(_) => {
            let link = format!(
                "{}/__results/{}/{index}?key={}",
                origin(headers),
                statement.id,
                statement.link_key
            );
            fields.insert("external_link".to_owned(), json!(link));
            fields.insert("expiration".to_owned(), json!(rfc3339(now_ms() + LINK_MS)));
            json!({"external_links": [data]})
        }
    }
}

/// A linked chunk. The key in the link is the permission: clients must not send their token here.
async fn linked(
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

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::wait;

    #[rstest]
    #[case(None, Some(10))]
    #[case(Some("0s"), Some(0))]
    #[case(Some("5s"), Some(5))]
    #[case(Some("50s"), Some(50))]
    #[case(Some("4s"), None)]
    #[case(Some("51s"), None)]
    #[case(Some("10"), None)]
    #[case(Some("-5s"), None)]
    fn only_zero_and_5_to_50_seconds_can_be_waited(
        #[case] text: Option<&str>,
        #[case] seconds: Option<u64>,
    ) {
        assert_eq!(wait(text).ok().map(|wait| wait.as_secs()), seconds);
    }
}
