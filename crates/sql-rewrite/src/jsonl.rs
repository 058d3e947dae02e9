//! The line format of `clxs sql retarget --jsonl`: one JSON object in, one out.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Ident, Input, Mapping, Namespace, SqlKind, retarget};

/// One line of input; fields of other tools are passed over.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    kind: String,
    input: String,
    default_catalog: String,
    default_schema: String,
    #[serde(default)]
    map: Mapping,
}

/// Answers one line; the answer has no line break.
///
/// A line that is no request, or names an unknown kind, is answered with an error; so is a text
/// that is refused.
///
/// ```
/// let line = r#"{"id":"1","kind":"query","input":"TABLE a.b.c","default_catalog":"a",
///     "default_schema":"b","map":{"catalogs":{"a":"x"}}}"#;
/// assert_eq!(sql_rewrite::jsonl::answer(line), r#"{"id":"1","output":"TABLE x.b.c"}"#);
/// ```
pub fn answer(line: &str) -> String {
    let line: Line = match serde_json::from_str(line) {
        Ok(line) => line,
        Err(error) => {
            let id = serde_json::from_str::<Value>(line).ok();
            let id = id
                .and_then(|value| value.get("id").cloned())
                .unwrap_or(Value::Null);
            return json!({ "id": id, "error": format!("not a request: {error}") }).to_string();
        }
    };
    match output(&line) {
        Ok(output) => json!({ "id": line.id, "output": output }).to_string(),
        Err(error) => json!({ "id": line.id, "error": error }).to_string(),
    }
}

fn output(line: &Line) -> Result<String, String> {
    let kind = match line.kind.as_str() {
        "query" => SqlKind::Query,
        "statement" => SqlKind::Statement,
        "expression" => SqlKind::Expression,
        "metric_view" => SqlKind::MetricView,
        other => return Err(format!("kind `{other}` is not known")),
    };
    let input = Input {
        text: &line.input,
        kind,
        namespace: &Namespace {
            catalog: Ident::new(line.default_catalog.as_str()),
            schema: Ident::new(line.default_schema.as_str()),
        },
        mapping: &line.map,
    };
    retarget(&input)
        .map(|done| done.text)
        .map_err(|refusal| refusal.to_string())
}
