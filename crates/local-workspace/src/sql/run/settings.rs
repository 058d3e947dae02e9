//! What a session keeps: its current catalog and schema, and its settings.

use super::Run;
use crate::error::WsResult;
use crate::runner::SqlResult;
use crate::session::SessionState;
use crate::sql::result::{Cell, Header, rows};
use std::sync::Arc;

const HEADERS: [Header; 2] = [("key", "STRING"), ("value", "STRING")];

impl Run<'_> {
    /// The session, or one that ends with this statement.
    fn state(&self) -> Arc<SessionState> {
        let made = || Arc::new(SessionState::new(String::new(), String::new()));
        self.session.state.clone().unwrap_or_else(made)
    }

    pub(super) fn set_current(&self, catalog: &str, schema: &str) -> WsResult<SqlResult> {
        self.state().set_current(catalog, schema);
        Ok(SqlResult::default())
    }

    pub(super) fn set(&self, name: &str, value: &str) -> WsResult<SqlResult> {
        self.state().set(name, value)?;
        Ok(rows(&HEADERS, [vec![name.into(), value.into()]]))
    }

    pub(super) fn reset(&self, name: Option<&str>) -> WsResult<SqlResult> {
        self.state().reset(name)?;
        Ok(SqlResult::default())
    }

    pub(super) fn show_settings(&self, name: Option<&str>) -> WsResult<SqlResult> {
        let shown = self.state().settings(name)?;
        let row = |(name, value): (&str, String)| vec![Cell::from(name), Cell::from(value)];
        Ok(rows(&HEADERS, shown.into_iter().map(row)))
    }
}
