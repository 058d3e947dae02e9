//! Table features survive a clone.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use delta_clone::{At, CloneError, CopyMethod, Depth, Mode, NoProgress, clone_table};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fixture, actions, assert_equal, deep, ids, replace, spec, url};
use crate::vectors::{in_file, inline};

fn modern(reader: &[&str], writer: &[&str]) -> Value {
    json!({"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": reader, "writerFeatures": writer})
}

fn places(dir: &tempfile::TempDir) -> (PathBuf, PathBuf) {
    (dir.path().join("source"), dir.path().join("target"))
}

fn with_vector(mut add: Value, vector: &Value) -> Value {
    add["add"]["deletionVector"] = vector.clone();
    add
}

#[tokio::test]
async fn deletion_vectors_follow_without_copying_data_twice() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let vectors = modern(&["deletionVectors"], &["deletionVectors"]);
    let mut source = Fixture::with(
        &s,
        &vectors,
        &json!({"delta.enableDeletionVectors": "true"}),
    );
    let one = source.file("one.parquet", &[1, 2, 3, 4]);
    let two = source.file("two.parquet", &[11, 12, 13]);
    let first = in_file(&s, "ab", &[0]);
    source.commit(
        "WRITE",
        &[
            with_vector(one.clone(), &first),
            with_vector(two, &inline(&[2])),
        ],
    );
    deep(&s, &t).await;
    assert_eq!(ids(&t), [2, 3, 4, 11, 12]);
    // More rows go: the file stays, under another vector.
    let second = in_file(&s, "", &[0, 3]);
    source.commit("DELETE", &[
        with_vector(one, &second),
        json!({"remove": {"path": "one.parquet", "deletionTimestamp": 1, "dataChange": true, "deletionVector": first}}),
    ]);
    let outcome = replace(&s, &t, false).await;
    assert_eq!(outcome.metrics.num_copied_files, 0);
    assert_eq!(outcome.metrics.num_removed_files, 0);
    let removed = actions(&t, 1, "remove");
    assert_eq!(
        removed[0]["deletionVector"]["pathOrInlineDv"],
        first["pathOrInlineDv"]
    );
    assert_eq!(ids(&t), [2, 3, 11, 12]);
    assert_equal(&s, &t).await;
}

#[tokio::test]
async fn vector_of_a_shallow_clone_is_absolute_and_comes_home_in_a_deep_one() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::with(
        &s,
        &modern(&["deletionVectors"], &["deletionVectors"]),
        &json!({}),
    );
    let vector = in_file(&s, "xy", &[1]);
    let add = with_vector(source.file("a.parquet", &[1, 2, 3]), &vector);
    source.commit("WRITE", &[add]);
    clone_table(&spec(&s, &t, Depth::Shallow), &NoProgress)
        .await
        .unwrap();
    assert_eq!(
        actions(&t, 0, "add")[0]["deletionVector"]["storageType"],
        "p"
    );
    assert_eq!(ids(&t), [1, 3]);
    // Shallow of shallow keeps pointing at the origin.
    let again = dir.path().join("again");
    clone_table(&spec(&t, &again, Depth::Shallow), &NoProgress)
        .await
        .unwrap();
    std::fs::remove_dir_all(&t).unwrap();
    assert_eq!(ids(&again), [1, 3]);
    let home = dir.path().join("home");
    deep(&again, &home).await;
    assert_equal(&again, &home).await;
    std::fs::remove_dir_all(&s).unwrap();
    assert_eq!(
        actions(&home, 0, "add")[0]["deletionVector"]["storageType"],
        "u"
    );
    assert_eq!(ids(&home), [1, 3]);
}

#[rstest]
#[case("p=a b%2Fc", "p=a%20b%252Fc")]
#[case("p=100%25", "p=100%2525")]
#[case("p=é#?", "p=%C3%A9%23%3F")]
#[case("p=é", "p=é")]
#[case("p=10:30", "p=10:30")]
#[case("p=a+b&c=d", "p=a+b&c=d")]
#[tokio::test]
async fn partition_directories_keep_their_names(
    #[case] on_disk: &str,
    #[case] in_log: &str,
    #[values(Depth::Deep, Depth::Shallow)] depth: Depth,
) {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::new(&s);
    let mut add = source.file(&format!("{on_disk}/f.parquet"), &[1]);
    add["add"]["path"] = format!("{in_log}/f.parquet").into();
    source.commit("WRITE", &[add]);
    assert_eq!(ids(&s), [1]);
    clone_table(&spec(&s, &t, depth), &NoProgress)
        .await
        .unwrap();
    if depth == Depth::Deep {
        assert!(t.join(on_disk).join("f.parquet").exists());
    }
    assert_eq!(ids(&t), [1]);
    assert_equal(&s, &t).await;
}

