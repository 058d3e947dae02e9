//! Writing a checkpoint after a commit, so that readers need not replay what the clone wrote.

use std::sync::Arc;

use delta_kernel::Snapshot;
use delta_kernel_default_engine::DefaultEngine;

use super::runtime;
use super::writer::SmallGroups;
use crate::store::Root;

/// A commit with more actions than this is followed by a checkpoint.
const LARGE_COMMIT: u64 = 100_000;

/// The number of commits between checkpoints if the table does not say.
const INTERVAL: u64 = 10;

/// Whether a checkpoint should follow the commit of `version` for the readers' speed.
pub(crate) fn is_due(version: u64, actions: u64, interval: Option<&str>) -> bool {
    let interval = interval
        .and_then(|text| text.parse().ok())
        .unwrap_or(INTERVAL);
    actions > LARGE_COMMIT || (version > 0 && interval > 0 && version.is_multiple_of(interval))
}

/// Writes a checkpoint of the newest version. Blocks.
///
/// The error is the kernel's, in words: a table without a checkpoint is whole, only slower.
pub(crate) fn write_checkpoint(root: &Root) -> Result<(), String> {
    let text = |error: delta_kernel::KernelError| error.to_string();
    let executor = runtime::executor().map_err(|error| error.to_string())?;
    let engine = DefaultEngine::builder(root.log_store())
        .with_task_executor(Arc::clone(&executor))
        .build();
    let engine = SmallGroups::new(engine, root.log_store(), executor);
    let snapshot = Snapshot::builder_for(root.url().as_str())
        .build(&engine)
        .map_err(text)?;
    snapshot.checkpoint(&engine, None).map(|_| ()).map_err(text)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, 5, None, false)]
    #[case(0, 100_001, None, true)]
    #[case(10, 1, None, true)]
    #[case(11, 1, None, false)]
    #[case(3, 1, Some("3"), true)]
    #[case(10, 1, Some("30"), false)]
    fn checkpoint_follows_large_commits_and_every_interval(
        #[case] version: u64,
        #[case] actions: u64,
        #[case] interval: Option<&str>,
        #[case] due: bool,
    ) {
        assert_eq!(is_due(version, actions, interval), due);
    }
}
