//! Scratch space, commit and cleaning up, for everything that commits.

use std::sync::Arc;

use super::Cloner;
use crate::copy::{Landing, blocking};
use crate::error::CloneError;
use crate::log::Table;
use crate::plan::Spool;
use crate::progress::Step;
use crate::store::{Origin, Root, Scratch};

impl Cloner {
    /// Prepares the target directory; what dead runs had copied from this source is taken over.
    pub(crate) async fn open_landing(
        &self,
        target: &Root,
        source: &Table,
    ) -> Result<Arc<Landing>, CloneError> {
        self.steps.before(Step::OpenScratch)?;
        let origin = Origin {
            url: source.root().shown(),
            table_id: source.metadata().id.clone(),
        };
        let target = target.clone();
        blocking("prepare", move || {
            let scratch = target
                .local()
                .map(|directory| Scratch::open(directory, &origin))
                .transpose()?;
            Ok(Arc::new(Landing::new(target, scratch)))
        })
        .await?
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
        close(landing)
            .await
            .map_err(|error| failed("cleaning up", error))
    }
}

/// Removes the scratch space of a run that has nothing to go on from.
pub(crate) async fn close(landing: Arc<Landing>) -> Result<(), CloneError> {
    let Some(scratch) = Arc::into_inner(landing).and_then(Landing::into_scratch) else {
        return Ok(());
    };
    let directory = scratch.directory().to_owned();
    blocking("clean", move || scratch.close())
        .await?
        .map_err(|error| CloneError::io("remove", directory, error))
}

/// What was copied stays for the next run; an empty directory does not.
pub(crate) fn abandon(landing: Arc<Landing>) {
    let Some(scratch) = Arc::into_inner(landing).and_then(Landing::into_scratch) else {
        return;
    };
    if let Err(error) = scratch.abandon() {
        tracing::debug!(%error, "leftovers of a failed clone stay behind");
    }
}
