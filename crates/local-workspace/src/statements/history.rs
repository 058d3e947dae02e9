//! The query history. It survives the process, so a client that lost an answer finds its statement.

use std::collections::BTreeMap;

use rusqlite::params;

use super::State;
use crate::clock::now_ms;
use crate::error::WsResult;
use crate::runner::SqlSession;
use crate::workspace::Inner;

/// How long statements stay in the history.
const KEEP_MS: i64 = 30 * 24 * 3600 * 1000;

/// A statement in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryRow {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) status: String,
    pub(crate) principal: String,
    pub(crate) started_at: i64,
    pub(crate) ended_at: Option<i64>,
    pub(crate) rows_produced: Option<i64>,
    pub(crate) error_message: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

impl HistoryRow {
    pub(super) fn started(session: &SqlSession, sql: &str) -> Self {
        Self {
            id: session.statement_id.clone(),
            text: sql.to_owned(),
            status: "RUNNING".to_owned(),
            principal: session.session.user().to_owned(),
            started_at: now_ms(),
            ended_at: None,
            rows_produced: None,
            error_message: None,
            tags: session.tags.clone(),
        }
    }
}

/// Which statements of the history are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct HistoryFilter {
    /// Whose; everybody's when absent.
    pub(crate) principal: Option<String>,
    /// Of these, when there are any.
    pub(crate) principals: Option<Vec<String>>,
    pub(crate) statuses: Vec<String>,
    pub(crate) ids: Vec<String>,
    pub(crate) from_ms: Option<i64>,
    pub(crate) to_ms: Option<i64>,
}

impl Inner {
    pub(super) fn note_started(&self, row: &HistoryRow) -> WsResult<()> {
        self.store.note(|tx| {
            tx.execute(
                "DELETE FROM statement_history WHERE started_at < ?1",
                [now_ms() - KEEP_MS],
            )?;
            tx.prepare_cached(
                "INSERT INTO statement_history (id, text, status, principal, started_at, tags, process)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                row.id,
                row.text,
                row.status,
                row.principal,
                row.started_at,
                serde_json::to_string(&row.tags)?,
                self.catalog.process.id()
            ])?;
            Ok(())
        })
    }

    pub(super) fn note_ended(&self, id: &str, state: &State) -> WsResult<()> {
        let status = match state {
            State::Succeeded(_) | State::Closed => "FINISHED",
            other => other.name(),
        };
        let (rows, error) = match state {
            State::Succeeded(result) => (i64::try_from(result.rows).ok(), None),
            State::Failed(error) => (None, Some(error.statement_text())),
            _ => (None, None),
        };
        self.store.note(|tx| {
            tx.prepare_cached(
                "UPDATE statement_history SET status = ?2, ended_at = ?3, rows_produced = ?4,
                   error_message = ?5 WHERE id = ?1",
            )?
            .execute(params![id, status, now_ms(), rows, error])?;
            Ok(())
        })
    }

    /// The statements that pass the filter, the latest first, and whether there are more.
    pub(crate) fn history(
        &self,
        filter: &HistoryFilter,
        skip: usize,
        size: usize,
    ) -> WsResult<(Vec<HistoryRow>, bool)> {
        self.store.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT id, text, status, principal, started_at, ended_at, rows_produced,
                   error_message, tags FROM statement_history
                 WHERE (?1 IS NULL OR principal = ?1)
                   AND started_at >= coalesce(?2, 0) AND started_at <= coalesce(?3, 9223372036854775807)
                 ORDER BY started_at DESC, id DESC",
            )?;
            let mut rows = statement.query(params![filter.principal, filter.from_ms, filter.to_ms])?;
            let (mut passed, mut found) = (0_usize, Vec::new());
            while let Some(row) = rows.next()? {
                let (id, status): (String, String) = (row.get(0)?, row.get(2)?);
                let principal: String = row.get(3)?;
                let wanted = (filter.ids.is_empty() || filter.ids.contains(&id))
                    && (filter.statuses.is_empty() || filter.statuses.contains(&status))
                    && filter.principals.as_ref().is_none_or(|them| them.contains(&principal));
                if !wanted {
                    continue;
                }
                passed += 1;
                if passed <= skip {
                    continue;
                }
                if found.len() == size {
                    return Ok((found, true));
                }
                let tags: String = row.get(8)?;
                found.push(HistoryRow {
                    id,
                    text: row.get(1)?,
                    status,
                    principal,
                    started_at: row.get(4)?,
                    ended_at: row.get(5)?,
                    rows_produced: row.get(6)?,
                    error_message: row.get(7)?,
                    tags: serde_json::from_str(&tags)?,
                });
            }
            Ok((found, false))
        })
    }
}
