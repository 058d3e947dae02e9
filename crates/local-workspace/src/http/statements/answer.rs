//! Renders a statement: its state, its manifest, its data.

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::clock::{now_ms, rfc3339};
use crate::http::identity::origin;
use crate::http::reply::compact;
use crate::statements::{self, Chunk, Delivery, LinkFormat, ResultSet, Statement};

/// How long a link is said to live.
const LINK_MS: i64 = 15 * 60 * 1000;

/// The answer to a submission and to a poll.
pub(super) fn statement(statement: &Statement, headers: &HeaderMap) -> Value {
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

/// The data of a chunk that exists.
pub(super) fn data(
    statement: &Statement,
    result: &ResultSet,
    index: usize,
    headers: &HeaderMap,
) -> Value {
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
