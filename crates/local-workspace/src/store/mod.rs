//! The metadata database of a workspace: one SQLite file, typed tables, short transactions.

mod migrations;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{WsError, WsResult};

/// How long a writer waits for another process before it gives up.
const BUSY: Duration = Duration::from_secs(30);

/// A database that several threads and processes share.
///
/// Connections are opened on demand and kept; a write takes the database's one write lock at its
/// start, so a transaction that reads before it writes never fails half way for being stale.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Store {
    /// Makes a new database at `path`.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub(crate) fn create(path: &Path) -> WsResult<Self> {
        if path.exists() {
            return Err(WsError::new(
                "RESOURCE_ALREADY_EXISTS",
                409,
                format!("`{}` already holds a workspace", path.display()),
            ));
        }
        let mut connection = connect(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )?;
        connection.pragma_update(None, "application_id", migrations::APPLICATION_ID)?;
        migrations::run(&mut connection)?;
        Ok(Self {
            path: path.to_owned(),
            idle: Mutex::new(vec![connection]),
        })
    }

    /// Opens the database at `path`, bringing an older one to this version.
    ///
    /// # Errors
    /// When there is none, when it is not a workspace's, when it is of a newer version.
    pub(crate) fn open(path: &Path) -> WsResult<Self> {
        if !path.is_file() {
            return Err(not_ours(path, "there is no such file"));
        }
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .map_err(|error| unopened(path, error))?;
        let application: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| unopened(path, error))?;
        if application != migrations::APPLICATION_ID {
            return Err(not_ours(path, "it is a database of another program"));
        }
        migrations::run(&mut connection)?;
        Ok(Self {
            path: path.to_owned(),
            idle: Mutex::new(vec![connection]),
        })
    }

    /// Runs `work` on one consistent state of the database.
    ///
    /// # Errors
    /// Those of `work`, and those of the database.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> WsResult<T>,
    ) -> WsResult<T> {
        self.with(TransactionBehavior::Deferred, work)
    }

    /// Runs `work` as one durable change: all of it, or on an error nothing.
    ///
    /// # Errors
    /// Those of `work`, and those of the database.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> WsResult<T>,
    ) -> WsResult<T> {
        self.with(TransactionBehavior::Immediate, |tx| {
            let value = work(tx)?;
            tx.execute("UPDATE metastore SET version = version + 1", [])?;
            Ok(value)
        })
    }

    /// As [`Store::write`], for records whose loss in a power cut does no harm: not waiting for
    /// the disk makes them cheap.
    ///
    /// # Errors
    /// Those of `work`, and those of the database.
    pub(crate) fn note<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> WsResult<T>,
    ) -> WsResult<T> {
        let mut connection = self.take()?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        let outcome = run(&mut connection, TransactionBehavior::Immediate, work);
        // A connection that cannot be set back is dropped, never reused with weaker promises.
        if connection
            .pragma_update(None, "synchronous", "FULL")
            .is_ok()
        {
            self.give_back(connection);
        }
        outcome
    }

    fn with<T>(
        &self,
        behavior: TransactionBehavior,
        work: impl FnOnce(&Transaction<'_>) -> WsResult<T>,
    ) -> WsResult<T> {
        let mut connection = self.take()?;
        let outcome = run(&mut connection, behavior, work);
        self.give_back(connection);
        outcome
    }

    fn take(&self) -> WsResult<Connection> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        idle.map_or_else(
            || Ok(connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?),
            Ok,
        )
    }

    fn give_back(&self, connection: Connection) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(connection);
    }
}

fn run<T>(
    connection: &mut Connection,
    behavior: TransactionBehavior,
    work: impl FnOnce(&Transaction<'_>) -> WsResult<T>,
) -> WsResult<T> {
    let tx = connection.transaction_with_behavior(behavior)?;
    let value = work(&tx)?;
    tx.commit()?;
    Ok(value)
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// A file that is no database is somebody else's; one that cannot be read now may well be ours.
fn unopened(path: &Path, error: rusqlite::Error) -> WsError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            not_ours(path, &error.to_string())
        }
        _ => error.into(),
    }
}

fn not_ours(path: &Path, why: &str) -> WsError {
    WsError::new(
        "INVALID_STATE",
        400,
        format!("`{}` is not a local workspace: {why}", path.display()),
    )
}
