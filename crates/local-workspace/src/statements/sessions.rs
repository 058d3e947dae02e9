//! Sessions that statements are sent in, as the drivers open them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::session::SessionState;

/// How long a session is kept that nobody uses.
const KEEP_MS: i64 = 8 * 3600 * 1000;

/// The sessions of this process.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_id: Mutex<HashMap<String, Open>>,
}

#[derive(Debug)]
struct Open {
    principal: String,
    state: Arc<SessionState>,
    used_at: i64,
}

impl Sessions {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Open>) -> T) -> T {
        work(&mut self.by_id.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Opens a session; its id.
    pub(crate) fn open(&self, principal: &str, state: SessionState) -> String {
        let id = uuid::Uuid::now_v7().to_string();
        let open = Open {
            principal: principal.to_owned(),
            state: Arc::new(state),
            used_at: now_ms(),
        };
        self.with(|by_id| {
            by_id.retain(|_, open| open.used_at + KEEP_MS > now_ms());
            by_id.insert(id.clone(), open);
        });
        id
    }

    /// What a session of this principal keeps.
    pub(crate) fn find(&self, principal: &str, id: &str) -> WsResult<Arc<SessionState>> {
        self.with(|by_id| {
            let open = by_id.get_mut(id).filter(|open| open.principal == principal);
            let open = open.ok_or_else(|| unknown(id))?;
            open.used_at = now_ms();
            Ok(Arc::clone(&open.state))
        })
    }

    /// Ends a session of this principal.
    pub(crate) fn close(&self, principal: &str, id: &str) -> WsResult<()> {
        self.find(principal, id)?;
        self.with(|by_id| by_id.remove(id));
        Ok(())
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.with(|by_id| by_id.len())
    }
}

fn unknown(id: &str) -> WsError {
    let text = format!("The session {id} was not found.");
    WsError::new("RESOURCE_DOES_NOT_EXIST", 404, text)
}
