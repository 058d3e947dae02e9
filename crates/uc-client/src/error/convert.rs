//! Errors through the generated code, which knows none of ours.
//!
//! Its hook may only answer with a response. An error therefore travels as a response with a status
//! that no server sends and with the error attached; the generated code hands it back unread.

use std::sync::Arc;

use http::StatusCode;

use super::{ApiError, ErrorKind, Parts, from_answer};
use crate::generated;
use crate::transport::TransportError;

/// The status of a response that only carries an error.
const FAILED_BELOW: u16 = 999;

impl ApiError {
    /// Wraps the error for its way through the generated code.
    pub(crate) fn into_response(self) -> reqwest::Response {
        let mut carrier = http::Response::new(reqwest::Body::default());
        *carrier.status_mut() =
            StatusCode::from_u16(FAILED_BELOW).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        carrier.extensions_mut().insert(self);
        reqwest::Response::from(carrier)
    }
}

impl From<generated::Error<generated::types::ApiError>> for ApiError {
    fn from(error: generated::Error<generated::types::ApiError>) -> Self {
        match error {
            generated::Error::UnexpectedResponse(response) => {
                let status = response.status();
                response
                    .extensions()
                    .get::<Self>()
                    .cloned()
                    .unwrap_or_else(|| {
                        from_answer(
                            status,
                            response.headers(),
                            b"an answer of a kind not foreseen",
                        )
                    })
            }
            generated::Error::InvalidResponsePayload(_, source) => Parts {
                kind: Some(ErrorKind::Protocol),
                message: format!("the answer is not what the operation promises: {source}"),
                source: Some(Arc::new(source)),
                ..Parts::default()
            }
            .into(),
            generated::Error::ErrorResponse(value) => {
                let (status, headers) = (value.status(), value.headers().clone());
                let body = serde_json::to_vec(&value.into_inner()).unwrap_or_default();
                from_answer(status, &headers, &body)
            }
            generated::Error::CommunicationError(source)
            | generated::Error::InvalidUpgrade(source)
            | generated::Error::ResponseBodyError(source) => TransportError::from(source).into(),
            generated::Error::InvalidRequest(message) | generated::Error::Custom(message) => {
                Self::refused(message)
            }
        }
    }
}

impl From<TransportError> for ApiError {
    fn from(error: TransportError) -> Self {
        let kind = match &error {
            TransportError::Unreachable { .. } => ErrorKind::Unreachable,
            TransportError::Interrupted { .. } => ErrorKind::Interrupted,
            TransportError::TimedOut { .. } => ErrorKind::TimedOut,
        };
        Parts {
            kind: Some(kind),
            message: error.to_string(),
            retry: error.retry(),
            source: Some(Arc::new(error)),
            ..Parts::default()
        }
        .into()
    }
}
