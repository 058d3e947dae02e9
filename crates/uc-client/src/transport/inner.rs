//! What the generated client carries along: the transport, and what every request gets.

use std::sync::Arc;

use http::header::{HeaderName, HeaderValue, USER_AGENT};
use progenitor_client::{ClientHooks, OperationInfo};

use super::{Transport, TransportError};
use crate::error::from_answer;
use crate::parting::Parting;
use crate::{ApiError, Credentials, RetryPolicy, generated};

/// The header in which the generator writes the version of our document. It is of no use to the
/// service.
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// The transport of a client and the headers of its requests.
#[derive(Clone, Debug)]
pub struct Inner {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    /// For the calls that the transport may not repeat by itself.
    pub(crate) retry: RetryPolicy,
    pub(crate) parting: Parting,
}

impl Inner {
    /// Sends a request with our headers; any status outside 2xx is an error.
    ///
    /// A token that is refused before its time is renewed once, and the call made once more: who
    /// refuses a token did nothing else.
    pub(crate) async fn call(
        &self,
        mut request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, ApiError> {
        request.headers_mut().remove(API_VERSION);
        let presented = self.credentials.present().await?;
        request.headers_mut().extend(presented.headers.clone());
        // A body that streams exists once.
        let spare = request.try_clone();
        let answer = self.call_as_is(request, operation).await;
        let is_refused = |error: &ApiError| error.status() == Some(401);
        let (Some(mut again), true) = (spare, answer.as_ref().is_err_and(is_refused)) else {
            return answer;
        };
        let Some(presented) = self.credentials.instead_of(presented).await? else {
            return answer;
        };
        tracing::debug!(operation, "the token was refused; again with another one");
        again.headers_mut().extend(presented.headers);
        self.call_as_is(again, operation).await
    }

    /// Sends a request without our token; any status outside 2xx is an error.
    pub(crate) async fn call_as_is(
        &self,
        mut request: reqwest::Request,
        operation: &'static str,
    ) -> Result<reqwest::Response, ApiError> {
        request
            .headers_mut()
            .insert(USER_AGENT, self.user_agent.clone());
        let method = request.method().clone();
        let path = request.url().path().to_owned();
        let sent = std::time::Instant::now();
        let answer = self.transport.send(request, operation).await;
        let outcome = answer
            .as_ref()
            .map_or_else(ToString::to_string, |a| a.status().to_string());
        let millis = sent.elapsed().as_millis();
        tracing::debug!(operation, %method, path, outcome, took_ms = %millis, "called");
        let answer = answer?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(TransportError::from)?;
        Err(from_answer(status, &headers, &body))
    }
}

impl ClientHooks<Inner> for generated::Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let answer = self.inner.call(request, info.operation_id).await;
        Ok(answer.unwrap_or_else(ApiError::into_response))
    }
}
