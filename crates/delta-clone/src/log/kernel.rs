//! The adapter to `delta_kernel`: snapshots, streamed file listings, transactions, domains.
//!
//! Everything here blocks and must be called from a blocking thread. The kernel's `internal-api`
//! is unstable, so that no other module may name it.

use std::collections::BTreeMap;
use std::sync::Arc;

use delta_kernel::arrow::array::{Array, AsArray, RecordBatch};
use delta_kernel::arrow::datatypes::Int64Type;
use delta_kernel::engine::arrow_data::ArrowEngineData;
use delta_kernel::history_manager::error::{LogHistoryError, NearestTimestamp};
use delta_kernel::history_manager::{HistoryCommitType, latest_version_as_of};
use delta_kernel::schema::{DataType, StructField, StructType};
use delta_kernel::{Engine, EngineData, KernelError, Snapshot, SnapshotRef};
use delta_kernel_default_engine::DefaultEngine;
use delta_kernel_default_engine::executor::tokio::TokioMultiThreadExecutor;

use super::rows::{FileRows, long, text};
use super::runtime;
use super::{FileEntry, Listing, Metadata, Protocol, Transaction};
use crate::error::CloneError;
use crate::spec::At;
use crate::store::Root;

/// One version of a table.
pub(crate) struct Table {
    root: Root,
    engine: Arc<DefaultEngine<TokioMultiThreadExecutor>>,
    snapshot: SnapshotRef,
    metadata: Metadata,
    protocol: Protocol,
}

impl Table {
    /// Opens the table at a point in its history. `listing` is that of its log.
    pub(crate) fn open(root: &Root, listing: &Listing, at: At) -> Result<Self, CloneError> {
        let (oldest, newest) = bounds(root, listing)?;
        let executor = runtime::executor()
            .map_err(|error| CloneError::io("start", "the threads that read logs", error))?;
        let engine = DefaultEngine::builder(root.log_store()).with_task_executor(executor);
        let engine = Arc::new(engine.build());
        let read = |version: Option<u64>| {
            let checkpoint = listing.checkpoint_for(version.unwrap_or(newest));
            snapshot(root, engine.as_ref(), version)
                .map_err(|error| refusal(root, &error, checkpoint))
        };
        let version = match at {
            At::Latest => None,
            At::Version(version) if version > newest => {
                return Err(CloneError::VersionUnknown {
                    table: root.shown(),
                    version,
                    newest,
                });
            }
            At::Version(version) if version < oldest => {
                return Err(CloneError::VersionGone {
                    table: root.shown(),
                    version,
                    oldest,
                });
            }
            At::Version(version) => Some(version),
            At::Timestamp(timestamp) => {
                let newest = read(None)?;
                Some(version_at(
                    root,
                    engine.as_ref(),
                    &newest,
                    timestamp,
                    oldest,
                )?)
            }
        };
        let snapshot = read(version)?;
        let metadata = plain(root, snapshot.table_configuration().metadata())?;
        let protocol = plain(root, snapshot.table_configuration().protocol())?;
        Ok(Self {
            root: root.clone(),
            engine,
            snapshot,
            metadata,
            protocol,
        })
    }

    pub(crate) fn root(&self) -> &Root {
        &self.root
    }

