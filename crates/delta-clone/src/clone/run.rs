//! The order of things in a clone: look, decide, compare and copy, commit.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{SystemTime, UNIX_EPOCH};

use futures::FutureExt;
use serde_json::json;
use tokio::sync::mpsc;

use super::finish::{abandon, close};
use super::header::operation_metrics;
use super::record::recorded_source;
use super::target::Before;
use super::vacuumed::{past_vacuum, told_apart};
use super::{CloneRecord, Cloner, Header, notes_on_damage, past_damage, refuse_overlap};
use crate::copy::{Copied, Copier, Landing, blocking};
use crate::error::CloneError;
use crate::log::{Table, Transaction};
use crate::meta::domains::{self, DomainAction};
use crate::meta::{Shape, TargetFacts};
use crate::outcome::Outcome;
use crate::plan::{Carrier, Planner, Spool, Totals};
use crate::progress::{Event, Progress, Step};
use crate::spec::{Carry, CloneSpec, CopyMethod, Depth};
use crate::store::Root;

/// How often a clone begins again because somebody else committed first.
pub(super) const ATTEMPTS: u32 = 3;

/// Tasks on their way from the comparison to the copies.
const TASKS_WAITING: usize = 1024;

pub(super) async fn clone_table(
    cloner: &Cloner,
    spec: &CloneSpec,
    progress: &dyn Progress,
) -> Result<Outcome, CloneError> {
    let source = cloner.stores.root(&spec.source)?;
    let target = cloner.stores.root(&spec.target)?;
    refuse_overlap(&source, &target)?;
    refuse_far_links(spec, &source, &target)?;
    let roots = [&source, &target];
    let attempt = || past_damage(&roots, || clone_once(cloner, spec, progress, roots).boxed());
    let mut outcome = past_vacuum(spec.at, attempt).await?;
    outcome.notes.extend(notes_on_damage(&roots));
    Ok(outcome)
}

async fn clone_once(
    cloner: &Cloner,
    spec: &CloneSpec,
    progress: &dyn Progress,
    [source_root, target_root]: [&Root; 2],
) -> Result<Outcome, CloneError> {
    let source = cloner.open(source_root, spec.at).await?;
    progress.on(Event::Resolved {
        version: source.version(),
    });
    let carrier = Carrier {
        source: source_root.clone(),
        target: target_root.clone(),
        stores: cloner.stores.clone(),
        depth: spec.depth,
    };
    let run = Run {
        cloner,
        spec,
        progress,
        source,
        carrier,
    };
    let mut taken = 0;
    for _ in 0..ATTEMPTS {
        match run.attempt().await {
            Ok(Attempt::Done(outcome)) => return Ok(outcome),
            Ok(Attempt::VersionTaken(version)) => taken = version,
            Err(error) => return Err(told_apart(cloner, &run.source, error).await),
        }
    }
    Err(CloneError::ConcurrentCommit {
        target: run.carrier.target.shown(),
        version: taken,
    })
}

struct Run<'a> {
    cloner: &'a Cloner,
    spec: &'a CloneSpec,
    progress: &'a dyn Progress,
    source: Arc<Table>,
    carrier: Carrier,
}

enum Attempt {
    Done(Outcome),
    VersionTaken(u64),
}

/// Everything that is decided before files are touched.
struct Decided {
    shape: Shape,
    domains: Vec<DomainAction>,
    transactions: Vec<Transaction>,
}

