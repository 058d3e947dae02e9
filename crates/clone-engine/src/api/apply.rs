//! Applying a plan, and going on with one that was interrupted.

use std::sync::Arc;

use clone_core::plan::{Change, CheckedPlan, Plan, PlanRequest, Planned, Side, Stale, freshness};
use clone_core::ports::{Actuator, Journal, Observer, PairKey, PortErrorKind, Silent};
use clone_core::run::{Report, RunId, RunState};

use super::CloneXs;
use super::catalogs::Pins;
use crate::apply::{Cancel, End, Patience, Shared, Standing, Walk};
use crate::error::{EngineError, EngineResult};
use crate::uc::UcActuator;

/// How a plan is applied.
#[derive(Clone, Debug)]
pub struct ApplyOptions {
    /// Steps that run at the same time.
    pub workers: usize,
    /// How often and how long a step is tried.
    pub patience: Patience,
    /// Whether the catalogs are read again first.
    pub freshness: Freshness,
    /// Stops the run.
    pub cancel: Cancel,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self {
            workers: 8,
            patience: Patience::default(),
            freshness: Freshness::Check,
            cancel: Cancel::new(),
        }
    }
}

/// Whether the catalogs are read again before a plan is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// They are, and a plan that they have moved away from is refused.
    Check,
    /// They were read a moment ago, to make this plan.
    JustRead,
}

/// What became of a plan.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The run.
    pub run: RunId,
    /// What was made, what was left out, what failed.
    pub report: Report,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// Steps that an earlier run of the same plan had done, and that were not done again.
    pub done_before: usize,
}

impl CloneXs {
    /// Applies a plan; a plan that was begun before goes on where it stood.
    ///
    /// # Errors
    /// When another run holds the pair, the catalogs have moved, or the journal cannot be written.
    /// Steps that fail are no error here: the report tells them.
    pub async fn apply(
        &self,
        plan: &CheckedPlan,
        options: &ApplyOptions,
        observer: Arc<dyn Observer>,
    ) -> EngineResult<Applied> {
        let journal: Arc<dyn Journal> = Arc::new(self.journal()?);
        self.apply_with(plan, options, observer, journal).await
    }

    /// Reads, plans and applies in one go.
    ///
    /// # Errors
    /// Those of [`CloneXs::plan`] and [`CloneXs::apply`].
    pub async fn clone_catalog(
        &self,
        request: &PlanRequest,
        options: &ApplyOptions,
        observer: Arc<dyn Observer>,
    ) -> EngineResult<Result<Applied, Planned>> {
        match self.plan(request, &*observer).await? {
            Planned::Ready(plan) => {
                let options = ApplyOptions {
                    freshness: Freshness::JustRead,
                    ..options.clone()
                };
                self.apply(&plan, &options, observer).await.map(Ok)
            }
            other => Ok(Err(other)),
        }
    }

