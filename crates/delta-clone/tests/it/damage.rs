//! Logs with damage: what another part of the log tells as well is no reason to refuse.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use delta_clone::{At, CloneError, CloneSpec, Depth, Mode, NoProgress, Outcome, clone_table};
use delta_kernel_default_engine::DefaultEngine;
use delta_kernel_default_engine::executor::tokio::TokioMultiThreadExecutor;
use rstest::rstest;

use crate::support::{Fixture, assert_equal, deep, ids, spec, url, versions};

/// A table with versions 0 to 12, a file in each but the first, and a checkpoint of 5 and of 10.
fn checkpointed(dir: &Path) -> Fixture {
    let mut source = Fixture::new(dir.join("source"));
    for n in 1..=12 {
        source.append(&format!("{n}.parquet"), &[n]);
        if n % 5 == 0 {
            checkpoint(&source.dir);
        }
    }
    source
}

/// Has the kernel write a checkpoint of the newest version.
fn checkpoint(table: &Path) {
    let table = url(table);
    let write = move || {
        let executor = TokioMultiThreadExecutor::new_owned_runtime(Some(2), Some(2)).unwrap();
        let store = Arc::new(object_store::local::LocalFileSystem::new());
        let engine = DefaultEngine::builder(store)
            .with_task_executor(Arc::new(executor))
            .build();
        let snapshot = delta_kernel::Snapshot::builder_for(table.as_str())
            .build(&engine)
            .unwrap();
        snapshot.checkpoint(&engine, None).unwrap();
    };
    // The kernel blocks, and the tests run in a runtime.
    std::thread::spawn(write).join().unwrap();
}

fn log_file(table: &Path, name: &str) -> PathBuf {
    table.join("_delta_log").join(name)
}

fn commit(table: &Path, version: u64) -> PathBuf {
    log_file(table, &format!("{version:020}.json"))
}

fn checkpoint_of(table: &Path, version: u64) -> PathBuf {
    log_file(table, &format!("{version:020}.checkpoint.parquet"))
}

/// Ways in which a file of a log is damaged.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Emptied,
    Halved,
    Scribbled,
    Garbage,
}

fn damage(file: &Path, how: Damage) {
    let mut bytes = std::fs::read(file).unwrap();
    let length = bytes.len();
    match how {
        Damage::Emptied => bytes.clear(),
        Damage::Halved => bytes.truncate(length / 2),
        Damage::Scribbled => bytes[8..length - 1000].fill(0xA5),
        Damage::Garbage => bytes = b"PAR1 not PAR1".to_vec(),
    }
    std::fs::write(file, bytes).unwrap();
}

