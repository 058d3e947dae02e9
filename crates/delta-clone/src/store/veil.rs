//! A store that hides shortcuts of a log: checkpoints that cannot be read, and compactions.
//!
//! A checkpoint only repeats what the commits before it say. Where those are still there, a damaged
//! one is passed over by not showing it to the reader of the log.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt, future};
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

use crate::log::LogFile;

/// The name of the file that tells readers which checkpoint is the newest.
const LAST_CHECKPOINT: &str = "_last_checkpoint";

/// The versions whose checkpoints are hidden. Clones of it are one veil.
#[derive(Debug, Clone, Default)]
pub(crate) struct Veil(Arc<Mutex<BTreeSet<u64>>>);

impl Veil {
    /// Hides the checkpoints of a version; false if they are hidden already.
    pub(crate) fn hide(&self, version: u64) -> bool {
        self.versions(|versions| versions.insert(version))
    }

    /// The versions whose checkpoints are hidden, oldest first.
    pub(crate) fn hidden(&self) -> Vec<u64> {
        self.versions(|versions| versions.iter().copied().collect())
    }

    fn hides(&self, path: &Path) -> bool {
        let Some(name) = path.filename() else {
            return false;
        };
        match LogFile::parse(name) {
            // They save a reader little, and are one more thing that can be wrong.
            Some(LogFile::Compaction) => true,
            Some(LogFile::Checkpoint(version) | LogFile::CheckpointPart { version, .. }) => {
                self.versions(|versions| versions.contains(&version))
            }
            Some(LogFile::Commit(_)) => false,
            None => name == LAST_CHECKPOINT && self.versions(|versions| !versions.is_empty()),
        }
    }

    fn versions<T>(&self, with: impl FnOnce(&mut BTreeSet<u64>) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A store as the reader of a log is to see it.
#[derive(Debug)]
pub(crate) struct Veiled {
    store: Arc<dyn ObjectStore>,
    veil: Veil,
}

impl Veiled {
    pub(crate) fn new(store: Arc<dyn ObjectStore>, veil: Veil) -> Self {
        Self { store, veil }
    }

    fn without_hidden(
        &self,
        listed: BoxStream<'static, Result<ObjectMeta>>,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        let veil = self.veil.clone();
        listed
            .try_filter(move |found| future::ready(!veil.hides(&found.location)))
            .boxed()
    }
}

impl std::fmt::Display for Veiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.store.fmt(f)
    }
}

#[async_trait]
impl ObjectStore for Veiled {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        self.store.put_opts(location, payload, options).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.store.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        if self.veil.hides(location) {
            return Err(object_store::Error::NotFound {
                path: location.to_string(),
                source: "it is passed over".into(),
            });
        }
        self.store.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.store.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.without_hidden(self.store.list(prefix))
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.without_hidden(self.store.list_with_offset(prefix, offset))
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let mut listed = self.store.list_with_delimiter(prefix).await?;
        listed
            .objects
            .retain(|found| !self.veil.hides(&found.location));
        Ok(listed)
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.store.copy_opts(from, to, options).await
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("00000000000000000010.checkpoint.parquet", true)]
    #[case("00000000000000000010.checkpoint.0000000001.0000000002.parquet", true)]
    #[case("00000000000000000010.checkpoint.9b1c.json", true)]
    #[case("00000000000000000020.checkpoint.parquet", false)]
    #[case("00000000000000000010.json", false)]
    #[case("00000000000000000010.crc", false)]
    #[case("00000000000000000003.00000000000000000007.compacted.json", true)]
    #[case("_last_checkpoint", true)]
    #[case("part-0.parquet", false)]
    fn checkpoints_of_a_version_are_hidden(#[case] name: &str, #[case] hidden: bool) {
        let veil = Veil::default();
        assert!(veil.hide(10));
        assert!(!veil.hide(10));
        assert_eq!(
            veil.hides(&Path::from(format!("t/_delta_log/{name}"))),
            hidden
        );
    }

    #[test]
    fn nothing_but_compactions_is_hidden_at_first() {
        let veil = Veil::default();
        assert!(!veil.hides(&Path::from("_delta_log/_last_checkpoint")));
        assert!(!veil.hides(&Path::from(
            "_delta_log/00000000000000000010.checkpoint.parquet"
        )));
    }
}
