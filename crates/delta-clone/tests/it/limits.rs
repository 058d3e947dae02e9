//! A disk that is full and a directory that may not be written: real ones, in child processes.

use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use delta_clone::{CloneError, Depth, Mode, NoProgress, clone_table};

use crate::support::{Fixture, assert_equal, deep, ids, spec, versions};

/// Where a child finds its directory.
const CHILD: &str = "DELTA_CLONE_TEST_LIMITS";

fn child_directory() -> Option<PathBuf> {
    std::env::var_os(CHILD).map(PathBuf::from)
}

/// This test binary, to run one test in `directory`.
fn again(mut command: Command, test: &str, directory: &Path) -> std::process::Output {
    command
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, directory)
        .env("TMPDIR", directory)
        .output()
        .unwrap()
}

/// Whether the file system refused something below `directory`.
fn is_io(error: &CloneError, kind: ErrorKind, directory: &Path) -> bool {
    matches!(
        error,
        CloneError::Io { path, source, .. } if source.kind() == kind && path.starts_with(directory)
    )
}

fn run(future: impl Future<Output = ()>) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}

#[test]
fn full_disk_leaves_the_target_as_it_was() {
    let name = "limits::full_disk_leaves_the_target_as_it_was";
    if let Some(directory) = child_directory() {
        return run(clone_onto_a_full_disk(directory));
    }
    let dir = tempfile::tempdir().unwrap();
    // A file system of one megabyte that only the child sees.
    let script = "mount -t tmpfs -o size=1m none \"$0\" && exec \"$@\"";
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    let mut probe = Command::new("unshare");
    probe.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]);
    probe.arg(dir.path()).arg("true");
    if !probe.status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: {name}: this system lets no test mount a file system");
        return;
    }
    unshare.arg(script).arg(dir.path());
    unshare.arg(std::env::current_exe().unwrap());
    let done = again(unshare, name, dir.path());
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

async fn clone_onto_a_full_disk(directory: PathBuf) {
    // The source lies on a disk with room.
    let roomy = tempfile::Builder::new().tempdir_in("/var/tmp").unwrap();
    let s = roomy.path().join("source");
    let mut source = Fixture::new(&s);
    source.append("small.parquet", &[1]);
    let (t, fresh) = (directory.join("target"), directory.join("fresh"));
    deep(&s, &t).await;
    let wide: Vec<i64> = (0..400_000).map(|n| n * 7_919 % 1_000_003).collect();
    for n in 0..4 {
        source.append(
            &format!("wide-{n}.parquet"),
            &wide[n * 100_000..(n + 1) * 100_000],
        );
    }
    let mut replace = spec(&s, &t, Depth::Deep);
    replace.mode = Mode::Replace { overwrite: false };
    for attempt in [&spec(&s, &fresh, Depth::Deep), &replace] {
        let error = clone_table(attempt, &NoProgress).await.unwrap_err();
        assert!(
            is_io(&error, ErrorKind::StorageFull, &directory),
            "{error:?}"
        );
        // What was finished stays for the next run, and takes room.
        if fresh.exists() {
            assert!(versions(&fresh).is_empty());
            std::fs::remove_dir_all(&fresh).unwrap();
        }
    }
    assert_eq!((versions(&t), ids(&t)), (vec![0], vec![1]));
    for n in 1..4 {
        source.remove(&format!("wide-{n}.parquet"));
        std::fs::remove_file(s.join(format!("wide-{n}.parquet"))).unwrap();
        let landed = t.join(format!("wide-{n}.parquet"));
        if landed.exists() {
            std::fs::remove_file(landed).unwrap();
        }
    }
    clone_table(&replace, &NoProgress).await.unwrap();
    assert_eq!(ids(&t).len(), 100_001);
    assert_equal(&s, &t).await;
}

#[test]
fn directory_without_permission_is_an_error() {
    let name = "limits::directory_without_permission_is_an_error";
    if let Some(directory) = child_directory() {
        return run(clone_without_permission(directory));
    }
    let dir = tempfile::tempdir().unwrap();
    // Root may do anything, so that the child must be somebody else, who may not be able to reach
    // this program where it was built.
    let program = dir.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut somebody = Command::new(&program);
    if dir.path().metadata().unwrap().uid() == 0 {
        std::os::unix::fs::chown(dir.path(), Some(65_534), Some(65_534)).unwrap();
        somebody.uid(65_534).gid(65_534);
    }
    let done = again(somebody, name, dir.path());
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

async fn clone_without_permission(directory: PathBuf) {
    let allow = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let (s, closed) = (directory.join("source"), directory.join("closed"));
    Fixture::new(&s).append("a.parquet", &[1]);
    std::fs::create_dir(&closed).unwrap();
    allow(&closed, 0o555);
    let denied = |error: &CloneError, path| {
        assert!(is_io(error, ErrorKind::PermissionDenied, path), "{error:?}");
    };
    let t = closed.join("target");
    let error = clone_table(&spec(&s, &t, Depth::Deep), &NoProgress)
        .await
        .unwrap_err();
    denied(&error, &closed);
    allow(&closed, 0o755);
    // A target that was cloned once and may not be written now.
    deep(&s, &t).await;
    Fixture::open(&s).append("b.parquet", &[2]);
    for part in ["", "_delta_log"] {
        allow(&t.join(part), 0o555);
        let mut replace = spec(&s, &t, Depth::Deep);
        replace.mode = Mode::Replace { overwrite: false };
        let error = clone_table(&replace, &NoProgress).await.unwrap_err();
        denied(&error, &t);
        allow(&t.join(part), 0o755);
        assert_eq!((versions(&t), ids(&t)), (vec![0], vec![1]));
    }
    // A source file that may not be read.
    allow(&s.join("b.parquet"), 0o000);
    let fresh = directory.join("fresh");
    let error = clone_table(&spec(&s, &fresh, Depth::Deep), &NoProgress)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("b.parquet"), "{error}");
    assert!(versions(&fresh).is_empty());
    // And a log that may not be read.
    allow(&s.join("_delta_log"), 0o000);
    let error = clone_table(
        &spec(&s, &directory.join("third"), Depth::Deep),
        &NoProgress,
    )
    .await
    .unwrap_err();
    allow(&s.join("_delta_log"), 0o755);
    assert!(
        !matches!(error, CloneError::NotADeltaTable { .. }),
        "{error:?}"
    );
    assert!(!directory.join("third").exists());
}