async fn try_deep(source: &Path, target: &Path) -> Result<Outcome, CloneError> {
    clone_table(&spec(source, target, Depth::Deep), &NoProgress).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn damaged_checkpoint_is_passed_over(
    #[values(Damage::Emptied, Damage::Halved, Damage::Scribbled, Damage::Garbage)] how: Damage,
    #[values(false, true)] both: bool,
    #[values(false, true)] commits_gone: bool,
) {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (checkpointed(dir.path()).dir, dir.path().join("target"));
    damage(&checkpoint_of(&s, 10), how);
    if both {
        damage(&checkpoint_of(&s, 5), how);
    }
    if commits_gone {
        for version in 0..5 {
            std::fs::remove_file(commit(&s, version)).unwrap();
        }
    }
    let cloned = try_deep(&s, &t).await;
    if both && commits_gone {
        // Nothing is left that tells what the versions up to 5 hold.
        let error = cloned.unwrap_err();
        assert!(
            matches!(
                error,
                CloneError::UnreadableLog {
                    checkpoint: Some(10),
                    ..
                }
            ),
            "{error}"
        );
        assert!(
            error.to_string().contains("checkpoint of version 10"),
            "{error}"
        );
        assert!(versions(&t).is_empty());
        return;
    }
    let outcome = cloned.unwrap();
    let passed = outcome.notes.join("; ");
    assert!(
        passed.contains("the checkpoint of version 10 of"),
        "{passed}"
    );
    // The kernel itself skips empty ones, unless they are the newest.
    let noticed = both && !matches!(how, Damage::Emptied);
    assert_eq!(
        passed.contains("the checkpoint of version 5 of"),
        noticed,
        "{passed}"
    );
    assert_eq!(ids(&t), (1..=12).collect::<Vec<_>>());
    assert_equal(&s, &t).await;
    let facts = delta_clone::describe(&url(&s), At::Version(11))
        .await
        .unwrap();
    assert_eq!(facts.num_files, 11);
    assert_eq!(
        delta_clone::restore(&url(&s), At::Version(6))
            .await
            .unwrap()
            .metrics
            .num_removed_files,
        6
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_checkpoint_of_the_target_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let mut source = checkpointed(dir.path());
    let t = dir.path().join("target");
    deep(&source.dir, &t).await;
    checkpoint(&t);
    damage(&checkpoint_of(&t, 0), Damage::Scribbled);
    source.append("13.parquet", &[13]);
    let mut replace = spec(&source.dir, &t, Depth::Deep);
    replace.mode = Mode::Replace { overwrite: false };
    let outcome = clone_table(&replace, &NoProgress).await.unwrap();
    assert_eq!(outcome.metrics.num_copied_files, 1);
    std::fs::remove_file(checkpoint_of(&t, 0)).unwrap();
    std::fs::remove_file(log_file(&t, "_last_checkpoint")).unwrap();
    assert_eq!(ids(&t), (1..=13).collect::<Vec<_>>());
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn lost_commit_that_a_checkpoint_covers_is_not_missed(
    #[values(0, 3, 10)] version: u64,
    #[values(
        None,
        Some(Damage::Emptied),
        Some(Damage::Halved),
        Some(Damage::Garbage)
    )]
    how: Option<Damage>,
    #[values(false, true)] with_hint: bool,
) {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (checkpointed(dir.path()).dir, dir.path().join("target"));
    match how {
        None => std::fs::remove_file(commit(&s, version)).unwrap(),
        Some(how) => damage(&commit(&s, version), how),
    }
    if !with_hint {
        std::fs::remove_file(log_file(&s, "_last_checkpoint")).unwrap();
    }
    try_deep(&s, &t).await.unwrap();
    assert_eq!(ids(&t), (1..=12).collect::<Vec<_>>());
    assert_equal(&s, &t).await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn lost_commit_that_no_checkpoint_covers_is_an_error(
    #[values(11, 12)] version: u64,
    #[values(Some(Damage::Halved), Some(Damage::Garbage), None)] how: Option<Damage>,
) {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (checkpointed(dir.path()).dir, dir.path().join("target"));
    match how {
        // A newest commit that is gone cannot be told from one that was never made.
        None if version == 12 => return,
        None => std::fs::remove_file(commit(&s, version)).unwrap(),
        Some(how) => damage(&commit(&s, version), how),
    }
    let error = try_deep(&s, &t).await.unwrap_err();
    assert!(
        matches!(error, CloneError::UnreadableLog { .. }),
        "{error:?}"
    );
    assert!(error.hint().is_some());
    assert!(!t.exists());
    // Versions before the damage can still be cloned.
    let mut old = CloneSpec::deep(url(&s), url(&t));
    old.at = At::Version(10);
    clone_table(&old, &NoProgress).await.unwrap();
    assert_eq!(ids(&t), (1..=10).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_commit_of_the_target_counts_as_a_change() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (checkpointed(dir.path()).dir, dir.path().join("target"));
    deep(&s, &t).await;
    let mut target = Fixture::open(&t);
    for n in 20..=23 {
        target.append(&format!("{n}.parquet"), &[n]);
    }
    checkpoint(&t);
    std::fs::remove_file(commit(&t, 3)).unwrap();
    damage(&commit(&t, 2), Damage::Garbage);
    let mut replace = spec(&s, &t, Depth::Deep);
    replace.mode = Mode::Replace { overwrite: false };
    let error = clone_table(&replace, &NoProgress).await.unwrap_err();
    let CloneError::TargetChanged { changes, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(
        changes,
        &[
            "version 4: WRITE",
            "version 3: MISSING",
            "version 2: UNREADABLE",
            "version 1: WRITE"
        ]
    );
    replace.mode = Mode::Replace { overwrite: true };
    clone_table(&replace, &NoProgress).await.unwrap();
    assert_eq!(ids(&t), (1..=12).collect::<Vec<_>>());
}
