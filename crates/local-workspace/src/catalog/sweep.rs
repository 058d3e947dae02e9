//! What a killed process left behind, and what was dropped long ago.
//!
//! A process holds a lock on a file of its own for as long as it lives. A row in state `creating`
//! whose creator's file is not locked belongs to a process that died; it goes, with its directory.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::Catalog;
use super::drops::UNDROP_MS;
use super::places::local_path;
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};

/// Proves to other processes that this one lives.
#[derive(Debug)]
pub(crate) struct ProcessLock {
    id: String,
    path: PathBuf,
    _held: File,
}

impl ProcessLock {
    /// Takes a new lock in the directory `locks`.
    pub(crate) fn take(locks: &Path) -> WsResult<Self> {
        let id = Uuid::now_v7().to_string();
        let path = locks.join(&id);
        let wrong =
            |error: std::io::Error| WsError::io(format_args!("lock `{}`", path.display()), &error);
        fs::create_dir_all(locks).map_err(wrong)?;
        let held = File::create(&path).map_err(wrong)?;
        held.lock().map_err(wrong)?;
        Ok(Self {
            id,
            path,
            _held: held,
        })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

impl Drop for ProcessLock {
    fn drop(&mut self) {
        // A file that stays is harmless: its lock is free, so the next start takes it for dead.
        drop(fs::remove_file(&self.path));
    }
}

/// Whether the process that took the lock `id` is gone.
fn is_dead(locks: &Path, id: &str) -> bool {
    File::open(locks.join(id)).is_ok_and(|file| file.try_lock().is_ok()) || !locks.join(id).exists()
}

impl Catalog {
    /// Cleans up at the start.
    pub(crate) fn sweep(&self) -> WsResult<()> {
        self.store.write(|tx| {
            self.sweep_creating(tx)?;
            self.sweep_statements(tx)?;
            let mut statement = tx
                .prepare("SELECT id FROM securable WHERE state = 'dropped' AND dropped_at <= ?1")?;
            let old = statement
                .query_map([now_ms() - UNDROP_MS], |row| row.get::<_, String>(0))?
                .collect::<Result<Vec<_>, _>>()?;
            for id in old {
                self.forget(tx, &id, Some("dropped"))?;
            }
            Ok(())
        })?;
        self.sweep_uploads();
        self.sweep_locks();
        Ok(())
    }

    /// Where an upload is received before it moves to its volume.
    pub(crate) fn upload_place(&self) -> PathBuf {
        self.root
            .join("uploads")
            .join(format!("{}.{}", self.process.id(), Uuid::new_v4()))
    }

    /// Removes what dead processes had not received to the end.
    fn sweep_uploads(&self) {
        let Ok(entries) = fs::read_dir(self.root.join("uploads")) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let process = name.split('.').next().unwrap_or_default();
            if process != self.process.id() && is_dead(&self.locks(), process) {
                // Another process may have been faster; what stays lies outside of every volume.
                drop(fs::remove_file(entry.path()));
            }
        }
    }

    /// Removes what dead processes began to create.
    pub(crate) fn sweep_creating(&self, tx: &Transaction<'_>) -> WsResult<()> {
        let rows = tx
            .prepare_cached(
                "SELECT id, creator FROM securable WHERE state = 'creating' AND creator <> ?1",
            )?
            .query_map([self.process.id()], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })?
            .collect::<Result<Vec<_>, _>>()?;
        for (id, creator) in rows {
            if is_dead(&self.locks(), &creator) {
                tracing::info!(table = %id, "removing what a killed process began to create");
                self.forget(tx, &id, Some("creating"))?;
            }
        }
        Ok(())
    }

    /// Ends the statements of dead processes in the query history.
    fn sweep_statements(&self, tx: &Transaction<'_>) -> WsResult<()> {
        let processes = tx
            .prepare("SELECT DISTINCT process FROM statement_history WHERE ended_at IS NULL")?
            .query_map([], |row| row.get::<_, Option<String>>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        for process in processes.into_iter().flatten() {
            if process != self.process.id() && is_dead(&self.locks(), &process) {
                tx.execute(
                    "UPDATE statement_history SET status = 'FAILED', ended_at = ?2,
                       error_message = 'the process that ran the statement ended'
                     WHERE process = ?1 AND ended_at IS NULL",
                    params![process, now_ms()],
                )?;
            }
        }
        Ok(())
    }

    /// Deletes a row for good, with the files below it that the workspace owns.
    pub(super) fn forget(
        &self,
        tx: &Transaction<'_>,
        id: &str,
        state: Option<&str>,
    ) -> WsResult<()> {
        let found: Option<String> = tx
            .query_row("SELECT state FROM securable WHERE id = ?1", [id], |row| {
                row.get(0)
            })
            .optional()?;
        if found.is_none() || state.is_some_and(|state| found.as_deref() != Some(state)) {
            return Ok(());
        }
        let mut statement = tx.prepare_cached(
            "WITH RECURSIVE below (id) AS (
               SELECT ?1 UNION ALL SELECT s.id FROM securable s JOIN below b ON s.parent_id = b.id)
             SELECT location FROM table_detail WHERE id IN (SELECT id FROM below)
               AND table_type IN ('MANAGED', 'MANAGED_SHALLOW_CLONE')
             UNION ALL SELECT location FROM volume_detail WHERE id IN (SELECT id FROM below)
               AND volume_type = 'MANAGED'",
        )?;
        let places = statement
            .query_map([id], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        for place in places {
            self.delete_files(&place)?;
        }
        tx.execute("DELETE FROM securable WHERE id = ?1", params![id])?;
        Ok(())
    }

    fn delete_files(&self, place: &str) -> WsResult<()> {
        let Some(path) = local_path(&self.url_of(place)) else {
            return Ok(());
        };
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(WsError::io(
                format_args!("delete `{}`", path.display()),
                &error,
            )),
            _ => Ok(()),
        }
    }

    fn sweep_locks(&self) {
        let Ok(entries) = fs::read_dir(self.locks()) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != self.process.id() && is_dead(&self.locks(), &name) {
                // Another process may have been faster.
                drop(fs::remove_file(entry.path()));
            }
        }
    }

    fn locks(&self) -> PathBuf {
        self.root.join("locks")
    }
}
