//! The journal in one SQLite file, written through to the disk at every entry.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use clone_core::plan::Plan;
use clone_core::ports::{Journal, Lease, PairKey, PortError, PortErrorKind, PortResult};
use clone_core::run::{Entry, RunId};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, params};

use super::lease;

/// Marks a file as ours: `clxj` in ASCII.
const APPLICATION: i32 = 0x636c_786a;
/// The number of the format that this version writes.
const FORMAT: i32 = 1;

/// Runs and their entries in `journal.db`; leases in `locks/` beside it.
#[derive(Clone, Debug)]
pub struct SqliteJournal {
    connection: Arc<Mutex<Connection>>,
    locks: PathBuf,
}

/// One run, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// The plan that it runs.
    pub plan_id: String,
    /// When it began, RFC 3339.
    pub begun: String,
}

impl SqliteJournal {
    /// Opens the journal of a state folder, making it if there is none.
    ///
    /// # Errors
    /// `Invalid` for a file that is not a journal, `Unsupported` for one of a newer clxs, `Full`
    /// for a full disk.
    pub fn open(state: &Path) -> PortResult<Self> {
        fs::create_dir_all(state)
            .map_err(|error| io_error("make the state folder", state, error))?;
        let path = state.join("journal.db");
        let connection = Connection::open(&path).map_err(|error| sqlite_error(&path, error))?;
        prepare(&connection, &path)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            locks: state.join("locks"),
        })
    }

    /// All runs, the newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn runs(&self) -> PortResult<Vec<RunRow>> {
        self.with(|db| {
            let mut query = db.prepare("SELECT id, plan_id, begun FROM run ORDER BY seq DESC")?;
            let rows = query.query_map([], |row| {
                Ok(RunRow {
                    id: RunId(row.get(0)?),
                    plan_id: row.get(1)?,
                    begun: row.get(2)?,
                })
            })?;
            rows.collect()
        })
        .await
    }

    /// Lets the file grow no further than this many pages, or than it is.
    #[cfg(test)]
    pub(crate) async fn limit_pages(&self, pages: u32) -> PortResult<()> {
        self.with(move |db| {
            db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        })
        .await
    }

    /// Runs blocking SQLite work where it holds nobody up.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> PortResult<T> {
        let connection = Arc::clone(&self.connection);
        let done = tokio::task::spawn_blocking(move || {
            // A panic while holding the lock leaves SQLite's own transaction rolled back.
            let mut db = connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut db).map_err(|error| sqlite_error(Path::new("journal.db"), error))
        });
        done.await.map_err(|error| {
            PortError::new(PortErrorKind::Unknown, "the journal's worker stopped").because(error)
        })?
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    async fn lease(&self, pair: &PairKey) -> PortResult<Box<dyn Lease>> {
        lease::take(&self.locks, pair)
    }

    async fn begin(&self, plan: &Plan) -> PortResult<RunId> {
        let id = RunId(uuid::Uuid::now_v7().to_string());
        let row = (
            id.0.clone(),
            plan.id.clone(),
            format!("{}/{}", plan.source.workspace, plan.request.source),
            format!("{}/{}", plan.target.workspace, plan.request.dest),
            jiff::Timestamp::now().to_string(),
            encode(plan)?,
        );
        self.with(move |db| {
            db.execute(
                "INSERT INTO run (id, plan_id, source, target, begun, plan)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                row,
            )
        })
        .await?;
        Ok(id)
    }

    async fn append(&self, run: &RunId, entry: &Entry) -> PortResult<()> {
        let (id, body) = (run.0.clone(), encode(entry)?);
        let added = self
            .with(move |db| {
                db.execute(
                    "INSERT INTO entry (run, n, body)
                     SELECT seq, 1 + coalesce((SELECT max(n) FROM entry WHERE run = seq), 0), ?2
                     FROM run WHERE id = ?1",
                    params![id, body],
                )
            })
            .await?;
        if added == 1 { Ok(()) } else { Err(no_run(run)) }
    }

    async fn replay(&self, run: &RunId) -> PortResult<(Plan, Vec<Entry>)> {
        let id = run.0.clone();
        let found = self
            .with(move |db| {
                let head = db
                    .query_row("SELECT seq, plan FROM run WHERE id = ?1", [&id], |row| {
                        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
                    })
                    .optional()?;
                let Some((seq, plan)) = head else {
                    return Ok(None);
                };
                let mut query = db.prepare("SELECT body FROM entry WHERE run = ?1 ORDER BY n")?;
                let bodies = query.query_map([seq], |row| row.get(0))?;
                Ok(Some((
                    plan,
                    bodies.collect::<rusqlite::Result<Vec<String>>>()?,
                )))
            })
            .await?;
        let (plan, bodies) = found.ok_or_else(|| no_run(run))?;
        let entries = bodies
            .iter()
            .map(|body| decode(body))
            .collect::<PortResult<_>>()?;
        Ok((decode(&plan)?, entries))
    }

    async fn latest(&self, plan_id: &str) -> PortResult<Option<RunId>> {
        let plan_id = plan_id.to_owned();
        self.with(move |db| {
            db.query_row(
                "SELECT id FROM run WHERE plan_id = ?1 ORDER BY seq DESC LIMIT 1",
                [plan_id],
                |row| row.get(0).map(RunId),
            )
            .optional()
        })
        .await
    }
}