impl Run<'_> {
    async fn attempt(&self) -> Result<Attempt, CloneError> {
        let before = self
            .cloner
            .look_at_target(self.spec, &self.source, &self.carrier.target)
            .await?;
        if let Some(mut outcome) = self.nothing_new(&before) {
            // A run that was killed after its commit could not clean up behind itself.
            if let Err(error) = Landing::sweep(&self.carrier.target).await {
                let left = format!("what an interrupted clone left could not be removed: {error}");
                outcome.notes.push(left);
            }
            return Ok(Attempt::Done(outcome));
        }
        let decided = self.decide(before.table.clone()).await?;
        let landing = self
            .cloner
            .open_landing(&self.carrier.target, &self.source, self.method())
            .await?;
        let compared = self.compare_and_copy(&before, &decided, &landing).await;
        let (totals, spool, copied) = match compared {
            Ok(compared) => compared,
            Err(error) => {
                abandon(landing);
                return Err(error);
            }
        };
        let replaced = before.replaced_source.as_ref().map(|id| {
            format!("the source was replaced since the last clone, which was made of the table with id {id}")
        });
        let outcome = |target_version| Outcome {
            source_version: self.source.version(),
            target_version,
            metrics: totals.metrics,
            overwritten: before.changes.clone(),
            reused_files: copied.reused,
            notes: replaced.iter().cloned().collect(),
        };
        let quiet = !decided.shape.metadata_changed && !decided.shape.protocol_changed;
        let empty = decided.domains.is_empty() && decided.transactions.is_empty();
        if quiet && empty && spool.count() == 0 {
            close(landing).await?;
            return Ok(Attempt::Done(outcome(None)));
        }
        let version = decided.shape.version;
        let actions = spool.count();
        if self.commit(&decided, totals, spool, &landing).await? {
            self.cloner.after_commit(landing, version).await?;
            let mut outcome = outcome(Some(version));
            outcome.notes.extend(
                self.cloner
                    .checkpoint(
                        &self.carrier.target,
                        &decided.shape,
                        actions,
                        !before.changes.is_empty(),
                    )
                    .await?,
            );
            return Ok(Attempt::Done(outcome));
        }
        match before.table {
            // The next attempt goes on from what was copied.
            Some(_) => abandon(landing),
            None => close(landing).await?,
        }
        Ok(Attempt::VersionTaken(version))
    }

    fn method(&self) -> CopyMethod {
        match self.spec.depth {
            Depth::Deep => self.spec.copy,
            Depth::Shallow => CopyMethod::Auto,
        }
    }

    /// The target is the untouched clone of this very version: no log is replayed.
    fn nothing_new(&self, before: &Before) -> Option<Outcome> {
        let last = before.last_clone.as_ref()?;
        let wanted = CloneRecord::of(self.spec, &self.source.metadata().id, self.source.version());
        if last.record.as_ref()? != &wanted {
            return None;
        }
        Some(Outcome {
            source_version: self.source.version(),
            target_version: None,
            metrics: recorded_source(&last.info),
            overwritten: Vec::new(),
            reused_files: 0,
            notes: Vec::new(),
        })
    }

    async fn decide(&self, target: Option<Arc<Table>>) -> Result<Decided, CloneError> {
        let source = Arc::clone(&self.source);
        let overrides = self.spec.properties.clone();
        let (carry, user_domains) = (self.spec.transactions, self.spec.user_domains);
        blocking("read", move || {
            let facts = target.as_deref().map(facts).transpose()?;
            let shape = Shape::decide(
                source.metadata(),
                source.protocol(),
                facts.as_ref(),
                &overrides,
                now(),
            )?;
            let theirs = facts.map(|facts| facts.domains).unwrap_or_default();
            let domains = domains::actions(
                &source.root().shown(),
                &source.domains()?,
                &theirs,
                user_domains,
            )?;
            let transactions = match carry {
                Carry::Keep => new_transactions(&source, target.as_deref())?,
                Carry::Leave => Vec::new(),
            };
            Ok(Decided {
                shape,
                domains,
                transactions,
            })
        })
        .await?
    }

    async fn compare_and_copy(
        &self,
        before: &Before,
        decided: &Decided,
        landing: &Arc<Landing>,
    ) -> Result<(Totals, Spool, Copied), CloneError> {
        let (tasks, incoming) = mpsc::channel(TASKS_WAITING);
        let copier = Copier {
            source: self.carrier.source.shown(),
            stores: &self.cloner.stores,
            landing: Arc::clone(landing),
            method: self.method(),
            parallel: self.spec.parallel,
            replaces: before.table.is_some(),
            progress: self.progress,
            steps: self.cloner.steps.clone(),
            odd_etags: AtomicBool::new(false),
        };
        let comparison = {
            let (source, target) = (Arc::clone(&self.source), before.table.clone());
            let (carrier, shape) = (self.carrier.clone(), decided.shape.clone());
            let steps = self.cloner.steps.clone();
            let spool = landing.new_spool()?;
            blocking("compare", move || {
                let mut spool = spool;
                let totals = Planner {
                    table: &carrier.source.shown(),
                    target: &carrier.target.shown(),
                    carry: &|entry| carrier.carry(entry),
                    shape: &shape,
                    spool: &mut spool,
                    tasks: &tasks,
                    before_line: &|| steps.before(Step::Spool),
                }
                .compare(&source, target.as_deref())?;
                Ok((totals, spool))
            })
        };
        let (compared, copied) = tokio::join!(comparison, copier.run(incoming));
        // A failed copy also ends the comparison; its error is the cause.
        let copied = copied?;
        let (totals, spool) = compared??;
        Ok((totals, spool, copied))
    }

    async fn commit(
        &self,
        decided: &Decided,
        totals: Totals,
        spool: Spool,
        landing: &Arc<Landing>,
    ) -> Result<bool, CloneError> {
        let header = self.header(decided, totals)?;
        let version = decided.shape.version;
        self.progress.on(Event::Committing { version });
        self.cloner.commit(landing, header, spool, version).await
    }

    fn header(&self, decided: &Decided, totals: Totals) -> Result<Vec<u8>, CloneError> {
        let mut domains = decided.domains.clone();
        domains.extend(
            totals
                .row_id_high_water_mark
                .map(domains::row_tracking_action),
        );
        let record = CloneRecord::of(self.spec, &self.source.metadata().id, self.source.version());
        Header {
            shape: &decided.shape,
            operation: "CLONE",
            parameters: json!({
                "source": self.spec.source_name,
                "sourceVersion": self.source.version(),
                "isShallow": self.spec.depth == Depth::Shallow,
            }),
            metrics: operation_metrics(&totals.metrics),
            record: Some(&record),
            transactions: &decided.transactions,
            domains: &domains,
        }
        .lines()
    }
}

pub(crate) fn facts(target: &Table) -> Result<TargetFacts, CloneError> {
    Ok(TargetFacts {
        version: target.version(),
        metadata: target.metadata().clone(),
        protocol: target.protocol().clone(),
        domains: target.domains()?,
        in_commit_timestamp: target.in_commit_timestamp()?,
    })
}

/// The source's transactions that the target does not have.
fn new_transactions(
    source: &Table,
    target: Option<&Table>,
) -> Result<Vec<Transaction>, CloneError> {
    let theirs = target
        .map(Table::transactions)
        .transpose()?
        .unwrap_or_default();
    let mut ours = source.transactions()?;
    ours.retain(|transaction| !theirs.contains(transaction));
    Ok(ours)
}

fn refuse_far_links(spec: &CloneSpec, source: &Root, target: &Root) -> Result<(), CloneError> {
    if spec.copy != CopyMethod::Link || spec.depth == Depth::Shallow {
        return Ok(());
    }
    match [source, target]
        .into_iter()
        .find(|root| root.local().is_none())
    {
        Some(far) => Err(CloneError::LinkNotLocal { url: far.shown() }),
        None => Ok(()),
    }
}

pub(crate) fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
