//! One clone from beginning to end.

mod apart;
mod damage;
mod finish;
mod header;
mod record;
mod run;
mod target;
mod vacuumed;

use std::sync::Arc;

pub(crate) use apart::refuse_overlap;
pub(crate) use damage::{notes_on_damage, past_damage};
pub(crate) use finish::{abandon, close};
pub(crate) use header::{Header, engine_info};
pub(crate) use record::CloneRecord;
pub(crate) use run::{facts, now};
pub(crate) use target::last_clone;

use crate::error::CloneError;
use crate::log::{Listing, Table, read_commit};
use crate::meta::features;
use crate::outcome::Outcome;
use crate::progress::{Progress, StepHook};
use crate::spec::{At, CloneSpec};
use crate::steps::Steps;
use crate::store::{Root, Stores};

/// Clones, verifies, restores and describes tables in a set of stores.
///
/// The free functions of this crate are the methods of `Cloner::default()`.
#[derive(Clone, Default)]
pub struct Cloner {
    pub(crate) stores: Stores,
    pub(crate) steps: Steps,
}

impl Cloner {
    /// A cloner that finds tables in these stores.
    #[must_use]
    pub fn new(stores: Stores) -> Self {
        Self {
            stores,
            steps: Steps::default(),
        }
    }

    /// Asks `hook` before each step that changes something.
    #[must_use]
    pub fn with_hook(mut self, hook: Arc<dyn StepHook>) -> Self {
        self.steps = Steps(Some(hook));
        self
    }

    /// Makes the target equal to a version of the source, with one commit or none.
    ///
    /// Nothing of it is visible before that commit. An interrupted clone is gone on with by
    /// running it again: files that were finished are not copied again.
    ///
    /// # Errors
    /// See [`CloneError`]; the target reads as before, but for [`CloneError::AfterCommit`].
    pub async fn clone_table(
        &self,
        spec: &CloneSpec,
        progress: &dyn Progress,
    ) -> Result<Outcome, CloneError> {
        run::clone_table(self, spec, progress).await
    }

    /// Opens a table that a clone can carry.
    pub(crate) async fn open(&self, root: &Root, at: At) -> Result<Arc<Table>, CloneError> {
        past_damage(&[root], || async {
            let listing = Arc::new(Listing::of(root).await?);
            self.open_listed(root, listing, at).await
        })
        .await
    }

    pub(crate) async fn open_listed(
        &self,
        root: &Root,
        listing: Arc<Listing>,
        at: At,
    ) -> Result<Arc<Table>, CloneError> {
        let opening = {
            let (root, listing) = (root.clone(), Arc::clone(&listing));
            crate::copy::blocking("read", move || Table::open(&root, &listing, at)).await?
        };
        let table = match opening {
            Ok(table) => table,
            Err(error) => return Err(named_feature(root, &listing, error).await),
        };
        features::check(&root.shown(), table.protocol())?;
        Ok(Arc::new(table))
    }
}

/// The kernel refuses unknown features in a sentence; the newest protocol tells their names.
async fn named_feature(root: &Root, listing: &Listing, error: CloneError) -> CloneError {
    if !matches!(
        error,
        CloneError::CorruptLog { .. } | CloneError::UnreadableLog { .. }
    ) {
        return error;
    }
    for (version, _) in listing.commits() {
        // The error at hand is the one to report if this second look fails too.
        let Ok(commit) = read_commit(root, version).await else {
            return error;
        };
        let Some(protocol) = commit.protocol else {
            continue;
        };
        let Ok(protocol) = serde_json::from_value(protocol) else {
            return error;
        };
        return features::check(&root.shown(), &protocol)
            .err()
            .unwrap_or(error);
    }
    error
}