    /// The plan of a run, by the id of the run or of the plan; without an id, of the newest run
    /// that is not complete.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn resumable(&self, id: Option<&str>) -> EngineResult<CheckedPlan> {
        let journal = self.journal()?;
        let runs = self.runs(usize::MAX).await?;
        let found = match id {
            Some(id) => runs
                .into_iter()
                .find(|run| run.run.0 == id || run.plan == id),
            None => runs
                .into_iter()
                .find(|run| run.state != super::RunEnd::Complete),
        };
        let Some(run) = found else {
            return Err(EngineError::NothingToResume {
                id: id.map(str::to_owned),
            });
        };
        let (plan, _) = journal
            .replay(&run.run)
            .await
            .map_err(EngineError::journal)?;
        super::plan_files::check(plan)
    }

    async fn apply_with(
        &self,
        checked: &CheckedPlan,
        options: &ApplyOptions,
        observer: Arc<dyn Observer>,
        journal: Arc<dyn Journal>,
    ) -> EngineResult<Applied> {
        let plan = Arc::new(checked.plan().clone());
        self.is_for_here(&plan)?;
        let lease = journal
            .lease(&pair(&plan))
            .await
            .map_err(|source| match source.kind {
                PortErrorKind::Conflict => EngineError::LeaseHeld { source },
                _ => EngineError::journal(source),
            })?;
        let earlier = journal
            .latest(&plan.id)
            .await
            .map_err(EngineError::journal)?;
        let entries = match &earlier {
            Some(run) => journal.replay(run).await.map_err(EngineError::journal)?.1,
            None => Vec::new(),
        };
        let standing = Standing::of(&plan, &RunState::fold(&entries));
        if options.freshness == Freshness::Check {
            self.is_fresh(&plan, &standing).await?;
        }
        let run = match earlier {
            Some(run) => run,
            None => journal.begin(&plan).await.map_err(EngineError::journal)?,
        };
        let actuator: Arc<dyn Actuator> = Arc::new(UcActuator::new(
            self.session.link.clone(),
            self.identity().principal.clone(),
            standing.open.clone(),
        ));
        let shared = Shared {
            plan: Arc::clone(&plan),
            run: run.clone(),
            journal: Arc::clone(&journal),
            actuator,
            observer,
            patience: options.patience,
            cancel: options.cancel.clone(),
        };
        let end = Walk::new(shared, options.workers, &standing.done)
            .run()
            .await;
        // Statements of steps that were stopped in the middle are being cancelled.
        self.parted().await;
        let end = end.map_err(EngineError::journal)?;
        let (_, entries) = journal.replay(&run).await.map_err(EngineError::journal)?;
        drop(lease);
        let report = Report::new(&plan, Some(run.clone()), &RunState::fold(&entries));
        Ok(Applied {
            run,
            report,
            interrupted: end == End::Interrupted,
            done_before: standing.done.len(),
        })
    }

    /// A plan names the workspaces it was made for.
    fn is_for_here(&self, plan: &Plan) -> EngineResult<()> {
        let here = self.identity();
        for planned in [&plan.source, &plan.target] {
            if planned.metastore_id != here.metastore_id || planned.workspace != here.workspace {
                return Err(EngineError::OtherWorkspace {
                    id: plan.id.clone(),
                    planned: planned.workspace.clone(),
                    here: here.workspace.clone(),
                });
            }
        }
        Ok(())
    }

    /// Whether both catalogs still are as the plan says.
    async fn is_fresh(&self, plan: &Plan, standing: &Standing) -> EngineResult<()> {
        let silent = Silent;
        let (source, target) = tokio::try_join!(
            self.inventory(&plan.request.source, Pins::Read, &silent),
            self.find(&plan.request.dest, Pins::Read, &silent),
        )?;
        let mut moved = freshness(plan, &source, target.as_ref());
        moved.retain(|stale| matters(plan, standing, stale));
        if moved.is_empty() {
            return Ok(());
        }
        Err(EngineError::Stale {
            id: plan.id.clone(),
            moved,
        })
    }
}

/// Whether a fact that changed stands against the plan.
///
/// What a run that is gone on with changed itself, or may have, does not. Neither do changes in the
/// source after it began: the plan clones the source as it was, tables at their pinned versions,
/// and half a clone of then and half of now would be neither. A source object that is gone does,
/// unless its clone is complete.
fn matters(plan: &Plan, standing: &Standing, stale: &Stale) -> bool {
    if !standing.is_begun() {
        return true;
    }
    let steps = || plan.steps.iter();
    match (stale.side, stale.change) {
        (Side::Target, _) => {
            !steps().any(|step| *step.object.get() == stale.object && standing.touched(step.id))
        }
        (Side::Source, Change::Disappeared) => steps()
            .any(|step| *step.from.get() == stale.object && !standing.done.contains(&step.id)),
        (Side::Source, _) => false,
    }
}

fn pair(plan: &Plan) -> PairKey {
    PairKey {
        source: format!("{}/{}", plan.source.workspace, plan.request.source),
        target: format!("{}/{}", plan.target.workspace, plan.request.dest),
    }
}
