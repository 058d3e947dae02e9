//! Tables in object stores: in memory here, by the same code as on clouds.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use delta_clone::{At, CloneError, CloneSpec, Cloner, Mode, NoProgress, Step, StepHook, Stores};
use futures::TryStreamExt;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};
use serde_json::json;
use url::Url;

use crate::support::{self, Fixture, ids};

fn cloner(store: &Arc<InMemory>) -> Cloner {
    let bucket: Url = "memory://bucket/".parse().unwrap();
    let store: Arc<dyn ObjectStore> = Arc::<InMemory>::clone(store);
    Cloner::new(Stores::default().with(&bucket, store))
}

async fn names(store: &InMemory, prefix: &str) -> Vec<String> {
    let prefix = object_store::path::Path::from(prefix);
    let found: Vec<_> = store.list(Some(&prefix)).try_collect().await.unwrap();
    let mut names: Vec<String> = found.into_iter().map(|o| o.location.to_string()).collect();
    names.sort();
    names
}

fn fixture(dir: &Path) -> Fixture {
    let mut source = Fixture::new(dir.join("source"));
    source.append("a.parquet", &[1, 2]);
    source.append("b.parquet", &[3]);
    source
}

#[tokio::test]
async fn table_goes_from_disk_to_a_store_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut source = fixture(dir.path());
    let store = Arc::new(InMemory::new());
    let cloner = cloner(&store);
    let far: Url = "memory://bucket/tables/far/".parse().unwrap();
    let local = support::url(&source.dir);
    let up = CloneSpec::deep(local.clone(), far.clone());
    assert_eq!(
        cloner
            .clone_table(&up, &NoProgress)
            .await
            .unwrap()
            .target_version,
        Some(0)
    );
    assert!(cloner.verify(&local, 2, &far).await.unwrap().is_equal());
    assert_eq!(
        names(&store, "tables/far").await,
        [
            "tables/far/_delta_log/00000000000000000000.json",
            "tables/far/a.parquet",
            "tables/far/b.parquet"
        ]
    );
    // Incremental, inside the store and back to disk.
    source.append("c.parquet", &[4]);
    let mut again = up.clone();
    again.mode = Mode::Replace { overwrite: false };
    let outcome = cloner.clone_table(&again, &NoProgress).await.unwrap();
    assert_eq!(
        (outcome.target_version, outcome.metrics.num_copied_files),
        (Some(1), 1)
    );
    let near: Url = "memory://bucket/tables/near/".parse().unwrap();
    cloner
        .clone_table(&CloneSpec::deep(far.clone(), near.clone()), &NoProgress)
        .await
        .unwrap();
    assert!(cloner.verify(&far, 1, &near).await.unwrap().is_equal());
    let back = dir.path().join("back");
    cloner
        .clone_table(&CloneSpec::deep(near, support::url(&back)), &NoProgress)
        .await
        .unwrap();
    assert_eq!(ids(&back), [1, 2, 3, 4]);
    assert_eq!(
        cloner.describe(&far, At::Latest).await.unwrap().num_rows,
        Some(4)
    );
    let restored = cloner.restore(&far, At::Version(0)).await.unwrap();
    assert_eq!(
        (
            restored.committed_version,
            restored.metrics.num_removed_files
        ),
        (Some(2), 1)
    );
}

#[tokio::test]
async fn leftovers_of_a_failed_run_in_a_store_do_not_stop_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let source = fixture(dir.path());
    let missing = source.dir.join("b.parquet");
    let bytes = std::fs::read(&missing).unwrap();
    std::fs::remove_file(&missing).unwrap();
    let store = Arc::new(InMemory::new());
    let cloner = cloner(&store);
    let far: Url = "memory://bucket/far/".parse().unwrap();
    let mut up = CloneSpec::deep(support::url(&source.dir), far);
    up.parallel = 1;
    let error = cloner.clone_table(&up, &NoProgress).await.unwrap_err();
    assert!(matches!(error, CloneError::MissingFile { .. }), "{error}");
    std::fs::write(&missing, bytes).unwrap();
    cloner.clone_table(&up, &NoProgress).await.unwrap();
    assert_eq!(
        names(&store, "far/_clone_progress").await,
        Vec::<String>::new()
    );
    // A prefix with files of others is still refused.
    store
        .put(&"letters/dear.txt".into(), "x".into())
        .await
        .unwrap();
    up.target = "memory://bucket/letters/".parse().unwrap();
    let error = cloner.clone_table(&up, &NoProgress).await.unwrap_err();
    assert!(
        matches!(error, CloneError::TargetNotEmpty { .. }),
        "{error}"
    );
}

/// Writes version 1 of `far` once, when a clone is about to.
struct Intruder(Arc<InMemory>, AtomicBool);

impl StepHook for Intruder {
    fn before(&self, step: Step<'_>) -> std::io::Result<()> {
        if step == Step::Commit && !self.1.swap(true, Ordering::SeqCst) {
            let info = json!({"commitInfo": {"timestamp": 1, "operation": "WRITE"}});
            let add = json!({"add": {
                "path": "theirs.parquet", "partitionValues": {}, "size": 1,
                "modificationTime": 1, "dataChange": true,
            }});
            let log = "far/_delta_log/00000000000000000001.json".into();
            let write = self.0.put(&log, format!("{info}\n{add}\n").into());
            futures::executor::block_on(write)?;
        }
        Ok(())
    }
}

#[tokio::test]
async fn writer_that_commits_first_to_a_store_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let mut source = fixture(dir.path());
    let store = Arc::new(InMemory::new());
    let far: Url = "memory://bucket/far/".parse().unwrap();
    let mut up = CloneSpec::deep(support::url(&source.dir), far.clone());
    cloner(&store).clone_table(&up, &NoProgress).await.unwrap();
    source.append("c.parquet", &[4]);
    let hooked = || {
        let intruder = Intruder(Arc::clone(&store), AtomicBool::new(false));
        cloner(&store).with_hook(Arc::new(intruder))
    };
    up.mode = Mode::Replace { overwrite: false };
    let refused = hooked().clone_table(&up, &NoProgress).await.unwrap_err();
    assert!(
        matches!(&refused, CloneError::TargetChanged { changes, .. } if changes == &["version 1: WRITE"]),
        "{refused}"
    );
    store
        .delete(&"far/_delta_log/00000000000000000001.json".into())
        .await
        .unwrap();
    up.mode = Mode::Replace { overwrite: true };
    let done = hooked().clone_table(&up, &NoProgress).await.unwrap();
    assert_eq!((done.target_version, done.overwritten.len()), (Some(2), 1));
    let report = cloner(&store).verify(&up.source, 3, &far).await.unwrap();
    assert!(report.is_equal(), "{report:#?}");
}
