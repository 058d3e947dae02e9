//! Remembering what was done, so that a killed run can go on.

use std::fmt::Debug;

use async_trait::async_trait;

use super::PortResult;
use crate::plan::Plan;
use crate::run::{Entry, RunId};

/// Source and target of a run; one run per pair at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PairKey {
    /// Workspace and catalog that are read.
    pub source: String,
    /// Workspace and catalog that are written.
    pub target: String,
}

/// The right to run for a pair; given back when dropped, and when its process ends.
pub trait Lease: Debug + Send + Sync {}

/// An append-only record of runs.
#[async_trait]
pub trait Journal: Debug + Send + Sync + 'static {
    /// Takes the right to run for a pair, or says who holds it (`Conflict`).
    async fn lease(&self, pair: &PairKey) -> PortResult<Box<dyn Lease>>;

    /// Starts a run of a plan; the plan is kept with it.
    async fn begin(&self, plan: &Plan) -> PortResult<RunId>;

    /// Adds an entry; it is durable when this returns.
    async fn append(&self, run: &RunId, entry: &Entry) -> PortResult<()>;

    /// The plan and the entries of a run, in order.
    async fn replay(&self, run: &RunId) -> PortResult<(Plan, Vec<Entry>)>;

    /// The newest run of a plan, if there is one.
    async fn latest(&self, plan_id: &str) -> PortResult<Option<RunId>>;
}
