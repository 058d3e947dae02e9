//! Answers: JSON bodies, and errors in the service's shape.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::catalog::PageOf;
use crate::error::WsError;

/// What a handler returns.
pub(super) type Reply = Result<Json<Value>, ApiError>;

/// An error on its way to the client.
#[derive(Debug)]
pub(super) struct ApiError(pub(super) WsError);

impl From<WsError> for ApiError {
    fn from(error: WsError) -> Self {
        Self(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let status =
            StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::warn!(code = %error.code, message = %error.message, "request failed");
        }
        let body = json!({
            "error_code": error.code,
            "message": error.message,
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": error.code,
                    "domain": "local-workspace",
                    "metadata": {},
                },
                {
                    "@type": "type.googleapis.com/google.rpc.RequestInfo",
                    "request_id": Uuid::new_v4().to_string(),
                    "serving_data": "",
                },
            ],
        });
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"databricks\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// An object as the answer.
pub(super) fn object(value: Value) -> Reply {
    Ok(Json(value))
}

/// The empty object.
pub(super) fn empty() -> Reply {
    Ok(Json(json!({})))
}

/// A page: the list is left out when it is empty, as the service does.
pub(super) fn list<T>(field: &str, page: PageOf<T>, render: impl FnMut(T) -> Value) -> Reply {
    let mut body = Map::new();
    let items: Vec<Value> = page.items.into_iter().map(render).collect();
    if !items.is_empty() {
        body.insert(field.to_owned(), Value::Array(items));
    }
    if let Some(next) = page.next {
        body.insert("next_page_token".to_owned(), Value::String(next));
    }
    Ok(Json(Value::Object(body)))
}

/// Leaves out the fields that are null.
pub(super) fn compact(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, field| !field.is_null());
    }
    value
}
