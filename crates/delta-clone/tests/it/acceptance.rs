//! What CLONE promises: incremental, wiping, and visible in the history.

use delta_clone::{At, CloneError, Depth, Mode, NoProgress};

use crate::support::{self, Fixture, actions, assert_equal, deep, ids, replace, spec, versions};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn clone_is_incremental_and_wipes_what_the_target_wrote() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (dir.path().join("source"), dir.path().join("target"));
    let mut source = Fixture::new(&s);
    source.append("a.parquet", &[1, 2]);
    source.append("b.parquet", &[3]);
    runtime().block_on(async {
        // 1: the first clone.
        let first = deep(&s, &t).await;
        assert_eq!((first.source_version, first.target_version), (2, Some(0)));
        assert_eq!(first.metrics.num_copied_files, 2);
        assert_eq!(ids(&t), [1, 2, 3]);
        // 2: one more file in the source.
        source.append("c.parquet", &[4]);
        // 3: the second clone copies that file only.
        let second = replace(&s, &t, false).await;
        assert_eq!((second.source_version, second.target_version), (3, Some(1)));
        assert_eq!(second.metrics.num_removed_files, 0);
        assert_eq!(second.metrics.num_copied_files, 1);
        assert_eq!(ids(&t), [1, 2, 3, 4]);
        // 4: two CLONE commits, with the versions of the source.
        let history = delta_clone::history(&support::url(&t)).await.unwrap();
        let told: Vec<_> = history
            .iter()
            .map(|c| (c.version, c.operation.as_deref(), c.operation_parameters["sourceVersion"].as_str()))
            .collect();
        assert_eq!(told, [(1, Some("CLONE"), "3"), (0, Some("CLONE"), "2")]);
        assert_eq!(history[0].operation_metrics["numCopiedFiles"], "1");
        // 5: a row of the target's own.
        Fixture::open(&t).append("own.parquet", &[99]);
        let mut refused = spec(&s, &t, Depth::Deep);
        refused.mode = Mode::Replace { overwrite: false };
        let error = delta_clone::clone_table(&refused, &NoProgress).await.unwrap_err();
        assert!(matches!(&error, CloneError::TargetChanged { changes, .. } if changes == &["version 2: WRITE"]), "{error}");
        assert_eq!(ids(&t), [1, 2, 3, 4, 99]);
        // 6: the third clone wipes it.
        let third = replace(&s, &t, true).await;
        assert_eq!(third.metrics.num_removed_files, 1);
        assert_eq!(third.metrics.num_copied_files, 0);
        assert_eq!(third.overwritten, ["version 2: WRITE"]);
        // What is undone need not be read again.
        assert!(t.join("_delta_log/00000000000000000003.checkpoint.parquet").exists());
        assert_eq!(ids(&t), [1, 2, 3, 4]);
        assert_equal(&s, &t).await;
        // And nothing new makes no commit.
        let none = replace(&s, &t, false).await;
        assert_eq!(none.target_version, None);
        assert_eq!(none.metrics.source_num_of_files, 3);
        assert_eq!(versions(&t), [0, 1, 2, 3]);
    });
}

#[test]
fn shallow_clone_names_the_files_of_the_source() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (dir.path().join("my source"), dir.path().join("target"));
    Fixture::new(&s).append("a.parquet", &[1, 2]);
    runtime().block_on(async {
        let outcome = delta_clone::clone_table(&spec(&s, &t, Depth::Shallow), &NoProgress)
            .await
            .unwrap();
        assert_eq!(outcome.metrics.num_copied_files, 0);
        let add = &actions(&t, 0, "add")[0];
        let path = format!("{}a.parquet", support::url(&s));
        assert_eq!(add["path"], path.as_str());
        assert_eq!(ids(&t), [1, 2]);
        assert_equal(&s, &t).await;
        // A deep clone of the shallow one stands alone.
        let d = dir.path().join("deep");
        deep(&t, &d).await;
        std::fs::remove_dir_all(&s).unwrap();
        assert_eq!(ids(&d), [1, 2]);
        assert_equal(&t, &d).await;
    });
}

#[test]
fn older_version_is_cloned_and_restored() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = (dir.path().join("source"), dir.path().join("target"));
    let mut source = Fixture::new(&s);
    source.append("a.parquet", &[1]);
    source.append("b.parquet", &[2]);
    source.remove("a.parquet");
    runtime().block_on(async {
        let mut old = spec(&s, &t, Depth::Deep);
        old.at = At::Version(1);
        delta_clone::clone_table(&old, &NoProgress).await.unwrap();
        assert_eq!(ids(&t), [1]);
        let restored = delta_clone::restore(&support::url(&s), At::Version(2))
            .await
            .unwrap();
        assert_eq!(restored.committed_version, Some(4));
        assert_eq!(restored.metrics.num_restored_files, 1);
        assert_eq!(ids(&s), [1, 2]);
        let again = delta_clone::restore(&support::url(&s), At::Version(2))
            .await
            .unwrap();
        assert_eq!(again.committed_version, None);
        std::fs::remove_file(s.join("b.parquet")).unwrap();
        let gone = delta_clone::restore(&support::url(&s), At::Version(1))
            .await
            .unwrap();
        assert_eq!(gone.metrics.num_removed_files, 1);
        let error = delta_clone::restore(&support::url(&s), At::Version(2))
            .await
            .unwrap_err();
        assert!(matches!(error, CloneError::MissingFile { .. }), "{error}");
        assert_eq!(ids(&s), [1]);
    });
}
