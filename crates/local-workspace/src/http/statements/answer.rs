//! Renders a statement: its state, its manifest, its data.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::links;
use crate::clock::rfc3339;
use crate::http::reply::compact;
use crate::statements::{self, Body, Chunk, Compression, Format, Place, ResultSet, Statement};

/// How many links a driver is given at once.
///
/// The kernel of the official SQL connector (1.3.0) asks for the links that it lacks twice at the
/// same time, and may then take the end of one answer for the end of the result.
const DRIVER_LINKS: usize = 32;

/// What an answer takes from its request and from the workspace.
pub(super) struct Asked {
    pub(super) headers: HeaderMap,
    /// How long a link lives.
    pub(super) link_ms: i64,
}

/// The answer to a submission and to a poll.
pub(super) fn statement(statement: &Statement, asked: &Asked) -> Value {
    let state = statement.state();
    let mut body = json!({"statement_id": statement.id, "status": status(&state)});
    if let (statements::State::Succeeded(result), Value::Object(fields)) = (&state, &mut body) {
        fields.insert("manifest".to_owned(), manifest(statement, result));
        let data = if result.chunks.is_empty() {
            json!({})
        } else {
            data(statement, result, 0, asked)
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
    let (format, compression) = match statement.delivery.format {
        Format::Json => ("JSON_ARRAY", None),
        Format::Csv => ("CSV", None),
        Format::Arrow(None) => ("ARROW_STREAM", None),
        Format::Arrow(Some(Compression::Lz4Frame)) => ("ARROW_STREAM", Some("LZ4_FRAME")),
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
        "result_compression": compression,
    }))
}

fn place(index: usize, chunk: &Chunk) -> Value {
    json!({
        "chunk_index": index,
        "row_offset": chunk.offset,
        "row_count": chunk.rows,
        "byte_count": chunk.bytes,
    })
}

/// The data of a chunk that exists, or the links from it on.
pub(super) fn data(
    statement: &Statement,
    result: &ResultSet,
    index: usize,
    asked: &Asked,
) -> Value {
    if statement.delivery.by_links(result) {
        let most = match statement.delivery.place {
            Place::Fitting => DRIVER_LINKS,
            _ => 1,
        };
        let chunks = (index..result.chunks.len()).take(most);
        let links: Vec<Value> = chunks
            .map(|index| one(statement, result, index, Some(asked)))
            .collect();
        return json!({"external_links": links});
    }
    one(statement, result, index, None)
}

/// A chunk with its rows, or with a link to them.
fn one(statement: &Statement, result: &ResultSet, index: usize, linked: Option<&Asked>) -> Value {
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
    match (linked, &chunk.body) {
        (Some(asked), _) => {
            let (link, expires_at) = links::link(statement, index, &asked.headers, asked.link_ms);
            fields.insert("external_link".to_owned(), json!(link));
            fields.insert("expiration".to_owned(), json!(rfc3339(expires_at)));
        }
        (None, Body::Text(rows)) => {
            fields.insert("data_array".to_owned(), json!(rows));
        }
        (None, Body::Stream(bytes)) => {
            fields.insert("attachment".to_owned(), json!(STANDARD.encode(bytes)));
        }
    }
    data
}
