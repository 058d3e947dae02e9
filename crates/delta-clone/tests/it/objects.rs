//! Tables in object stores: in memory here, by the same code as on clouds.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use delta_clone::{At, CloneError, CloneSpec, Cloner, Mode, NoProgress, Step, StepHook, Stores};
use futures::TryStreamExt;
use futures::stream::BoxStream;
use md5::{Digest as _, Md5};
use object_store::memory::InMemory;
use object_store::path::Path as Key;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
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

/// A store whose etags are digests, with a salt if they are those of an encrypted bucket, and that
/// may change a byte of the data that it takes or copies.
#[derive(Debug)]
struct Digesting {
    inner: InMemory,
    salted: bool,
    spoils: AtomicBool,
    copies: AtomicUsize,
    /// Data files that were read.
    reads: AtomicUsize,
    /// Connections whose runtime is gone.
    lost: Arc<AtomicUsize>,
}

/// As a client of HTTP keeps it: served by the runtime that opened it, used by all.
struct Connection(Arc<AtomicUsize>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Digesting {
    fn new(salted: bool, spoils: bool) -> Arc<Self> {
        Arc::new(Self {
            inner: InMemory::new(),
            salted,
            spoils: AtomicBool::new(spoils),
            copies: AtomicUsize::new(0),
            reads: AtomicUsize::new(0),
            lost: Arc::default(),
        })
    }
}

impl std::fmt::Display for Digesting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inner.fmt(f)
    }
}

#[async_trait]
impl ObjectStore for Digesting {
    async fn put_opts(&self, to: &Key, bytes: PutPayload, how: PutOptions) -> Result<PutResult> {
        if !self.spoils.load(Ordering::SeqCst) || !is_data(to) {
            return self.inner.put_opts(to, bytes, how).await;
        }
        let mut spoiled: Vec<u8> = bytes.iter().flatten().copied().collect();
        spoiled[0] ^= 1;
        self.inner.put_opts(to, spoiled.into(), how).await
    }

    async fn put_multipart_opts(
        &self,
        to: &Key,
        how: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(to, how).await
    }

    async fn get_opts(&self, from: &Key, how: GetOptions) -> Result<GetResult> {
        let connection = Connection(Arc::clone(&self.lost));
        tokio::spawn(async move {
            let _open = connection;
            std::future::pending::<()>().await;
        });
        if is_data(from) && !how.head {
            self.reads.fetch_add(1, Ordering::SeqCst);
        }
        let whole = self.inner.get(from).await?.bytes().await?;
        let mut digest = Md5::new_with_prefix(&whole);
        if self.salted {
            digest.update(from.as_ref());
        }
        let digest = digest.finalize();
        let mut found = self.inner.get_opts(from, how).await?;
        found.meta.e_tag = Some(digest.iter().map(|byte| format!("{byte:02x}")).collect());
        Ok(found)
    }

    fn delete_stream(
        &self,
        keys: BoxStream<'static, Result<Key>>,
    ) -> BoxStream<'static, Result<Key>> {
        self.inner.delete_stream(keys)
    }

    fn list(&self, prefix: Option<&Key>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Key>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Key, to: &Key, how: CopyOptions) -> Result<()> {
        self.copies.fetch_add(1, Ordering::SeqCst);
        if !self.spoils.load(Ordering::SeqCst) {
            return self.inner.copy_opts(from, to, how).await;
        }
        let mut bytes = self.inner.get(from).await?.bytes().await?.to_vec();
        bytes[0] ^= 1;
        self.inner.put(to, bytes.into()).await.map(drop)
    }
}

/// A clone that dies after its first file.
struct Dies(AtomicUsize);

impl StepHook for Dies {
    fn before(&self, step: Step<'_>) -> std::io::Result<()> {
        let is_second =
            matches!(step, Step::Copy { .. }) && self.0.fetch_add(1, Ordering::SeqCst) == 1;
        if is_second {
            Err(std::io::Error::other("killed"))
        } else {
            Ok(())
        }
    }
}

