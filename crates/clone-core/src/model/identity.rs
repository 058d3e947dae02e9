//! Which workspace, and who asks.

use serde::{Deserialize, Serialize};

/// The workspace that was read, and the principal that read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The workspace's host, or `local` with the folder's name; never a credential.
    pub workspace: String,
    /// The metastore's id.
    pub metastore_id: String,
    /// The metastore's name.
    pub metastore_name: String,
    /// The principal that reads and writes.
    pub principal: String,
}