    pub(crate) fn version(&self) -> u64 {
        self.snapshot.version()
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    pub(crate) fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// Gives every live file to `visit`, as the log is replayed.
    pub(crate) fn for_each_file(
        &self,
        mut visit: impl FnMut(FileEntry) -> Result<(), CloneError>,
    ) -> Result<(), CloneError> {
        let scan = Arc::clone(&self.snapshot)
            .scan_builder()
            .without_row_transforms()
            .build()
            .map_err(|error| self.corrupt(&error))?;
        let batches = scan
            .scan_metadata(self.engine.as_ref())
            .map_err(|error| self.corrupt(&error))?;
        for batch in batches {
            let (data, selected) = batch
                .map_err(|error| self.corrupt(&error))?
                .scan_files
                .into_parts();
            self.visit_batch(data, &selected, &mut visit)?;
        }
        Ok(())
    }

    fn visit_batch(
        &self,
        data: Box<dyn EngineData>,
        selected: &[bool],
        visit: &mut impl FnMut(FileEntry) -> Result<(), CloneError>,
    ) -> Result<(), CloneError> {
        let data = self.batch(data)?;
        let rows = FileRows::of(&data).ok_or_else(|| self.shape("a file listing"))?;
        for row in 0..data.num_rows() {
            // The selection may be shorter than the batch; the rest is selected.
            if selected.get(row).copied().unwrap_or(true) {
                visit(
                    rows.entry(row)
                        .ok_or_else(|| self.shape("a file without a path"))?,
                )?;
            }
        }
        Ok(())
    }

    /// Whether a live file, or the deletion vector of one, has this path.
    pub(crate) fn names(&self, path: &str) -> Result<bool, CloneError> {
        let mut named = false;
        self.for_each_file(|entry| {
            let vector = entry.deletion_vector.and_then(|vector| vector.path());
            named |= entry.path == path || vector.is_some_and(|vector| vector == path);
            Ok(())
        })?;
        Ok(named)
    }

    /// How far applications have come in writing to the table, ordered by name.
    pub(crate) fn transactions(&self) -> Result<Vec<Transaction>, CloneError> {
        let schema = transaction_schema().map_err(|error| self.corrupt(&error))?;
        let actions = self
            .snapshot
            .log_segment()
            .read_actions(self.engine.as_ref(), Arc::new(schema))
            .map_err(|error| self.corrupt(&error))?;
        // The newest commit comes first, so that the first of an application counts.
        let mut newest: BTreeMap<String, Transaction> = BTreeMap::new();
        for batch in actions {
            let batch = self.batch(batch.map_err(|error| self.corrupt(&error))?.actions)?;
            self.take_transactions(&batch, &mut newest)?;
        }
        Ok(newest.into_values().collect())
    }

    fn take_transactions(
        &self,
        batch: &RecordBatch,
        newest: &mut BTreeMap<String, Transaction>,
    ) -> Result<(), CloneError> {
        let columns = || {
            let txn = batch.column_by_name("txn")?.as_struct_opt()?;
            Some((
                txn,
                txn.column_by_name("appId")?.as_string_opt::<i32>()?,
                txn.column_by_name("version")?
                    .as_primitive_opt::<Int64Type>()?,
                txn.column_by_name("lastUpdated")?
                    .as_primitive_opt::<Int64Type>()?,
            ))
        };
        let (txn, app, version, updated) = columns().ok_or_else(|| self.shape("transactions"))?;
        for row in (0..batch.num_rows()).filter(|row| txn.is_valid(*row)) {
            let (Some(app_id), Some(version)) = (text(app, row), long(version, row)) else {
                continue;
            };
            newest.entry(app_id.clone()).or_insert(Transaction {
                app_id,
                version,
                last_updated: long(updated, row),
            });
        }
        Ok(())
    }

    /// The configurations of all domains, ordered by name.
    pub(crate) fn domains(&self) -> Result<BTreeMap<String, String>, CloneError> {
        let domains = self
            .snapshot
            .get_domain_metadatas_internal(self.engine.as_ref(), None)
            .map_err(|error| self.corrupt(&error))?;
        Ok(domains
            .into_iter()
            .filter(|(_, domain)| !domain.is_removed())
            .map(|(name, domain)| (name, domain.configuration().to_owned()))
            .collect())
    }

    /// The in-commit timestamp of this version, if the table has them.
    pub(crate) fn in_commit_timestamp(&self) -> Result<Option<i64>, CloneError> {
        self.snapshot
            .get_in_commit_timestamp(self.engine.as_ref())
            .map_err(|error| self.corrupt(&error))
    }

    fn batch(&self, data: Box<dyn EngineData>) -> Result<RecordBatch, CloneError> {
        let data =
            ArrowEngineData::try_from_engine_data(data).map_err(|error| self.corrupt(&error))?;
        Ok(data.record_batch().clone())
    }

    fn shape(&self, what: &str) -> CloneError {
        let reason = format!("{what} has an unexpected shape");
        CloneError::CorruptLog {
            table: self.root.shown(),
            reason,
        }
    }

    fn corrupt(&self, error: &KernelError) -> CloneError {
        let checkpoint = self.snapshot.log_segment().checkpoint_version;
        refusal(&self.root, error, checkpoint)
    }
}

fn bounds(root: &Root, listing: &Listing) -> Result<(u64, u64), CloneError> {
    let Some(newest) = listing.newest() else {
        return Err(CloneError::NotADeltaTable {
            table: root.shown(),
            reason: "`_delta_log` is missing or holds no commit".to_owned(),
        });
    };
    let Some(oldest) = listing.oldest() else {
        return Err(CloneError::CorruptLog {
            table: root.shown(),
            reason: "its first commits are gone and there is no complete checkpoint".to_owned(),
        });
    };
    Ok((oldest, newest))
}

fn snapshot(
    root: &Root,
    engine: &dyn Engine,
    version: Option<u64>,
) -> Result<SnapshotRef, KernelError> {
    let builder = Snapshot::builder_for(root.url().as_str());
    let builder = match version {
        Some(version) => builder.at_version(version),
        None => builder,
    };
    builder.build(engine)
}

fn version_at(
    root: &Root,
    engine: &dyn Engine,
    newest: &SnapshotRef,
    timestamp: i64,
    oldest: u64,
) -> Result<u64, CloneError> {
    let found = latest_version_as_of(newest, engine, timestamp, HistoryCommitType::Recreatable);
    match found {
        Ok(commit) => Ok(commit.version),
        Err(KernelError::LogHistory(error)) => Err(match *error {
            LogHistoryError::TimestampOutOfRange {
                nearest_timestamp: NearestTimestamp::Earliest(oldest_timestamp),
                ..
            } => CloneError::TimestampGone {
                table: root.shown(),
                timestamp,
                oldest,
                oldest_timestamp,
            },
            other => CloneError::CorruptLog {
                table: root.shown(),
                reason: other.to_string(),
            },
        }),
        Err(error) => Err(refusal(root, &error, None)),
    }
}

/// The kernel's types as ours, through the JSON that both write.
fn plain<T: serde::de::DeserializeOwned>(
    root: &Root,
    action: &impl serde::Serialize,
) -> Result<T, CloneError> {
    serde_json::to_value(action)
        .and_then(serde_json::from_value)
        .map_err(|error| CloneError::CorruptLog {
            table: root.shown(),
            reason: error.to_string(),
        })
}

/// `checkpoint` is the version of the checkpoint that the kernel started from.
fn refusal(root: &Root, error: &KernelError, checkpoint: Option<u64>) -> CloneError {
    let table = root.shown();
    match error {
        KernelError::MaxCatalogVersion(_) => CloneError::CatalogManaged {
            table,
            feature: "catalogManaged".to_owned(),
        },
        KernelError::EmptyLog => CloneError::NotADeltaTable {
            table,
            reason: "`_delta_log` holds no usable version".to_owned(),
        },
        // A backtrace in the message would tell the reader nothing.
        KernelError::Backtraced { source, .. } => refusal(root, source, checkpoint),
        // The log says this itself, and would say it without a checkpoint, too.
        error @ (KernelError::MissingMetadata
        | KernelError::MissingProtocol
        | KernelError::MissingMetadataAndProtocol
        | KernelError::InvalidProtocol(_)
        | KernelError::Unsupported(_)) => CloneError::CorruptLog {
            table,
            reason: error.to_string(),
        },
        error => CloneError::UnreadableLog {
            table,
            checkpoint,
            reason: error.to_string(),
        },
    }
}

fn transaction_schema() -> Result<StructType, KernelError> {
    StructType::try_new([StructField::nullable(
        "txn",
        StructType::try_new([
            StructField::nullable("appId", DataType::STRING),
            StructField::nullable("version", DataType::LONG),
            StructField::nullable("lastUpdated", DataType::LONG),
        ])?,
    )])
}