#[rstest::rstest]
#[case::what_is_there_is_not_sent_again(false, 1)]
#[case::without_digests_all_is_sent_again(true, 0)]
#[tokio::test]
async fn killed_upload_is_gone_on_with(#[case] salted: bool, #[case] reused: i64) {
    let dir = tempfile::tempdir().unwrap();
    let source = fixture(dir.path());
    let (store, near, cloner) = digesting(salted, false);
    let mut up = CloneSpec::deep(support::url(&source.dir), near.clone());
    up.parallel = 1;
    let dying = cloner
        .clone()
        .with_hook(Arc::new(Dies(AtomicUsize::new(0))));
    dying.clone_table(&up, &NoProgress).await.unwrap_err();
    let done = cloner.clone_table(&up, &NoProgress).await.unwrap();
    assert_eq!(done.reused_files, reused);
    assert!(
        cloner
            .verify(&up.source, 2, &near)
            .await
            .unwrap()
            .is_equal()
    );
    assert_eq!(
        names(&store.inner, "near/_clone_progress").await,
        Vec::<String>::new()
    );
}

fn is_data(key: &Key) -> bool {
    key.as_ref().ends_with(".parquet")
}

/// A store, a place in it, and the cloner that reaches it.
fn digesting(salted: bool, spoils: bool) -> (Arc<Digesting>, Url, Cloner) {
    let store = Digesting::new(salted, spoils);
    let bucket: Url = "memory://bucket/".parse().unwrap();
    let stores = Stores::default().with(&bucket, Arc::<Digesting>::clone(&store) as _);
    (
        store,
        "memory://bucket/near/".parse().unwrap(),
        Cloner::new(stores),
    )
}

#[rstest::rstest]
#[case::digests_agree(false, false, 0)]
#[case::bytes_differ(false, true, 1)]
// One look shows that the etags of such a store say nothing.
#[case::digests_differ_and_bytes_do_not(true, false, 1)]
#[tokio::test]
async fn uploads_are_compared_by_etag(
    #[case] salted: bool,
    #[case] spoils: bool,
    #[case] reads: usize,
) {
    let dir = tempfile::tempdir().unwrap();
    let source = fixture(dir.path());
    let (store, near, cloner) = digesting(salted, spoils);
    let mut up = CloneSpec::deep(support::url(&source.dir), near.clone());
    up.parallel = 1;
    let done = cloner.clone_table(&up, &NoProgress).await;
    assert_eq!(store.reads.load(Ordering::SeqCst), reads);
    match done {
        Ok(done) => assert!(!spoils && done.target_version == Some(0)),
        Err(error) => {
            assert!(
                spoils && matches!(error, CloneError::CopyDiffers { .. }),
                "{error}"
            );
            let nothing = cloner.describe(&near, At::Latest).await;
            assert!(matches!(nothing, Err(CloneError::NotADeltaTable { .. })));
        }
    }
}

#[rstest::rstest]
#[case::digests_agree(false, false)]
#[case::digests_differ_and_bytes_do_not(true, false)]
#[case::bytes_differ(false, true)]
#[tokio::test]
async fn copies_inside_a_store_are_compared_by_etag(#[case] salted: bool, #[case] spoils: bool) {
    let dir = tempfile::tempdir().unwrap();
    let source = fixture(dir.path());
    let (store, near, cloner) = digesting(salted, false);
    let far: Url = "memory://bucket/far/".parse().unwrap();
    let up = CloneSpec::deep(support::url(&source.dir), near.clone());
    cloner.clone_table(&up, &NoProgress).await.unwrap();
    assert_eq!(store.copies.load(Ordering::SeqCst), 0);
    store.spoils.store(spoils, Ordering::SeqCst);
    let inside = CloneSpec::deep(near.clone(), far.clone());
    let done = cloner.clone_table(&inside, &NoProgress).await;
    if spoils {
        let error = done.unwrap_err();
        assert!(matches!(error, CloneError::CopyDiffers { .. }), "{error}");
        assert!(matches!(
            cloner.describe(&far, At::Latest).await,
            Err(CloneError::NotADeltaTable { .. })
        ));
        return;
    }
    assert_eq!(done.unwrap().target_version, Some(0));
    // Whatever asked the store did it in a runtime that is still there.
    assert_eq!(store.lost.load(Ordering::SeqCst), 0);
    // The store copies by itself; no bytes pass through this process.
    assert_eq!(store.copies.load(Ordering::SeqCst), 2);
    assert!(cloner.verify(&near, 0, &far).await.unwrap().is_equal());
}
