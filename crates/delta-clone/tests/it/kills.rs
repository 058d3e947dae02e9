//! `kill -9` at random moments: no half table, and the next run ends the work and cleans up.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use delta_clone::{Depth, Mode, NoProgress, Outcome, clone_table};

use crate::support::{Fixture, assert_equal, ids, spec, versions};

/// Where the child finds source and target.
const CHILD: &str = "DELTA_CLONE_TEST_KILLED";

const KILLS: u32 = 8;

#[test]
fn killed_clone_leaves_no_half_table_and_the_next_ends_it() {
    if let Ok(work) = std::env::var(CHILD) {
        let (s, t) = work.split_once('\n').unwrap();
        run(clone(Path::new(s), Path::new(t)));
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (s, grown) = sources(dir.path());
    let (old, new) = (ids(&s), ids(&grown));
    let began = Instant::now();
    let whole = child(&s, &dir.path().join("whole")).wait().unwrap();
    assert!(whole.success());
    let usual = began.elapsed();
    let (mut early, mut reused) = (0, 0);
    for kill in 0..KILLS {
        let t = dir.path().join(format!("target-{kill}"));
        early += u32::from(killed(&s, &t, usual));
        let visible = versions(&t);
        assert!(
            visible.is_empty() || ids(&t) == old,
            "kill {kill}: {visible:?}"
        );
        reused += run(clone(&s, &t)).reused_files;
        assert_eq!(ids(&t), old, "kill {kill}");
        run(assert_equal(&s, &t));
        assert_eq!(files(&t), files(&s), "kill {kill} left something behind");

        // The same once more, over a table that is there.
        early += u32::from(killed(&grown, &t, usual));
        let seen = ids(&t);
        assert!(
            seen == old || seen == new,
            "kill {kill}: {} rows",
            seen.len()
        );
        run(clone(&grown, &t));
        assert_eq!(ids(&t), new, "kill {kill}");
        run(assert_equal(&grown, &t));
        assert!(!t.join("_clone_progress").exists(), "kill {kill}");
        std::fs::remove_dir_all(&t).unwrap();
    }
    eprintln!(
        "{early} of {} died before their end; {reused} files were reused",
        2 * KILLS
    );
    assert!(early > KILLS / 4, "only {early} clones were killed");
}

/// A table, and a later state of it that shares its id and half of its files.
fn sources(dir: &Path) -> (PathBuf, PathBuf) {
    let (s, grown) = (dir.join("source"), dir.join("grown"));
    let mut source = Fixture::new(&s);
    let several = |source: &Fixture, from: i64, to: i64| {
        let file = |n: i64| source.file(&format!("p={}/{n}.parquet", n % 7), &[n]);
        (from..to).map(file).collect::<Vec<_>>()
    };
    let adds = several(&source, 0, 150);
    source.commit("WRITE", &adds);
    let large: Vec<i64> = (0..20_000)
        .map(|n| 1_000_000 + n * 7_919 % 1_000_003)
        .collect();
    source.append("large.parquet", &large);
    let copied = Command::new("cp").arg("-r").arg(&s).arg(&grown).status();
    assert!(copied.unwrap().success());
    let mut source = Fixture::open(&grown);
    let adds = several(&source, 150, 300);
    source.commit("WRITE", &adds);
    source.append("larger.parquet", &large);
    (s, grown)
}

fn child(s: &Path, t: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "kills::killed_clone_leaves_no_half_table_and_the_next_ends_it",
        ])
        .env(CHILD, format!("{}\n{}", s.display(), t.display()))
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Clones in a child that dies within the time that it needs; tells whether it did.
fn killed(s: &Path, t: &Path, usual: Duration) -> bool {
    let mut child = child(s, t);
    let random = uuid::Uuid::new_v4().as_u128() % usual.as_nanos().max(1);
    std::thread::sleep(Duration::from_nanos(u64::try_from(random).unwrap()));
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

async fn clone(s: &Path, t: &Path) -> Outcome {
    let mut spec = spec(s, t, Depth::Deep);
    spec.mode = Mode::Replace { overwrite: false };
    clone_table(&spec, &NoProgress).await.unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(future)
}

/// All files of a table but its log.
fn files(table: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut directories = vec![table.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let below = path.strip_prefix(table).unwrap().to_owned();
            if path.is_file() {
                found.insert(below);
            } else if !below.starts_with("_delta_log") {
                directories.push(path);
            }
        }
    }
    found
}