/// Checks that the file is ours and of a format we know, or makes it so when it is empty.
fn prepare(db: &Connection, path: &Path) -> PortResult<()> {
    let wrap = |error| sqlite_error(path, error);
    db.busy_timeout(std::time::Duration::from_secs(10))
        .map_err(wrap)?;
    let number = |pragma| db.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let (application, format) = (
        number("application_id").map_err(wrap)?,
        number("user_version").map_err(wrap)?,
    );
    let tables: i64 = db
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(wrap)?;
    if (application, format, tables) == (0, 0, 0) {
        return create(db).map_err(wrap);
    }
    if application != APPLICATION {
        let message = format!(
            "`{}` is a SQLite file, but not a journal of clxs",
            path.display()
        );
        return Err(PortError::new(PortErrorKind::Invalid, message));
    }
    if format != FORMAT {
        let message = format!(
            "`{}` is a journal of format {format}; this clxs reads format {FORMAT}",
            path.display()
        );
        return Err(PortError::new(PortErrorKind::Unsupported, message));
    }
    durable(db).map_err(wrap)
}

fn create(db: &Connection) -> rusqlite::Result<()> {
    durable(db)?;
    // Two processes may come here at once; the second finds the tables under the write lock.
    db.execute_batch("BEGIN IMMEDIATE")?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        db.execute_batch(include_str!("schema.sql"))?;
        db.pragma_update(None, "application_id", APPLICATION)?;
        db.pragma_update(None, "user_version", FORMAT)?;
    }
    db.execute_batch("COMMIT")
}

fn durable(db: &Connection) -> rusqlite::Result<()> {
    db.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    db.pragma_update(None, "synchronous", "full")?;
    db.pragma_update(None, "foreign_keys", true)
}

fn no_run(run: &RunId) -> PortError {
    PortError::new(
        PortErrorKind::NotFound,
        format!("the journal has no run `{run}`"),
    )
}

fn encode(value: &impl serde::Serialize) -> PortResult<String> {
    serde_json::to_string(value).map_err(|error| {
        PortError::new(PortErrorKind::Unknown, "a journal entry has no JSON form").because(error)
    })
}

fn decode<T: serde::de::DeserializeOwned>(text: &str) -> PortResult<T> {
    serde_json::from_str(text).map_err(|error| {
        PortError::new(
            PortErrorKind::Invalid,
            "the journal holds an entry that is not readable",
        )
        .because(error)
    })
}

fn sqlite_error(path: &Path, error: rusqlite::Error) -> PortError {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => PortErrorKind::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => PortErrorKind::Unavailable,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => PortErrorKind::Invalid,
        Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => {
            PortErrorKind::Denied
        }
        _ => PortErrorKind::Unknown,
    };
    let what = match kind {
        PortErrorKind::Full => "the disk is full",
        PortErrorKind::Invalid => "the file is not a journal, or it is damaged",
        _ => "the journal cannot be used",
    };
    PortError::new(kind, what)
        .with("file", path.display().to_string())
        .because(error)
}

/// A failure of the file system, with what was tried.
pub(crate) fn io_error(tried: &str, path: &Path, error: io::Error) -> PortError {
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            PortErrorKind::Full
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            PortErrorKind::Denied
        }
        io::ErrorKind::NotFound => PortErrorKind::NotFound,
        _ => PortErrorKind::Unknown,
    };
    PortError::new(kind, format!("cannot {tried} `{}`", path.display())).because(error)
}
