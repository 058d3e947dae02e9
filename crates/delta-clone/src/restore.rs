//! RESTORE: an older state becomes the newest version, by one commit that copies nothing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use futures::FutureExt;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use url::Url;

use crate::clone::{Cloner, Header, abandon, close, facts, now, past_damage};
use crate::copy::{Copier, Landing, blocking};
use crate::error::CloneError;
use crate::log::{FileEntry, Table};
use crate::meta::{Shape, domains};
use crate::plan::{Carried, Expect, Planner, Spool, Task, Totals};
use crate::progress::{NoProgress, Step};
use crate::spec::{At, Carry, CopyMethod};
use crate::store::{Root, Stores};

/// What a restore did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RestoreOutcome {
    /// The version whose state was restored.
    pub restored_version: u64,
    /// The version that the restore committed; `None` if the table was in that state.
    pub committed_version: Option<u64>,
    /// The six numbers that RESTORE returns.
    pub metrics: RestoreMetrics,
}

/// The six columns, all BIGINT, of the row that RESTORE returns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RestoreMetrics {
    /// Bytes of data after the restore.
    pub table_size_after_restore: i64,
    /// Data files after the restore.
    pub num_of_files_after_restore: i64,
    /// Files that the restore removed.
    pub num_removed_files: i64,
    /// Files that the restore brought back.
    pub num_restored_files: i64,
    /// Bytes of the removed files.
    pub removed_files_size: i64,
    /// Bytes of the files that came back.
    pub restored_files_size: i64,
}

impl RestoreMetrics {
    fn of(totals: &Totals) -> Self {
        Self {
            table_size_after_restore: totals.metrics.source_table_size,
            num_of_files_after_restore: totals.metrics.source_num_of_files,
            num_removed_files: totals.metrics.num_removed_files,
            num_restored_files: totals.added_files,
            removed_files_size: totals.metrics.removed_files_size,
            restored_files_size: totals.added_bytes,
        }
    }

    fn texts(&self) -> Value {
        json!({
            "tableSizeAfterRestore": self.table_size_after_restore.to_string(),
            "numOfFilesAfterRestore": self.num_of_files_after_restore.to_string(),
            "numRemovedFiles": self.num_removed_files.to_string(),
            "numRestoredFiles": self.num_restored_files.to_string(),
            "removedFilesSize": self.removed_files_size.to_string(),
            "restoredFilesSize": self.restored_files_size.to_string(),
        })
    }
}

impl Cloner {
    /// Makes the state of an older version the newest version of the same table.
    ///
    /// Every file of that state is looked at first: if VACUUM has taken one, nothing is committed.
    /// The protocol is never lowered.
    ///
    /// # Errors
    /// [`CloneError::MissingFile`] names the first file that is gone;
    /// [`CloneError::ConcurrentCommit`] if somebody else commits meanwhile.
    pub async fn restore(&self, table: &Url, to: At) -> Result<RestoreOutcome, CloneError> {
        let root = self.stores.root(table)?;
        past_damage(&[&root], || self.restore_once(&root, to).boxed()).await
    }

    async fn restore_once(&self, root: &Root, to: At) -> Result<RestoreOutcome, CloneError> {
        let old = self.open(root, to).await?;
        let current = self.open(root, At::Latest).await?;
        let landing = self.open_landing(root, &current, CopyMethod::Auto).await?;
        let compared = self.compare_states(&old, &current, &landing).await;
        let (shape, totals, spool, domains) = match compared {
            Ok(compared) => compared,
            Err(error) => {
                abandon(landing);
                return Err(error);
            }
        };
        let metrics = RestoreMetrics::of(&totals);
        let outcome = |committed_version| RestoreOutcome {
            restored_version: old.version(),
            committed_version,
            metrics,
        };
        let quiet = !shape.metadata_changed && domains.is_empty();
        if quiet && spool.count() == 0 {
            close(landing).await?;
            return Ok(outcome(None));
        }
        let mut domains = domains;
        domains.extend(
            totals
                .row_id_high_water_mark
                .map(domains::row_tracking_action),
        );
        let header = Header {
            shape: &shape,
            operation: "RESTORE",
            parameters: json!({ "version": old.version(), "timestamp": null }),
            metrics: metrics.texts(),
            record: None,
            transactions: &[],
            domains: &domains,
        }
        .lines()?;
        let version = shape.version;
        if self.commit(&landing, header, spool, version).await? {
            self.after_commit(landing, version).await?;
            return Ok(outcome(Some(version)));
        }
        close(landing).await?;
        Err(CloneError::ConcurrentCommit {
            target: root.shown(),
            version,
        })
    }

    async fn compare_states(
        &self,
        old: &Arc<Table>,
        current: &Arc<Table>,
        landing: &Arc<Landing>,
    ) -> Result<(Shape, Totals, Spool, Vec<domains::DomainAction>), CloneError> {
        let (tasks, incoming) = mpsc::channel(1024);
        let looks = Copier {
            source: old.root().shown(),
            stores: &self.stores,
            landing: Arc::clone(landing),
            method: CopyMethod::Auto,
            parallel: 8,
            replaces: false,
            progress: &NoProgress,
            steps: self.steps.clone(),
            odd_etags: AtomicBool::new(false),
        };
        let spool = landing.new_spool()?;
        let comparison = {
            let (old, current) = (Arc::clone(old), Arc::clone(current));
            let (stores, steps) = (self.stores.clone(), self.steps.clone());
            blocking("compare", move || {
                let mut spool = spool;
                let (shape, domains) = shape_of(&old, &current)?;
                let name = old.root().shown();
                let totals = Planner {
                    table: &name,
                    target: &name,
                    carry: &|entry| stay(entry, old.root(), &stores),
                    shape: &shape,
                    spool: &mut spool,
                    tasks: &tasks,
                    before_line: &|| steps.before(Step::Spool),
                }
                .compare(&old, Some(&current))?;
                Ok((shape, totals, spool, domains))
            })
        };
        let (compared, looked) = tokio::join!(comparison, looks.run(incoming));
        looked?;
        compared?
    }
}

fn shape_of(
    old: &Table,
    current: &Table,
) -> Result<(Shape, Vec<domains::DomainAction>), CloneError> {
    let facts = facts(current)?;
    let mut shape = Shape::decide(
        old.metadata(),
        old.protocol(),
        Some(&facts),
        &BTreeMap::new(),
        now(),
    )?;
    shape.metadata.name.clone_from(&old.metadata().name);
    shape
        .metadata
        .description
        .clone_from(&old.metadata().description);
    shape.metadata_changed = shape.metadata != facts.metadata;
    let domains = domains::actions(
        &old.root().shown(),
        &old.domains()?,
        &facts.domains,
        Carry::Leave,
    )?;
    Ok((shape, domains))
}

/// A file of a table that stays where it is, and must still be there.
fn stay(entry: FileEntry, root: &Root, stores: &Stores) -> Result<Carried, CloneError> {
    let look = |file: String, expect| -> Result<Task, CloneError> {
        let from = root.place(&file, stores)?;
        Ok(Task {
            file,
            from,
            expect,
            to: None,
        })
    };
    let data = Some(look(entry.path.clone(), Expect::Exactly(entry.bytes()))?);
    let vector = entry.deletion_vector.as_ref().and_then(|vector| {
        let path = vector.path()?;
        Some(look(path, Expect::AtLeast(vector.extent())))
    });
    Ok(Carried {
        vector: vector.transpose()?,
        entry,
        data,
    })
}
