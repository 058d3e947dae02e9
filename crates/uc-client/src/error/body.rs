//! Reads an error out of whatever came back: the service's JSON, older and SCIM forms, a proxy's
//! page, plain text, nothing.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde_json::Value;

use super::{ApiError, ErrorKind, Parts, Retry};

/// How much of an answer that is not JSON is kept.
const EXCERPT: usize = 300;
/// What is waited when the service asks for a pause and does not say how long.
const UNSAID: Duration = Duration::from_secs(1);

/// The error that an answer with a status outside 2xx means.
pub(crate) fn from_answer(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ApiError {
    let said = read(body);
    let message = match said.message {
        Some(message) if !message.is_empty() => message,
        _ => format!("the service answered {status} and did not say why"),
    };
    let request_id = said.request_id.or_else(|| header(headers, "x-request-id"));
    Parts {
        kind: said.code.as_deref().map(ErrorKind::of_code),
        error_code: said.code,
        message,
        details: said.details,
        request_id,
        status: Some(status.as_u16()),
        retry: retry(status, headers),
        ..Parts::default()
    }
    .into()
}

/// 429 and 503 are the transport's own words for "not now"; they say nothing about the object.
fn retry(status: StatusCode, headers: &HeaderMap) -> Retry {
    match status.as_u16() {
        429 | 503 => Retry::After(retry_after(headers).unwrap_or(UNSAID)),
        500 | 502 | 504 => Retry::OutcomeUnknown,
        _ => Retry::No,
    }
}

/// What `Retry-After` asks for: seconds, or a date, as proxies in front of the service write it.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = header(headers, "retry-after")?;
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    // A date that has passed asks for nothing more.
    Some(Duration::try_from(until.duration_since(Timestamp::now())).unwrap_or_default())
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

#[derive(Default)]
struct Said {
    code: Option<String>,
    message: Option<String>,
    details: Vec<Value>,
    request_id: Option<String>,
}

fn read(body: &[u8]) -> Said {
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(fields)) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
            let details = match fields.get("details") {
                Some(Value::Array(details)) => details.clone(),
                _ => Vec::new(),
            };
            Said {
                code: text("error_code"),
                // `error` is API 1.2 and OAuth, `detail` is SCIM.
                message: ["message", "error_description", "error", "detail"]
                    .iter()
                    .find_map(|name| text(name)),
                request_id: request_id(&details),
                details,
            }
        }
        _ => Said {
            message: excerpt(body),
            ..Said::default()
        },
    }
}

fn request_id(details: &[Value]) -> Option<String> {
    details
        .iter()
        .find_map(|detail| detail.get("request_id").and_then(Value::as_str))
        .map(str::to_owned)
}

/// The beginning of a text or page, with tags and runs of space taken out.
fn excerpt(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let mut plain = String::new();
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                plain.push(' ');
            }
            c if !in_tag => plain.push(c),
            _ => {}
        }
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then(|| plain.chars().take(EXCERPT).collect())
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};
    use rstest::rstest;

    use super::from_answer;
    use crate::{ErrorKind, Retry};

    #[rstest]
    #[case(
        404,
        r#"{"error_code":"CATALOG_DOES_NOT_EXIST","message":"Catalog 'x' does not exist."}"#,
        "Catalog 'x' does not exist.",
        ErrorKind::NotFound
    )]
    #[case(404, r#"{"error_code":"SOMETHING_NEW","message":"m"}"#,
        "m", ErrorKind::Unknown("SOMETHING_NEW".into()))]
    #[case(
        404,
        r#"{"message":"no code, so the status decides nothing"}"#,
        "no code, so the status decides nothing",
        ErrorKind::Uncoded
    )]
    #[case(
        400,
        r#"{"error":"API 1.2 says it so"}"#,
        "API 1.2 says it so",
        ErrorKind::Uncoded
    )]
    #[case(
        401,
        r#"{"error":"invalid_client","error_description":"unknown client"}"#,
        "unknown client",
        ErrorKind::Uncoded
    )]
    #[case(
        404,
        r#"{"detail":"no such user","status":"404","scimType":null}"#,
        "no such user",
        ErrorKind::Uncoded
    )]
    #[case(
        502,
        "<html><body><pre>bad\n gateway</pre></body></html>",
        "bad gateway",
        ErrorKind::Uncoded
    )]
    #[case(
        503,
        "",
        "the service answered 503 Service Unavailable and did not say why",
        ErrorKind::Uncoded
    )]
    #[case(500, "[1,2", "[1,2", ErrorKind::Uncoded)]
    fn every_body_gives_an_error(
        #[case] status: u16,
        #[case] body: &str,
        #[case] message: &str,
        #[case] kind: ErrorKind,
    ) {
        let status = StatusCode::from_u16(status).unwrap();
        let error = from_answer(status, &HeaderMap::new(), body.as_bytes());
        assert_eq!(error.message(), message);
        assert_eq!(*error.kind(), kind);
        assert_eq!(error.status(), Some(status.as_u16()));
    }

    #[test]
    fn details_name_the_request() {
        let body = br#"{"error_code":"CATALOG_NOT_EMPTY","message":"m","details":[
            {"@type":"type.googleapis.com/google.rpc.RequestInfo","request_id":"r-1","serving_data":""}]}"#;
        let error = from_answer(StatusCode::BAD_REQUEST, &HeaderMap::new(), body);
        assert_eq!(error.request_id(), Some("r-1"));
        assert_eq!(error.details().len(), 1);
        assert_eq!(error.retry(), Retry::No);
    }

    #[rstest]
    #[case(429, Some("7"), 7)]
    #[case(503, None, 1)]
    #[case(503, Some("soon"), 1)]
    #[case(503, Some("Wed, 21 Oct 2015 07:28:00 GMT"), 0)]
    fn a_pause_is_taken_from_the_header(
        #[case] status: u16,
        #[case] header: Option<&'static str>,
        #[case] seconds: u64,
    ) {
        let mut headers = HeaderMap::new();
        if let Some(value) = header {
            headers.insert("retry-after", value.parse().unwrap());
        }
        let error = from_answer(StatusCode::from_u16(status).unwrap(), &headers, b"");
        assert_eq!(
            error.retry(),
            Retry::After(std::time::Duration::from_secs(seconds))
        );
    }

    #[test]
    fn a_pause_may_be_a_date() {
        let in_an_hour = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
        let date = in_an_hour.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", date.parse().unwrap());
        let error = from_answer(StatusCode::SERVICE_UNAVAILABLE, &headers, b"");
        let Retry::After(pause) = error.retry() else {
            panic!("{error:?}");
        };
        assert!((3_500..=3_600).contains(&pause.as_secs()), "{pause:?}");
    }
}
