//! Scratch space, commit and cleaning up, for everything that commits.

use std::sync::Arc;

use super::Cloner;
use crate::copy::{Landing, blocking};
use crate::error::CloneError;
use crate::log::{Table, is_due, write_checkpoint};
use crate::meta::Shape;
use crate::plan::Spool;
use crate::progress::Step;
use crate::spec::CopyMethod;
use crate::store::{Origin, Root};

impl Cloner {
    /// Prepares the target directory; what dead runs had copied from this source is taken over.
    pub(crate) async fn open_landing(
        &self,
        target: &Root,
        source: &Table,
        method: CopyMethod,
    ) -> Result<Arc<Landing>, CloneError> {
        self.steps.before(Step::OpenScratch)?;
        let origin = Origin {
            url: source.root().shown(),
            table_id: source.metadata().id.clone(),
            linked: method == CopyMethod::Link,
        };
        Ok(Arc::new(Landing::open(target.clone(), origin).await?))
    }

    /// Makes the version visible; false if somebody else has made it.
    pub(crate) async fn commit(
        &self,
        landing: &Arc<Landing>,
        header: Vec<u8>,
        spool: Spool,
        version: u64,
    ) -> Result<bool, CloneError> {
        let Some(directory) = landing.root().local().map(ToOwned::to_owned) else {
            self.steps.before(Step::Commit)?;
            return landing.commit_object(header, spool, version).await;
        };
        let landing = Arc::clone(landing);
        let steps = self.steps.clone();
        blocking("commit", move || {
            steps.before(Step::SyncDirectories)?;
            landing.sync_directories()?;
            steps.before(Step::StageCommit)?;
            let Some(scratch) = landing.scratch() else {
                return Err(CloneError::TaskLost { task: "commit" });
            };
            let staged = Landing::stage_local(scratch, &header, spool)?;
            steps.before(Step::Commit)?;
            landing.commit_local(&directory, &staged, version)
        })
        .await?
    }

    /// Makes the commit durable and removes the scratch space.
    pub(crate) async fn after_commit(
        &self,
        landing: Arc<Landing>,
        version: u64,
    ) -> Result<(), CloneError> {
        let target = landing.root().shown();
        let failed = |what, source: CloneError| CloneError::AfterCommit {
            target: target.clone(),
            version,
            what,
            source: Box::new(source),
        };
        let synced = {
            let landing = Arc::clone(&landing);
            blocking("commit", move || landing.sync_directories()).await
        };
        synced
            .and_then(|synced| synced)
            .map_err(|error| failed("making it durable", error))?;
        self.steps
            .before(Step::CloseScratch)
            .map_err(|error| failed("cleaning up", error))?;
        if version == 0 {
            // In a table that was there before, an older version may name them.
            let landing = Arc::clone(&landing);
            let removed = blocking("clean", move || landing.remove_unclaimed()).await;
            removed
                .and_then(|removed| removed)
                .map_err(|error| failed("cleaning up", error))?;
        }
        close(landing)
            .await
            .map_err(|error| failed("cleaning up", error))
    }

    /// Writes a checkpoint if one is due; says why if that could not be done.
    ///
    /// One is always due after commits of others were undone: some readers parse values in them
    /// that are removed again, and a checkpoint spares them that.
    pub(crate) async fn checkpoint(
        &self,
        target: &Root,
        shape: &Shape,
        actions: u64,
        undid_others: bool,
    ) -> Result<Option<String>, CloneError> {
        let interval = shape.metadata.configuration.get("delta.checkpointInterval");
        if !undid_others && !is_due(shape.version, actions, interval.map(String::as_str)) {
            return Ok(None);
        }
        let root = target.clone();
        let written = blocking("checkpoint", move || write_checkpoint(&root)).await?;
        Ok(written.err().map(|reason| {
            tracing::warn!(target = %target.shown(), version = shape.version, %reason, "no checkpoint");
            format!("no checkpoint was written for version {}: {reason}", shape.version)
        }))
    }
}

/// Removes the scratch space of a run that has nothing to go on from.
pub(crate) async fn close(landing: Arc<Landing>) -> Result<(), CloneError> {
    match Arc::into_inner(landing) {
        Some(landing) => landing.close().await,
        None => Ok(()),
    }
}

/// What was copied stays for the next run; an empty directory does not.
pub(crate) fn abandon(landing: Arc<Landing>) {
    if let Some(landing) = Arc::into_inner(landing) {
        landing.abandon();
    }
}
