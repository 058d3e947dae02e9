//! Failing and dying at every step: nothing is visible before the commit, and a rerun succeeds.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use delta_clone::{CloneError, Cloner, Depth, Mode, NoProgress, Step, StepHook};
use serde_json::json;

use crate::support::{Fixture, assert_equal, deep, ids, spec, versions};

/// Does something at the n-th step.
struct At {
    step: usize,
    seen: AtomicUsize,
    then: fn(Step<'_>) -> std::io::Result<()>,
}

impl At {
    fn step(step: usize, then: fn(Step<'_>) -> std::io::Result<()>) -> Arc<Self> {
        Arc::new(Self {
            step,
            seen: AtomicUsize::new(0),
            then,
        })
    }
}

impl StepHook for At {
    fn before(&self, step: Step<'_>) -> std::io::Result<()> {
        if self.seen.fetch_add(1, Ordering::SeqCst) == self.step {
            (self.then)(step)
        } else {
            Ok(())
        }
    }
}

fn disk_full(_: Step<'_>) -> std::io::Result<()> {
    Err(std::io::ErrorKind::StorageFull.into())
}

fn die(_: Step<'_>) -> std::io::Result<()> {
    // Not even destructors run, as with `kill -9`.
    std::process::abort()
}

fn source(dir: &Path) -> std::path::PathBuf {
    let mut source = Fixture::new(dir.join("source"));
    source.append("a.parquet", &[1]);
    source.append("part=x%20y/b.parquet", &[2]);
    source.append("c.parquet", &[3]);
    // The name in the log is encoded once more than on disk.
    std::fs::create_dir_all(source.dir.join("part=x y")).unwrap();
    std::fs::rename(
        source.dir.join("part=x%20y/b.parquet"),
        source.dir.join("part=x y/b.parquet"),
    )
    .unwrap();
    source.dir
}

#[tokio::test(flavor = "multi_thread")]
async fn failure_at_every_step_leaves_no_table_and_a_rerun_succeeds() {
    let dir = tempfile::tempdir().unwrap();
    let s = source(dir.path());
    let mut stopped = 0;
    for step in 0.. {
        let t = dir.path().join(format!("target-{step}"));
        let cloner = Cloner::default().with_hook(At::step(step, disk_full));
        let result = cloner
            .clone_table(&spec(&s, &t, Depth::Deep), &NoProgress)
            .await;
        match result {
            Ok(_) => break,
            Err(CloneError::AfterCommit { version: 0, .. }) => {
                assert_eq!(ids(&t), [1, 2, 3]);
                assert_equal(&s, &t).await;
                stopped += 1;
                continue;
            }
            Err(CloneError::Stopped { .. }) => stopped += 1,
            Err(other) => panic!("step {step}: {other}"),
        }
        assert!(versions(&t).is_empty(), "step {step} left a version");
        deep(&s, &t).await;
        assert_eq!(ids(&t), [1, 2, 3]);
        assert_equal(&s, &t).await;
        assert!(!t.join("_clone_progress").exists(), "step {step}");
    }
    assert!(stopped >= 10, "only {stopped} steps");
}

#[tokio::test(flavor = "multi_thread")]
async fn failure_at_every_step_of_a_replace_leaves_the_old_rows() {
    let dir = tempfile::tempdir().unwrap();
    let s = source(dir.path());
    for step in 0.. {
        let t = dir.path().join(format!("target-{step}"));
        deep(&s, &t).await;
        let copy = dir.path().join(format!("source-{step}"));
        deep(&s, &copy).await;
        let mut newer = Fixture::open(&copy);
        newer.append("d.parquet", &[4]);
        newer.remove("a.parquet");
        let mut replace = spec(&copy, &t, Depth::Deep);
        replace.mode = Mode::Replace { overwrite: true };
        let cloner = Cloner::default().with_hook(At::step(step, disk_full));
        match cloner.clone_table(&replace, &NoProgress).await {
            Ok(_) => break,
            Err(CloneError::AfterCommit { .. }) => assert_eq!(ids(&t), [2, 3, 4]),
            Err(CloneError::Stopped { .. }) => assert_eq!(ids(&t), [1, 2, 3], "step {step}"),
            Err(other) => panic!("step {step}: {other}"),
        }
        delta_clone::clone_table(&replace, &NoProgress)
            .await
            .unwrap();
        assert_eq!(ids(&t), [2, 3, 4]);
        assert_equal(&copy, &t).await;
    }
}

/// Where the child of the next test finds its work: source, target and step.
const CHILD: &str = "DELTA_CLONE_TEST_CHILD";

#[test]
fn death_at_every_step_leaves_no_half_table_and_a_rerun_reuses_what_was_copied() {
    if let Ok(work) = std::env::var(CHILD) {
        return clone_and_die(&work);
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let s = source(dir.path());
    let mut reused = 0;
    for step in 0.. {
        let t = dir.path().join(format!("target-{step}"));
        let status = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "faults::death_at_every_step_leaves_no_half_table_and_a_rerun_reuses_what_was_copied"])
            .env(CHILD, format!("{}\n{}\n{step}", s.display(), t.display()))
            .output()
            .unwrap()
            .status;
        if status.success() {
            assert!(step >= 10, "only {step} steps");
            break;
        }
        if versions(&t).is_empty() {
            let outcome = runtime.block_on(deep(&s, &t));
            reused += outcome.reused_files;
        }
        assert_eq!(ids(&t), [1, 2, 3], "step {step}");
        runtime.block_on(assert_equal(&s, &t));
    }
    assert!(reused > 0, "no rerun went on where the dead run was");
}

fn clone_and_die(work: &str) {
    let mut lines = work.lines();
    let (s, t) = (lines.next().unwrap(), lines.next().unwrap());
    let step = lines.next().unwrap().parse().unwrap();
    let cloner = Cloner::default().with_hook(At::step(step, die));
    let mut one_by_one = spec(Path::new(s), Path::new(t), Depth::Deep);
    one_by_one.parallel = 1;
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(cloner.clone_table(&one_by_one, &NoProgress))
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn writer_that_commits_first_is_noticed() {
    struct Intruder(std::path::PathBuf, AtomicUsize);
    impl StepHook for Intruder {
        fn before(&self, step: Step<'_>) -> std::io::Result<()> {
            if step == Step::Commit && self.1.fetch_add(1, Ordering::SeqCst) == 0 {
                Fixture::open(&self.0).append("intruder.parquet", &[99]);
            }
            Ok(())
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let s = source(dir.path());
    let t = dir.path().join("target");
    deep(&s, &t).await;
    Fixture::open(&s).append("d.parquet", &[4]);
    let mut replace = spec(&s, &t, Depth::Deep);
    replace.mode = Mode::Replace { overwrite: false };
    let hook = || Arc::new(Intruder(t.clone(), AtomicUsize::new(0)));
    let refused = Cloner::default()
        .with_hook(hook())
        .clone_table(&replace, &NoProgress)
        .await;
    assert!(
        matches!(refused, Err(CloneError::TargetChanged { .. })),
        "{refused:?}"
    );
    assert_eq!(ids(&t), [1, 2, 3, 99]);
    replace.mode = Mode::Replace { overwrite: true };
    let done = Cloner::default()
        .with_hook(hook())
        .clone_table(&replace, &NoProgress)
        .await
        .unwrap();
    assert_eq!(done.target_version, Some(3));
    assert_eq!(ids(&t), [1, 2, 3, 4]);
}

/// Rewrites the source's files `a` and `b` as one and takes them away, once, before any is copied.
struct OptimizeAndVacuum(std::path::PathBuf, AtomicUsize);

impl StepHook for OptimizeAndVacuum {
    fn before(&self, step: Step<'_>) -> std::io::Result<()> {
        if step != Step::OpenScratch || self.1.fetch_add(1, Ordering::SeqCst) > 0 {
            return Ok(());
        }
        let mut source = Fixture::open(&self.0);
        let whole = source.file("ab.parquet", &[1, 2]);
        let gone = |name: &str| {
            let at = 1_700_000_000_000_i64;
            json!({"remove": {"path": name, "deletionTimestamp": at, "dataChange": false}})
        };
        source.commit("OPTIMIZE", &[gone("a.parquet"), gone("b.parquet"), whole]);
        std::fs::remove_file(self.0.join("a.parquet"))?;
        std::fs::remove_file(self.0.join("b.parquet"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn source_that_is_vacuumed_meanwhile_is_cloned_at_its_newer_version() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (dir.path().join("source"), dir.path().join("target"));
    let mut source = Fixture::new(&s);
    source.append("a.parquet", &[1]);
    source.append("b.parquet", &[2]);
    let hook = Arc::new(OptimizeAndVacuum(s.clone(), AtomicUsize::new(0)));
    let cloner = Cloner::default().with_hook(hook);
    let outcome = cloner
        .clone_table(&spec(&s, &t, Depth::Deep), &NoProgress)
        .await
        .unwrap();
    assert_eq!(
        (outcome.source_version, outcome.target_version),
        (3, Some(0))
    );
    assert_eq!(ids(&t), [1, 2]);
    assert_equal(&s, &t).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pinned_version_that_is_vacuumed_meanwhile_is_refused_with_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (dir.path().join("source"), dir.path().join("target"));
    let mut source = Fixture::new(&s);
    source.append("a.parquet", &[1]);
    deep(&s, &t).await;
    source.append("b.parquet", &[2]);
    let mut pinned = spec(&s, &t, Depth::Deep);
    pinned.at = delta_clone::At::Version(2);
    pinned.mode = Mode::Replace { overwrite: false };
    let hook = Arc::new(OptimizeAndVacuum(s.clone(), AtomicUsize::new(0)));
    let cloner = Cloner::default().with_hook(hook);
    let error = cloner.clone_table(&pinned, &NoProgress).await.unwrap_err();
    let CloneError::Vacuumed {
        file,
        version,
        newest,
        ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!((file.as_str(), *version, *newest), ("b.parquet", 2, 3));
    assert!(error.to_string().contains("cleaned up"), "{error}");
    assert!(error.hint().unwrap().contains("VACUUM"));
    assert_eq!((versions(&t), ids(&t)), (vec![0], vec![1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_clones_at_one_time_each_version_has_one_winner() {
    let dir = tempfile::tempdir().unwrap();
    let s = source(dir.path());
    for round in 0..8 {
        let t = dir.path().join(format!("target-{round}"));
        let clones = [1, 2, 3, 1, 2, 3].map(|version| {
            let mut step = spec(&s, &t, Depth::Deep);
            step.at = delta_clone::At::Version(version);
            step.mode = Mode::Replace { overwrite: false };
            tokio::spawn(async move { delta_clone::clone_table(&step, &NoProgress).await })
        });
        let mut won = Vec::new();
        for clone in clones {
            match clone.await.unwrap() {
                Ok(outcome) => won.extend(outcome.target_version),
                Err(CloneError::ConcurrentCommit { .. }) => {}
                Err(other) => panic!("round {round}: {other}"),
            }
        }
        won.sort_unstable();
        assert_eq!(won, versions(&t), "round {round}");
        let mut last = spec(&s, &t, Depth::Deep);
        last.mode = Mode::Replace { overwrite: false };
        delta_clone::clone_table(&last, &NoProgress).await.unwrap();
        assert_eq!(ids(&t), [1, 2, 3]);
        assert_equal(&s, &t).await;
        assert!(!t.join("_clone_progress").exists(), "round {round}");
    }
}
