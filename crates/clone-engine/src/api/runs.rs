//! What was run before.

use std::path::Path;

use clone_core::ports::Journal as _;
use clone_core::run::{RunId, RunState};
use serde::Serialize;

use super::CloneXs;
use crate::apply::Standing;
use crate::error::{EngineError, EngineResult};
use crate::journal::SqliteJournal;
use crate::session::state_dir;

/// One run, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunSummary {
    /// Its id.
    pub run: RunId,
    /// The plan that it runs.
    pub plan: String,
    /// When it began.
    pub begun: String,
    /// The catalog that is read.
    pub source: String,
    /// The catalog that is written.
    pub dest: String,
    /// How far it came.
    pub state: RunEnd,
    /// Steps that are done.
    pub done: usize,
    /// All its steps.
    pub steps: usize,
}

/// How far a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEnd {
    /// Every step is done.
    Complete,
    /// It came to its end with steps that failed.
    Failed,
    /// It was stopped, or its process ended.
    Interrupted,
}

impl CloneXs {
    /// Past runs, the newest first.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn runs(&self, limit: usize) -> EngineResult<Vec<RunSummary>> {
        runs(Some(self.session.state()), limit).await
    }
}

/// Past runs of whatever workspace, the newest first: no workspace has to answer.
///
/// The journal is looked for in `state`, else where a connection would.
///
/// # Errors
/// When the journal cannot be read.
pub async fn runs(state: Option<&Path>, limit: usize) -> EngineResult<Vec<RunSummary>> {
    let journal = SqliteJournal::open(&state_dir(state)?).map_err(EngineError::journal)?;
    let rows = journal.runs().await.map_err(EngineError::journal)?;
    let mut runs = Vec::new();
    for row in rows.into_iter().take(limit) {
        let (plan, entries) = journal
            .replay(&row.id)
            .await
            .map_err(EngineError::journal)?;
        let state = RunState::fold(&entries);
        let done = Standing::of(&plan, &state).done.len();
        let steps = plan.steps.len();
        runs.push(RunSummary {
            run: row.id,
            plan: row.plan_id,
            begun: row.begun,
            source: plan.request.source.as_str().to_owned(),
            dest: plan.request.dest.as_str().to_owned(),
            state: end(&state, done == steps),
            done,
            steps,
        });
    }
    Ok(runs)
}

fn end(state: &RunState, complete: bool) -> RunEnd {
    if complete {
        RunEnd::Complete
    } else if state.finished {
        RunEnd::Failed
    } else {
        RunEnd::Interrupted
    }
}
