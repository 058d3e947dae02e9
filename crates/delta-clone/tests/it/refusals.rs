//! What cannot be cloned is refused with its name, and the target stays as it was.

use std::path::PathBuf;

use delta_clone::{At, CloneError, Depth, Mode, NoProgress, clone_table};
use rstest::rstest;
use serde_json::json;

use crate::support::{Fixture, actions, deep, ids, spec, url, versions};

fn places(dir: &tempfile::TempDir) -> (PathBuf, PathBuf) {
    (dir.path().join("source"), dir.path().join("target"))
}

async fn refusal(s: &std::path::Path, t: &std::path::Path, depth: Depth) -> CloneError {
    let error = clone_table(&spec(s, t, depth), &NoProgress)
        .await
        .unwrap_err();
    assert!(versions(t).is_empty(), "{error}");
    error
}

#[rstest]
#[tokio::test]
async fn missing_and_truncated_files_are_named(
    #[values(Depth::Deep, Depth::Shallow)] depth: Depth,
    #[values(true, false)] missing: bool,
) {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::new(&s);
    source.append("a.parquet", &[1]);
    source.append("b.parquet", &[2]);
    let file = s.join("b.parquet");
    if missing {
        std::fs::remove_file(&file).unwrap();
    } else {
        let bytes = std::fs::read(&file).unwrap();
        std::fs::write(&file, &bytes[..100]).unwrap();
    }
    match refusal(&s, &t, depth).await {
        CloneError::MissingFile { file, .. } => assert!(missing && file == "b.parquet"),
        CloneError::SizeMismatch {
            file, found: 100, ..
        } => assert!(!missing && file == "b.parquet"),
        other => panic!("{other}"),
    }
}

#[rstest]
#[case(&["tea"], &["tea"], "reader")]
#[case(&[], &["cake"], "writer")]
#[tokio::test]
async fn unknown_features_are_named(
    #[case] reader: &[&str],
    #[case] writer: &[&str],
    #[case] who: &str,
) {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    Fixture::with(
        &s,
        &json!({"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": reader, "writerFeatures": writer}),
        &json!({}),
    );
    match refusal(&s, &t, Depth::Deep).await {
        CloneError::UnsupportedFeatures { side, features, .. } => {
            assert_eq!((side, features), (who, vec![writer[0].to_owned()]));
        }
        other => panic!("{other}"),
    }
    assert!(!t.exists());
}

#[tokio::test]
async fn catalog_managed_table_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let features = ["catalogManaged"];
    Fixture::with(
        &s,
        &json!({"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": features, "writerFeatures": ["catalogManaged", "inCommitTimestamp"]}),
        &json!({"delta.enableInCommitTimestamps": "true"}),
    );
    let error = refusal(&s, &t, Depth::Deep).await;
    assert!(
        matches!(error, CloneError::CatalogManaged { .. }),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("catalog"));
}

#[tokio::test]
async fn path_that_leaves_the_table_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::new(&s);
    let mut add = source.file("a.parquet", &[1]);
    add["add"]["path"] = "%2e%2e/source/a.parquet".into();
    source.commit("WRITE", &[add]);
    let error = refusal(&s, &t, Depth::Deep).await;
    assert!(matches!(error, CloneError::UnsafePath { .. }), "{error}");
}

#[tokio::test]
async fn directories_that_overlap_or_hold_something_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    Fixture::new(&s).append("a.parquet", &[1]);
    let error = clone_table(&spec(&s, &s, Depth::Deep), &NoProgress)
        .await
        .unwrap_err();
    assert!(matches!(error, CloneError::SameTable { .. }), "{error}");
    let error = clone_table(&spec(&s, &s.join("in"), Depth::Deep), &NoProgress)
        .await
        .unwrap_err();
    assert!(matches!(error, CloneError::Overlap { .. }), "{error}");
    std::fs::create_dir(&t).unwrap();
    std::fs::write(t.join("letter.txt"), "dear").unwrap();
    let error = refusal(&s, &t, Depth::Deep).await;
    assert!(
        matches!(&error, CloneError::TargetNotEmpty { entry, .. } if entry == "letter.txt"),
        "{error}"
    );
    let other = dir.path().join("other");
    Fixture::new(&other).append("x.parquet", &[9]);
    let error = clone_table(&spec(&s, &other, Depth::Deep), &NoProgress)
        .await
        .unwrap_err();
    assert!(
        matches!(error, CloneError::TargetExists { version: 1, .. }),
        "{error}"
    );
    let mut replace = spec(&s, &other, Depth::Deep);
    replace.mode = Mode::Replace { overwrite: false };
    let error = clone_table(&replace, &NoProgress).await.unwrap_err();
    assert!(matches!(error, CloneError::TargetForeign { .. }), "{error}");
    assert_eq!(ids(&other), [9]);
    replace.mode = Mode::Replace { overwrite: true };
    clone_table(&replace, &NoProgress).await.unwrap();
    assert_eq!(ids(&other), [1]);
}

