//! Requests over the network.

use std::time::Duration;

use async_trait::async_trait;

use super::{Transport, TransportError};
use crate::SetupError;

/// Reaching a host takes at most this long.
const CONNECT: Duration = Duration::from_secs(10);
/// A silence longer than the longest wait of a statement (50 s) with room to spare.
const SILENCE: Duration = Duration::from_secs(90);

/// Sends requests over HTTP and HTTPS.
///
/// There is no limit on a whole exchange, because files have any size; there is one on silence.
#[derive(Debug, Clone)]
pub struct Http(reqwest::Client);

impl Http {
    /// Sets up the HTTP stack.
    ///
    /// # Errors
    /// [`SetupError::Http`] if it does not start.
    pub fn new() -> Result<Self, SetupError> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            // The API redirects to a login page when it does not like us; that is no answer.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(SetupError::Http)?;
        Ok(Self(client))
    }
}

#[async_trait]
impl Transport for Http {
    async fn send(
        &self,
        request: reqwest::Request,
        _operation: &'static str,
    ) -> Result<reqwest::Response, TransportError> {
        Ok(self.0.execute(request).await?)
    }
}