#[tokio::test]
async fn rows_get_fresh_ids_above_those_given_out() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let features = ["rowTracking", "domainMetadata"];
    let protocol =
        json!({"minReaderVersion": 1, "minWriterVersion": 7, "writerFeatures": features});
    let mut source = Fixture::with(
        &s,
        &protocol,
        &json!({
            "delta.enableRowTracking": "true",
            "delta.rowTracking.materializedRowIdColumnName": "theirs",
            "delta.rowTracking.materializedRowCommitVersionColumnName": "theirs too",
        }),
    );
    let tracked = |mut add: Value, id: i64| {
        add["add"]["baseRowId"] = id.into();
        add["add"]["defaultRowCommitVersion"] = 1.into();
        add
    };
    let adds = [
        tracked(source.file("a.parquet", &[1, 2]), 100),
        tracked(source.file("b.parquet", &[3]), 200),
        json!({"domainMetadata": {"domain": "delta.rowTracking", "configuration": r#"{"rowIdHighWaterMark":200}"#, "removed": false}}),
    ];
    source.commit("WRITE", &adds);
    deep(&s, &t).await;
    let mut given: Vec<i64> = actions(&t, 0, "add")
        .iter()
        .map(|add| add["baseRowId"].as_i64().unwrap())
        .collect();
    given.sort_unstable();
    assert!(given == [0, 1] || given == [0, 2], "{given:?}");
    let mark = |version| actions(&t, version, "domainMetadata")[0]["configuration"].clone();
    assert_eq!(mark(0), r#"{"rowIdHighWaterMark":2}"#);
    let add = tracked(source.file("c.parquet", &[4, 5]), 300);
    source.commit("WRITE", &[add]);
    replace(&s, &t, false).await;
    assert_eq!(actions(&t, 1, "add")[0]["baseRowId"], 3);
    assert_eq!(actions(&t, 1, "add")[0]["defaultRowCommitVersion"], 1);
    assert_eq!(mark(1), r#"{"rowIdHighWaterMark":4}"#);
    assert_equal(&s, &t).await;
}

#[tokio::test]
async fn file_without_a_row_count_cannot_get_row_ids() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let protocol = json!({"minReaderVersion": 1, "minWriterVersion": 7, "writerFeatures": ["rowTracking", "domainMetadata"]});
    let mut source = Fixture::with(&s, &protocol, &json!({}));
    let mut add = source.file("a.parquet", &[1]);
    add["add"].as_object_mut().unwrap().remove("stats");
    source.commit("WRITE", &[add]);
    let error = clone_table(&spec(&s, &t, Depth::Deep), &NoProgress)
        .await
        .unwrap_err();
    assert!(
        matches!(error, CloneError::RowCountMissing { .. }),
        "{error}"
    );
    assert!(!t.exists());
}

#[tokio::test]
async fn in_commit_timestamps_grow_and_are_not_dated_for_a_new_table() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let protocol = json!({"minReaderVersion": 1, "minWriterVersion": 7, "writerFeatures": ["inCommitTimestamp"]});
    let mut source = Fixture::with(
        &s,
        &protocol,
        &json!({"delta.enableInCommitTimestamps": "true"}),
    );
    source.append("a.parquet", &[1]);
    deep(&s, &t).await;
    source.append("b.parquet", &[2]);
    replace(&s, &t, false).await;
    let stamp = |version| {
        actions(&t, version, "commitInfo")[0]["inCommitTimestamp"]
            .as_i64()
            .unwrap()
    };
    assert!(stamp(1) > stamp(0));
    // The time of a version is found by these timestamps.
    let version = delta_clone::resolve_version(&url(&t), At::Timestamp(stamp(0)))
        .await
        .unwrap();
    assert_eq!(version, 0);
    let early = delta_clone::resolve_version(&url(&t), At::Timestamp(5))
        .await
        .unwrap_err();
    assert!(
        matches!(early, CloneError::TimestampGone { oldest: 0, .. }),
        "{early}"
    );
}

#[tokio::test]
async fn transactions_and_domains_ride_along() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let protocol = json!({"minReaderVersion": 1, "minWriterVersion": 7, "writerFeatures": ["clustering", "domainMetadata"]});
    let mut source = Fixture::with(&s, &protocol, &json!({}));
    let domain = |name: &str, text: &str| json!({"domainMetadata": {"domain": name, "configuration": text, "removed": false}});
    source.commit(
        "WRITE",
        &[
            json!({"txn": {"appId": "stream", "version": 7, "lastUpdated": 5}}),
            domain("delta.clustering", r#"{"clusteringColumns":[["id"]]}"#),
            domain("mine", "{}"),
        ],
    );
    deep(&s, &t).await;
    assert_eq!(
        actions(&t, 0, "txn"),
        [json!({"appId": "stream", "version": 7, "lastUpdated": 5})]
    );
    let names = |version| -> Vec<(String, bool)> {
        let domains = actions(&t, version, "domainMetadata");
        domains
            .iter()
            .map(|d| {
                (
                    d["domain"].as_str().unwrap().to_owned(),
                    d["removed"] == true,
                )
            })
            .collect()
    };
    assert_eq!(
        names(0),
        [
            ("delta.clustering".to_owned(), false),
            ("mine".to_owned(), false)
        ]
    );
    source.commit(
        "ALTER",
        &[json!({"domainMetadata": {"domain": "mine", "configuration": "", "removed": true}})],
    );
    replace(&s, &t, false).await;
    assert_eq!(names(1), [("mine".to_owned(), true)]);
    assert_eq!(actions(&t, 1, "txn"), Vec::<Value>::new());
    let shallow = dir.path().join("shallow");
    clone_table(&spec(&s, &shallow, Depth::Shallow), &NoProgress)
        .await
        .unwrap();
    assert_eq!(actions(&shallow, 0, "txn"), Vec::<Value>::new());
}

#[tokio::test]
async fn schema_and_properties_follow_and_overrides_win() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::with(
        &s,
        &json!({"minReaderVersion": 1, "minWriterVersion": 3}),
        &json!({"delta.constraints.positive": "id > 0", "a": "1"}),
    );
    source.append("a.parquet", &[1]);
    let mut wanted = spec(&s, &t, Depth::Deep);
    wanted.mode = Mode::Replace { overwrite: false };
    wanted.properties =
        BTreeMap::from([("delta.enableChangeDataFeed".to_owned(), "true".to_owned())]);
    clone_table(&wanted, &NoProgress).await.unwrap();
    let facts = delta_clone::describe(&url(&t), At::Latest).await.unwrap();
    assert_eq!((facts.min_reader_version, facts.min_writer_version), (1, 4));
    assert_eq!(facts.configuration["delta.enableChangeDataFeed"], "true");
    assert_eq!(facts.configuration["delta.constraints.positive"], "id > 0");
    assert_equal(&s, &t).await;
    // The same wish again is nothing new; without it the property goes.
    assert_eq!(
        clone_table(&wanted, &NoProgress)
            .await
            .unwrap()
            .target_version,
        None
    );
    replace(&s, &t, false).await;
    let facts = delta_clone::describe(&url(&t), At::Latest).await.unwrap();
    assert!(
        !facts
            .configuration
            .contains_key("delta.enableChangeDataFeed")
    );
    assert_eq!(facts.min_writer_version, 4, "a protocol is never lowered");
    assert_equal(&s, &t).await;
}

#[tokio::test]
async fn link_mode_shares_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    Fixture::new(&s).append("a.parquet", &[1]);
    let inode = |path: PathBuf| std::fs::metadata(path).unwrap().ino();
    let mut link = spec(&s, &t, Depth::Deep);
    link.copy = CopyMethod::Link;
    clone_table(&link, &NoProgress).await.unwrap();
    assert_eq!(inode(s.join("a.parquet")), inode(t.join("a.parquet")));
    let copy = dir.path().join("copy");
    deep(&s, &copy).await;
    assert_ne!(inode(s.join("a.parquet")), inode(copy.join("a.parquet")));
    std::fs::remove_dir_all(&s).unwrap();
    assert_eq!(ids(&t), [1]);
}

#[tokio::test]
async fn ten_clones_leave_a_checkpoint() {
    let dir = tempfile::tempdir().unwrap();
    let (s, t) = places(&dir);
    let mut source = Fixture::new(&s);
    deep(&s, &t).await;
    for n in 1..=10 {
        source.append(&format!("{n}.parquet"), &[n]);
        let outcome = replace(&s, &t, false).await;
        assert_eq!(outcome.notes, Vec::<String>::new());
    }
    assert!(
        t.join("_delta_log/00000000000000000010.checkpoint.parquet")
            .exists()
    );
    source.append("last.parquet", &[11]);
    assert_eq!(replace(&s, &t, false).await.metrics.num_copied_files, 1);
    assert_eq!(ids(&t), (1..=11).collect::<Vec<_>>());
    assert_equal(&s, &t).await;
}
