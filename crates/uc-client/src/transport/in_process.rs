//! Requests into a router of this process, with no socket between.

use std::fmt;

use async_trait::async_trait;
use axum::Router;
use http::header::HOST;
use tower::ServiceExt as _;

use super::{Transport, TransportError};

/// Hands requests to an axum router.
///
/// Paths arrive as they were encoded and bodies stream both ways, as over a socket. Each request is
/// a task of its own: it runs beside others, and it runs on when the caller stops waiting, as it
/// does in a server.
#[derive(Clone)]
pub struct InProcess(Router);

impl InProcess {
    /// A transport into this router.
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self(router)
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

#[async_trait]
impl Transport for InProcess {
    async fn send(
        &self,
        request: reqwest::Request,
        _operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        let request = http::Request::<reqwest::Body>::try_from(request)?;
        let mut request = request.map(axum::body::Body::new);
        if let Some(host) = request.uri().host().and_then(|host| host.parse().ok()) {
            request.headers_mut().entry(HOST).or_insert(host);
        }
        let router = self.0.clone();
        let answer = tokio::spawn(router.oneshot(request)).await;
        // A handler that panics ends its connection; nobody knows what it had done by then.
        let answer = answer.map_err(|error| TransportError::Interrupted {
            source: error.into(),
        })?;
        let answer = match answer {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        let answer = answer.map(|body| reqwest::Body::wrap_stream(body.into_data_stream()));
        Ok(reqwest::Response::from(answer))
    }
}
