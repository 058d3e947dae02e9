//! Calls that are known as verb, path and body only: what a plan spelled out before.

use http::Method;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::Value;

use crate::operations::operation_of;
use crate::transport::{TransportError, operation};
use crate::{ApiError, Client};

impl Client {
    /// Sends a call to an encoded path below the host, and gives back its JSON answer; an empty
    /// answer is `null`.
    ///
    /// # Errors
    /// [`ApiError`] if the call does not succeed.
    pub async fn raw(
        &self,
        method: Method,
        encoded_path: &str,
        body: Option<&Value>,
    ) -> Result<Value, ApiError> {
        let operation = operation_of(&method, encoded_path);
        if operation == operation::EXECUTE {
            // A statement needs a mark to be found by; only `Statements` sends one.
            return Err(ApiError::refused("a statement is not sent as a raw call"));
        }
        let mut request = self.request(method, encoded_path)?;
        if let Some(body) = body {
            request
                .headers_mut()
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.to_string().into());
        }
        let answer = self.inner().call(request, operation).await?;
        let bytes = answer.bytes().await.map_err(TransportError::from)?;
        if bytes.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&bytes)
            .map_err(|_| ApiError::protocol(format!("the answer to `{encoded_path}` is not JSON")))
    }
}
