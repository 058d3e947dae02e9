//! Values in texts of JSON.

use super::text;
use crate::engine::functions::row::{Gives, Row};
use crate::error::{WsError, WsResult};

/// A value in a JSON text, by `$.a.b[0]`; wildcards are refused.
pub(super) fn json_path(row: &Row<'_>) -> WsResult<Gives> {
    let (json, path) = (text(row, 0), text(row, 1));
    let refused = || WsError::unsupported(format_args!("the JSON path `{path}`"));
    let Ok(document) = serde_json::from_str::<serde_json::Value>(json) else {
        return Ok(Gives::Null);
    };
    let mut rest = path.strip_prefix('$').ok_or_else(refused)?;
    let mut at = Some(&document);
    while !rest.is_empty() {
        if let Some(tail) = rest.strip_prefix('.') {
            let end = tail.find(['.', '[']).unwrap_or(tail.len());
            let (name, tail) = tail.split_at(end);
            if name.is_empty() || name == "*" {
                return Err(refused());
            }
            at = at.and_then(|value| value.get(name));
            rest = tail;
        } else {
            let tail = rest.strip_prefix('[').ok_or_else(refused)?;
            let (inside, tail) = tail.split_once(']').ok_or_else(refused)?;
            at = match inside.parse::<usize>() {
                Ok(place) => at.and_then(|value| value.get(place)),
                Err(_) => {
                    let name = inside
                        .strip_prefix('\'')
                        .and_then(|name| name.strip_suffix('\''));
                    let name = name.ok_or_else(refused)?;
                    at.and_then(|value| value.get(name))
                }
            };
            rest = tail;
        }
    }
    Ok(match at {
        None | Some(serde_json::Value::Null) => Gives::Null,
        Some(serde_json::Value::String(text)) => Gives::Text(text.clone()),
        Some(other) => Gives::Text(other.to_string()),
    })
}
