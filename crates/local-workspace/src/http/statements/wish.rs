//! Reads what a client asks a statement to do.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use crate::error::{WsError, WsResult};
use crate::http::ask::{Caller, Fields};
use crate::http::warehouses::Warehouse;
use crate::runner::{SqlParam, SqlSession};
use crate::statements::{Compression, Delivery, Format, Limits, Place};

/// The longest statement, in bytes.
const LONGEST: usize = 16 << 20;
/// The most query tags of a statement.
const MOST_TAGS: usize = 20;

/// What a client asked for.
pub(super) struct Wish {
    pub(super) sql: String,
    pub(super) wait: Duration,
    pub(super) cancel_after_wait: bool,
    pub(super) delivery: Delivery,
    pub(super) limits: Limits,
    pub(super) session: SqlSession,
}

/// Reads the body of a submission.
pub(super) fn read(caller: &Caller, mut fields: Fields) -> WsResult<Wish> {
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
        abort_above: (delivery.place == Place::Inline).then_some(options.inline_limit),
        chunk: options.chunk_bytes,
    };
    let state = match fields.text("session_id")? {
        None => None,
        Some(id) => {
            let sessions = &caller.workspace.inner.sessions;
            Some(sessions.find(caller.session.user(), &id)?)
        }
    };
    let (catalog, schema) = match &state {
        Some(state) if !fields.has("catalog") && !fields.has("schema") => state.current(),
        _ => place(caller, &mut fields)?,
    };
    let session = SqlSession {
        session: caller.session.clone(),
        statement_id: Uuid::now_v7().to_string(),
        catalog,
        schema,
        params: params(fields.list("parameters")?)?,
        tags: tags(fields.list("query_tags")?)?,
        state,
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

/// The catalog and schema that a request names, or those of the workspace.
pub(super) fn place(caller: &Caller, fields: &mut Fields) -> WsResult<(String, String)> {
    let metastore = caller.workspace.catalog().metastore();
    let catalog = fields.text("catalog")?;
    let schema = fields.text("schema")?;
    Ok((
        catalog.unwrap_or_else(|| metastore.default_catalog.clone()),
        schema.unwrap_or_else(|| "default".to_owned()),
    ))
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
    let place = match disposition.as_deref().unwrap_or("INLINE") {
        "INLINE" => Place::Inline,
        "EXTERNAL_LINKS" => Place::Links,
        // Not documented; what the official drivers ask for.
        "INLINE_OR_EXTERNAL_LINKS" => Place::Fitting,
        other => {
            return Err(WsError::invalid(format!(
                "disposition '{other}' is not valid."
            )));
        }
    };
    let compression = match fields.text("result_compression")?.as_deref() {
        None | Some("NONE") => None,
        Some("LZ4_FRAME") => Some(Compression::Lz4Frame),
        Some(other) => {
            return Err(WsError::invalid(format!(
                "result_compression '{other}' is not valid."
            )));
        }
    };
    let format = fields.text("format")?;
    let format = format.as_deref().unwrap_or("JSON_ARRAY");
    let format = match format {
        "ARROW_STREAM" | "CSV" if place == Place::Inline => {
            return Err(WsError::invalid(format!(
                "The format field must be JSON_ARRAY when the disposition field is INLINE, but was {format}."
            )));
        }
        "JSON_ARRAY" => Format::Json,
        "CSV" => Format::Csv,
        "ARROW_STREAM" => Format::Arrow(compression),
        other => {
            return Err(WsError::invalid(format!("format '{other}' is not valid.")));
        }
    };
    if compression.is_some() && !matches!(format, Format::Arrow(_)) {
        return Err(WsError::invalid(
            "result_compression is for the format ARROW_STREAM only.",
        ));
    }
    if (place, format) == (Place::Fitting, Format::Csv) {
        return Err(WsError::unsupported(
            "the format CSV with the disposition INLINE_OR_EXTERNAL_LINKS",
        ));
    }
    Ok(Delivery { place, format })
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

fn params(list: Vec<Value>) -> WsResult<Vec<SqlParam>> {
    let params = list.into_iter().map(param).collect::<WsResult<Vec<_>>>()?;
    let placed = params.iter().filter(|param| param.name.starts_with('?'));
    match placed.count() {
        count if count == 0 || count == params.len() => Ok(params),
        _ => Err(WsError::sql(
            "INVALID_QUERY_MIXED_QUERY_PARAMETERS",
            "42613",
            "Parameterized query must either use positional, or named parameters, but not both.",
        )),
    }
}

fn param(value: Value) -> WsResult<SqlParam> {
    let mut fields = Fields::of(value, "parameters")?;
    // Not documented; what the official drivers send for `?`.
    let name = match fields.number("ordinal")? {
        Some(place @ 1..) if !fields.has("name") => format!("?{place}"),
        Some(place) => {
            return Err(WsError::invalid(format!(
                "A parameter has a name, or an ordinal from 1 on, not {place}."
            )));
        }
        None => fields.need("name")?,
    };
    let param = SqlParam {
        name,
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
