//! Opening a Delta table at a version. Everything here blocks.

use std::sync::Arc;

use delta_kernel::snapshot::{Snapshot, SnapshotRef};
use delta_kernel_default_engine::DefaultEngine;
use delta_kernel_default_engine::executor::tokio::TokioBackgroundExecutor;
use object_store::local::LocalFileSystem;
use url::Url;

use super::error::of_kernel;
use super::time::TableAt;
use crate::error::{WsError, WsResult};

/// What the kernel reads and writes files with.
pub(crate) type KernelEngine = DefaultEngine<TokioBackgroundExecutor>;

/// One version of a table, and what reads it.
#[derive(Clone)]
pub(crate) struct Opened {
    /// The version.
    pub(crate) snapshot: SnapshotRef,
    /// What reads its files.
    pub(crate) engine: Arc<KernelEngine>,
}

/// Opens the table at `location`.
///
/// # Errors
/// When there is no Delta table, the version is gone, or the kernel does not support the table.
pub(crate) fn open(location: &Url, at: TableAt) -> WsResult<Opened> {
    if location.scheme() != "file" {
        return Err(WsError::unsupported(format_args!(
            "tables outside the local disk (`{location}`)"
        )));
    }
    // The kernel's own errors for a missing log name a version, not the table.
    let log = location.to_file_path().map(|path| path.join("_delta_log"));
    if !log.is_ok_and(|log| log.is_dir()) {
        return Err(WsError::sql(
            "DELTA_MISSING_DELTA_TABLE",
            "42P01",
            format_args!("`{location}` is not a Delta table."),
        ));
    }
    let engine = Arc::new(DefaultEngine::builder(Arc::new(LocalFileSystem::new())).build());
    let builder = Snapshot::builder_for(location.as_str());
    let builder = match at {
        TableAt::Latest => builder,
        TableAt::Version(version) => builder.at_version(version),
        TableAt::Timestamp(_) => {
            return Err(WsError::internal(
                "a timestamp was not resolved to a version",
            ));
        }
    };
    let snapshot = builder
        .build(engine.as_ref())
        .map_err(|error| of_kernel(location.as_str(), &error))?;
    Ok(Opened { snapshot, engine })
}

/// The URL of a directory that is given as a `file:` URL or as an absolute path.
///
/// # Errors
/// When it is neither.
pub(crate) fn directory(place: &str) -> WsResult<Url> {
    let with_slash = format!("{}/", place.trim_end_matches('/'));
    let url = if place.starts_with('/') {
        Url::from_directory_path(&with_slash).ok()
    } else {
        Url::parse(&with_slash).ok()
    };
    url.ok_or_else(|| WsError::invalid(format!("'{place}' is not a valid storage location.")))
}
