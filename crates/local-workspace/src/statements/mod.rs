//! Statements of the warehouse: run in the background, polled, cancelled, remembered.

#[cfg(feature = "engine")]
mod arrow;
mod crew;
mod history;
mod results;
mod sessions;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crew::Crew;
pub(crate) use history::{HistoryFilter, HistoryRow};
pub(crate) use results::{Body, Chunk, Limits, ResultSet};
pub(crate) use sessions::Sessions;

use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::runner::SqlSession;
use crate::workspace::LocalWorkspace;

/// How long a finished statement can be polled.
const KEEP_MS: i64 = 3600 * 1000;

/// Where a statement stands.
#[derive(Debug, Clone)]
pub(crate) enum State {
    Pending,
    Running,
    Succeeded(Arc<ResultSet>),
    Failed(WsError),
    Canceled,
    Closed,
}

impl State {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Succeeded(_) => "SUCCEEDED",
            Self::Failed(_) => "FAILED",
            Self::Canceled => "CANCELED",
            Self::Closed => "CLOSED",
        }
    }

    pub(crate) fn is_final(&self) -> bool {
        !matches!(self, Self::Pending | Self::Running)
    }
}

/// How a client wants its result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) place: Place,
    pub(crate) format: Format,
}

impl Delivery {
    /// Whether the chunks of this result are behind links.
    pub(crate) fn by_links(self, result: &ResultSet) -> bool {
        match self.place {
            Place::Inline => false,
            Place::Links => true,
            Place::Fitting => result.chunks.len() > 1,
        }
    }
}

/// Where a client looks for the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the answer.
    #[default]
    Inline,
    /// Behind links.
    Links,
    /// In the answer when they fit into one chunk, else behind links.
    Fitting,
}

/// The format of a chunk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Format {
    #[default]
    Json,
    Csv,
    Arrow(Option<Compression>),
}

/// How a chunk is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    Lz4Frame,
}

/// A submitted statement.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) id: String,
    pub(crate) principal: String,
    pub(crate) delivery: Delivery,
    /// Opens the chunks of this statement to whoever holds a link.
    pub(crate) link_key: String,
    cancel: CancellationToken,
    state: watch::Sender<State>,
    ended_at: Mutex<Option<i64>>,
}

impl Statement {
    pub(crate) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    pub(crate) fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Waits until the statement has ended or the time is over.
    pub(crate) async fn wait(&self, time: Duration) {
        let mut state = self.state.subscribe();
        // The sender lives in this statement, so the only way to end early is the timeout.
        drop(tokio::time::timeout(time, state.wait_for(State::is_final)).await);
    }

    /// Gives up the result.
    pub(crate) fn close(&self) {
        self.cancel.cancel();
        self.state.send_modify(|state| {
            if matches!(state, State::Succeeded(_)) {
                *state = State::Closed;
            }
        });
    }

    fn end(&self, state: State) {
        *self.ended_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now_ms());
        self.state.send_replace(state);
    }

    fn is_stale(&self) -> bool {
        let ended = *self.ended_at.lock().unwrap_or_else(PoisonError::into_inner);
        ended.is_some_and(|at| at + KEEP_MS < now_ms())
    }
}

/// The statements of this process.
#[derive(Debug, Default)]
pub(crate) struct Statements {
    by_id: Mutex<HashMap<String, Arc<Statement>>>,
    /// Made with the first statement.
    crew: OnceLock<Crew>,
}

impl Statements {
    /// The statement, if it is still kept.
    pub(crate) fn find(&self, id: &str) -> WsResult<Arc<Statement>> {
        let by_id = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
        by_id.get(id).cloned().ok_or_else(|| {
            WsError::new(
                "RESOURCE_DOES_NOT_EXIST",
                404,
                format!("The statement {id} was not found."),
            )
        })
    }

    fn crew(&self) -> WsResult<&Crew> {
        if let Some(crew) = self.crew.get() {
            return Ok(crew);
        }
        let made = Crew::new()?;
        // Of two that were made at once, one is dropped before it has done anything.
        Ok(self.crew.get_or_init(|| made))
    }

    fn keep(&self, statement: &Arc<Statement>) {
        let mut by_id = self.by_id.lock().unwrap_or_else(PoisonError::into_inner);
        by_id.retain(|_, kept| !kept.is_stale());
        by_id.insert(statement.id.clone(), Arc::clone(statement));
    }
}

/// Starts a statement on a task of its own and returns at once.
///
/// The statement is in the history before this returns: who loses the answer finds it there.
pub(crate) async fn submit(
    workspace: &LocalWorkspace,
    session: SqlSession,
    sql: String,
    delivery: Delivery,
    limits: Limits,
) -> WsResult<Arc<Statement>> {
    let statement = Arc::new(Statement {
        id: session.statement_id.clone(),
        principal: session.session.user().to_owned(),
        delivery,
        link_key: uuid::Uuid::new_v4().simple().to_string(),
        cancel: CancellationToken::new(),
        state: watch::Sender::new(State::Pending),
        ended_at: Mutex::new(None),
    });
    let started = HistoryRow::started(&session, &sql);
    let notes = workspace.clone();
    tokio::task::spawn_blocking(move || notes.inner.note_started(&started))
        .await
        .map_err(WsError::internal)??;
    workspace.inner.statements.keep(&statement);
    let (workspace, running) = (workspace.clone(), Arc::clone(&statement));
    tokio::spawn(async move { run(&workspace, &running, session, sql, limits).await });
    Ok(statement)
}

fn canceled() -> WsError {
    WsError::sql("OPERATION_CANCELED", "HY008", "The statement was canceled.")
}

/// Lets the crew run the statement.
async fn work(
    workspace: &LocalWorkspace,
    statement: &Arc<Statement>,
    session: SqlSession,
    sql: String,
    limits: Limits,
) -> WsResult<ResultSet> {
    statement.state.send_replace(State::Running);
    let (runner, cancel) = (workspace.runner(), statement.cancel.clone());
    let delivery = statement.delivery;
    // A runner is never cut off between two of its steps: it ends by itself when told to.
    let work = async move {
        let result = runner.run(&session, &sql, cancel).await?;
        ResultSet::cut(result, limits, delivery)
    };
    let task = workspace.inner.statements.crew()?.spawn(work);
    task.await.unwrap_or_else(|error| {
        Err(WsError::internal(format_args!(
            "the statement broke off: {error}"
        )))
    })
}

async fn run(
    workspace: &LocalWorkspace,
    statement: &Arc<Statement>,
    session: SqlSession,
    sql: String,
    limits: Limits,
) {
    let outcome = tokio::select! {
        () = workspace.inner.warehouse.running(|| workspace.conduct().warehouse_start()) => {
            work(workspace, statement, session, sql, limits).await
        }
        () = statement.cancel.cancelled() => Err(canceled()),
    };
    let state = match outcome {
        Ok(result) => State::Succeeded(Arc::new(result)),
        Err(_) if statement.cancel.is_cancelled() => State::Canceled,
        Err(error) => State::Failed(error),
    };
    let (notes, id, ended) = (workspace.clone(), statement.id.clone(), state.clone());
    let noted = tokio::task::spawn_blocking(move || notes.inner.note_ended(&id, &ended)).await;
    if let Ok(Err(error)) = noted {
        tracing::warn!(statement = %statement.id, %error, "the query history was not written");
    }
    statement.end(state);
}
