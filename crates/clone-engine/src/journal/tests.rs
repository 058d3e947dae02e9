//! The same rules for every journal, and what only a file can show.

use std::path::Path;
use std::sync::Arc;

use clone_core::plan::StepId;
use clone_core::ports::{Journal, Outcome, PairKey, PortErrorKind};
use clone_core::run::{Entry, StepEvent};
use jiff::Timestamp;

use super::{MemoryJournal, SqliteJournal};
use crate::apply::test_plan;

fn entry(step: u32, event: StepEvent) -> Entry {
    Entry {
        at: Timestamp::UNIX_EPOCH,
        step: Some(StepId(step)),
        event,
    }
}

async fn keeps_what_it_is_told(journal: Arc<dyn Journal>) {
    let plan = test_plan();
    assert_eq!(journal.latest(&plan.id).await.unwrap(), None);
    let run = journal.begin(&plan).await.unwrap();
    let entries = [
        entry(1, StepEvent::Started),
        entry(
            1,
            StepEvent::Done {
                outcome: Outcome {
                    files: 3,
                    bytes: 99,
                    statement: None,
                },
            },
        ),
        entry(2, StepEvent::Skipped { because: StepId(1) }),
    ];
    for entry in &entries {
        journal.append(&run, entry).await.unwrap();
    }
    let (kept, told) = journal.replay(&run).await.unwrap();
    assert_eq!((kept, told.as_slice()), (plan.clone(), entries.as_slice()));

    let second = journal.begin(&plan).await.unwrap();
    assert_eq!(
        journal.latest(&plan.id).await.unwrap(),
        Some(second.clone())
    );
    assert_eq!(journal.replay(&second).await.unwrap().1, []);

    let unknown = clone_core::run::RunId("none".into());
    assert_eq!(
        journal.replay(&unknown).await.unwrap_err().kind,
        PortErrorKind::NotFound
    );
    let refused = journal.append(&unknown, &entries[0]).await.unwrap_err();
    assert_eq!(refused.kind, PortErrorKind::NotFound);

    let pair = PairKey {
        source: "a".into(),
        target: "b".into(),
    };
    let lease = journal.lease(&pair).await.unwrap();
    assert_eq!(
        journal.lease(&pair).await.unwrap_err().kind,
        PortErrorKind::Conflict
    );
    drop(lease);
    journal.lease(&pair).await.unwrap();
}

#[tokio::test]
async fn memory_keeps_what_it_is_told() {
    keeps_what_it_is_told(Arc::new(MemoryJournal::default())).await;
}

#[tokio::test]
async fn sqlite_keeps_what_it_is_told() {
    let dir = tempfile::tempdir().unwrap();
    keeps_what_it_is_told(Arc::new(SqliteJournal::open(dir.path()).unwrap())).await;
}

#[tokio::test]
async fn another_process_reads_what_was_appended() {
    let dir = tempfile::tempdir().unwrap();
    let plan = test_plan();
    let first = SqliteJournal::open(dir.path()).unwrap();
    let run = first.begin(&plan).await.unwrap();
    first
        .append(&run, &entry(1, StepEvent::Started))
        .await
        .unwrap();
    // Opened while the first is still open, as a second process does.
    let second = SqliteJournal::open(dir.path()).unwrap();
    assert_eq!(second.replay(&run).await.unwrap().1.len(), 1);
    assert_eq!(second.runs().await.unwrap()[0].plan_id, plan.id);
}

#[tokio::test]
async fn entries_can_be_neither_changed_nor_removed() {
    let dir = tempfile::tempdir().unwrap();
    let journal = SqliteJournal::open(dir.path()).unwrap();
    let run = journal.begin(&test_plan()).await.unwrap();
    journal
        .append(&run, &entry(1, StepEvent::Started))
        .await
        .unwrap();
    let db = rusqlite::Connection::open(dir.path().join("journal.db")).unwrap();
    for change in [
        "DELETE FROM entry",
        "UPDATE entry SET body = ''",
        "DELETE FROM run",
    ] {
        let refused = db.execute(change, []).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{change}: {refused}");
    }
}

fn refused(dir: &Path) -> (PortErrorKind, String) {
    let error = SqliteJournal::open(dir).unwrap_err();
    (error.kind, error.message)
}

#[test]
fn files_that_are_no_journal_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("journal.db");
    std::fs::write(
        &path,
        "this is not a database, it is a text of some length".repeat(40),
    )
    .unwrap();
    assert_eq!(refused(dir.path()).0, PortErrorKind::Invalid);

    std::fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE t (a)").unwrap();
    let (kind, message) = refused(dir.path());
    assert_eq!(kind, PortErrorKind::Invalid);
    assert!(message.contains("not a journal of clxs"), "{message}");
}

#[test]
fn a_journal_of_a_newer_clxs_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(SqliteJournal::open(dir.path()).unwrap());
    let db = rusqlite::Connection::open(dir.path().join("journal.db")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    let (kind, message) = refused(dir.path());
    assert_eq!(kind, PortErrorKind::Unsupported);
    assert!(message.contains("format 99"), "{message}");
}

#[tokio::test]
async fn a_full_disk_is_called_that_and_what_was_written_stays() {
    let dir = tempfile::tempdir().unwrap();
    let journal = SqliteJournal::open(dir.path()).unwrap();
    let run = journal.begin(&test_plan()).await.unwrap();
    journal
        .append(&run, &entry(1, StepEvent::Started))
        .await
        .unwrap();
    // SQLite answers as it does when the disk is full.
    journal.limit_pages(1).await.unwrap();
    let mut failed = None;
    for _ in 0..2_000 {
        if let Err(error) = journal.append(&run, &entry(1, StepEvent::Started)).await {
            failed = Some(error.kind);
            break;
        }
    }
    assert_eq!(failed, Some(PortErrorKind::Full));
    let kept = SqliteJournal::open(dir.path())
        .unwrap()
        .replay(&run)
        .await
        .unwrap()
        .1;
    assert!(!kept.is_empty());
}
