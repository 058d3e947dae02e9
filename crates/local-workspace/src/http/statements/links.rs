//! Chunks behind links, as a cloud storage serves them.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{finished, no_chunk};
use crate::clock::now_ms;
use crate::http::ask::Params;
use crate::http::identity::origin;
use crate::http::reply::ApiError;
use crate::runner::{SqlColumn, TextRow};
use crate::statements::{Body, Format, Statement};
use crate::workspace::LocalWorkspace;

/// A link to a chunk, and when it ceases to lead there.
pub(super) fn link(
    statement: &Statement,
    index: usize,
    headers: &HeaderMap,
    lives_ms: i64,
) -> (String, i64) {
    let expires_at = now_ms() + lives_ms;
    let signature = signature(statement, index, expires_at);
    let link = format!(
        "{}/__results/{}/{index}?expires={expires_at}&signature={signature}",
        origin(headers),
        statement.id,
    );
    (link, expires_at)
}

fn signature(statement: &Statement, index: usize, expires_at: i64) -> String {
    let signed = format!("{}/{index}/{expires_at}", statement.id);
    let key = blake3::hash(statement.link_key.as_bytes());
    blake3::keyed_hash(key.as_bytes(), signed.as_bytes())
        .to_hex()
        .to_string()
}

/// A linked chunk. The signature is the permission: clients must not send their token here.
pub(super) async fn get_chunk(
    State(workspace): State<LocalWorkspace>,
    Path((id, index)): Path<(String, usize)>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let statement = workspace.inner.statements.find(&id)?;
    if headers.contains_key(header::AUTHORIZATION) {
        let text = "Only one auth mechanism allowed; a link needs no Authorization header";
        return Ok(refused(StatusCode::BAD_REQUEST, "InvalidArgument", text));
    }
    let expires_at = params.number("expires")?.unwrap_or_default();
    let signed = params.get("signature").unwrap_or_default();
    // Digests are compared, so that the time it takes tells nothing of the signature.
    let expected = blake3::hash(signature(&statement, index, expires_at).as_bytes());
    if expected != blake3::hash(signed.as_bytes()) {
        let text = "The signature of the link is not valid";
        return Ok(refused(
            StatusCode::FORBIDDEN,
            "SignatureDoesNotMatch",
            text,
        ));
    }
    if expires_at <= now_ms() {
        let text = "Request has expired";
        return Ok(refused(StatusCode::FORBIDDEN, "AccessDenied", text));
    }
    let result = finished(&statement)?;
    let chunk = no_chunk(&result, index)?;
    Ok(match (&chunk.body, statement.delivery.format) {
        (Body::Stream(bytes), _) => {
            let kind = "application/vnd.apache.arrow.stream";
            ([(header::CONTENT_TYPE, kind)], bytes.clone()).into_response()
        }
        (Body::Text(rows), Format::Csv) => {
            let head = (index == 0).then_some(result.columns.as_slice());
            ([(header::CONTENT_TYPE, "text/csv")], csv(head, rows)).into_response()
        }
        (Body::Text(rows), _) => axum::Json(rows).into_response(),
    })
}

/// A refusal as cloud storages write it: no JSON.
fn refused(status: StatusCode, code: &str, text: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{text}</Message></Error>"
    );
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

/// RFC 4180. Only the first chunk has the names of the columns.
fn csv(head: Option<&[SqlColumn]>, rows: &[TextRow]) -> String {
    let mut text = String::new();
    if let Some(columns) = head {
        line(
            &mut text,
            columns.iter().map(|column| Some(column.name.as_str())),
        );
    }
    for row in rows {
        line(&mut text, row.iter().map(Option::as_deref));
    }
    text
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = Option<&'a str>>) {
    for (position, cell) in cells.enumerate() {
        let comma = if position == 0 { "" } else { "," };
        // Writing to a string cannot fail. NULL is told from the text `null` by its quotes alone.
        let _ = match cell {
            None => write!(text, "{comma}null"),
            Some(cell)
                if cell.is_empty() || cell == "null" || cell.contains(['"', ',', '\n', '\r']) =>
            {
                write!(text, "{comma}\"{}\"", cell.replace('"', "\"\""))
            }
            Some(cell) => write!(text, "{comma}{cell}"),
        };
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn a_null_is_the_word_and_the_word_is_quoted() {
        let cell = |text: &str| Some(text.to_owned());
        let row = vec![None, cell("null"), cell(""), cell("a\"b"), cell("c")];
        assert_eq!(csv(None, &[row]), "null,\"null\",\"\",\"a\"\"b\",c\r\n");
    }
}
