//! How the workspace behaves where clients must cope with more than one behaviour.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Lifetimes and delays. They can be changed while the workspace is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Conduct {
    /// How long a token from the OIDC endpoint lives, in seconds.
    pub token_seconds: u32,
    /// How long a refresh token lives, in seconds.
    pub refresh_token_seconds: u32,
    /// Whether a refresh token can be used once only.
    pub single_use_refresh_tokens: bool,
    /// How long a link to a chunk of a result lives, in seconds.
    pub link_seconds: u32,
    /// How long the warehouse takes to start, in milliseconds.
    pub warehouse_start_ms: u32,
    /// Who signs in at `/oidc/v1/authorize` without being asked; when empty, the one user there is,
    /// or whom a page asks for.
    pub sign_in_as: String,
}

impl Default for Conduct {
    fn default() -> Self {
        Self {
            token_seconds: 3600,
            refresh_token_seconds: 30 * 24 * 3600,
            single_use_refresh_tokens: false,
            link_seconds: 15 * 60,
            warehouse_start_ms: 0,
            sign_in_as: String::new(),
        }
    }
}

impl Conduct {
    pub(crate) fn warehouse_start(&self) -> Duration {
        Duration::from_millis(u64::from(self.warehouse_start_ms))
    }

    pub(crate) fn link_ms(&self) -> i64 {
        i64::from(self.link_seconds) * 1000
    }
}