#[tokio::test]
async fn clone_of_another_table_is_not_replaced_unasked() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    Fixture::new(&s).append("a.parquet", &[1]);
    let other = dir.path().join("other");
    Fixture::new(&other).append("b.parquet", &[2]);
    deep(&other, &t).await;
    let mut replace = spec(&s, &t, Depth::Deep);
    replace.mode = Mode::Replace { overwrite: false };
    let error = clone_table(&replace, &NoProgress).await.unwrap_err();
    assert!(matches!(error, CloneError::TargetForeign { .. }), "{error}");
}

#[tokio::test]
async fn source_that_was_replaced_is_followed() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    Fixture::new(&s).append("a.parquet", &[1]);
    deep(&s, &t).await;
    let id = |table: &std::path::Path| actions(table, 0, "metaData")[0]["id"].clone();
    let first = id(&s);
    // Dropped and made again, up to the very same version.
    std::fs::remove_dir_all(&s).unwrap();
    Fixture::new(&s).append("b.parquet", &[2]);
    assert_ne!(first, id(&s));
    let outcome = crate::support::replace(&s, &t, false).await;
    assert_eq!(outcome.target_version, Some(1));
    assert_eq!(outcome.metrics.num_removed_files, 1);
    let note = format!("made of the table with id {}", first.as_str().unwrap());
    assert!(outcome.notes[0].contains(&note), "{:?}", outcome.notes);
    assert_eq!(ids(&t), [2]);
    let again = crate::support::replace(&s, &t, false).await;
    assert_eq!((again.target_version, again.notes), (None, Vec::new()));
}

#[tokio::test]
async fn other_file_under_the_same_name_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    Fixture::new(&s).append("same.parquet", &[1]);
    Fixture::new(&t).append("same.parquet", &(0..1000).collect::<Vec<_>>());
    let mut replace = spec(&s, &t, Depth::Deep);
    replace.mode = Mode::Replace { overwrite: true };
    let error = clone_table(&replace, &NoProgress).await.unwrap_err();
    assert!(
        matches!(error, CloneError::TargetFileDiffers { .. }),
        "{error}"
    );
    assert_eq!(ids(&t).len(), 1000);
}

#[tokio::test]
async fn version_that_is_gone_names_the_oldest() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::new(dir.path().join("origin"));
    deep(&source.dir, &s).await;
    for n in 1..=10 {
        source.append(&format!("{n}.parquet"), &[n]);
        crate::support::replace(&source.dir, &s, false).await;
    }
    for version in 0..10 {
        std::fs::remove_file(s.join(format!("_delta_log/{version:020}.json"))).unwrap();
    }
    let mut old = spec(&s, &t, Depth::Deep);
    old.at = At::Version(3);
    let error = clone_table(&old, &NoProgress).await.unwrap_err();
    assert!(
        matches!(
            error,
            CloneError::VersionGone {
                version: 3,
                oldest: 10,
                ..
            }
        ),
        "{error}"
    );
    old.at = At::Version(11);
    let error = clone_table(&old, &NoProgress).await.unwrap_err();
    assert!(
        matches!(
            error,
            CloneError::VersionUnknown {
                version: 11,
                newest: 10,
                ..
            }
        ),
        "{error}"
    );
    deep(&s, &t).await;
    assert_eq!(ids(&t), (1..=10).collect::<Vec<_>>());
    // A checkpoint that cannot be read is an error, and no empty table.
    let checkpoint = s.join("_delta_log/00000000000000000010.checkpoint.parquet");
    std::fs::write(checkpoint, b"PAR1 not PAR1").unwrap();
    let error = refusal(&s, &dir.path().join("target2"), Depth::Deep).await;
    assert!(matches!(error, CloneError::UnreadableLog { .. }), "{error}");
}

#[tokio::test]
async fn torn_commit_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::new(&s);
    source.append("a.parquet", &[1]);
    let commit = s.join("_delta_log/00000000000000000001.json");
    let text = std::fs::read(&commit).unwrap();
    std::fs::write(&commit, &text[..text.len() / 2]).unwrap();
    let error = refusal(&s, &t, Depth::Deep).await;
    assert!(matches!(error, CloneError::UnreadableLog { .. }), "{error}");
}

#[tokio::test]
async fn directory_without_a_log_is_no_table() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let error = refusal(&s, &t, Depth::Deep).await;
    assert!(
        matches!(error, CloneError::NotADeltaTable { .. }),
        "{error}"
    );
    let error = delta_clone::history(&url(&s)).await.unwrap_err();
    assert!(
        matches!(error, CloneError::NotADeltaTable { .. }),
        "{error}"
    );
    let http = "http://example.com/table/".parse().unwrap();
    let error = delta_clone::describe(&http, At::Latest).await.unwrap_err();
    assert!(!error.to_string().is_empty());
}
