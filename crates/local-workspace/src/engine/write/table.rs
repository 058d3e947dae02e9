//! CREATE TABLE AS, INSERT: rows of a query into a table.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use delta_kernel::arrow::json::ArrayWriter;
use delta_kernel::engine::arrow_conversion::TryIntoArrow;
use delta_kernel::engine::arrow_data::EngineDataArrowExt as _;
use delta_kernel::schema::StructType;
use serde_json::{Value, json};

use super::{commit, files, fit};
use crate::engine::api::{Header, Inputs, Outcome, Source, WriteMode};
use crate::engine::snapshot::{self, Opened};
use crate::engine::time::TableAt;
use crate::engine::{Relation, query};
use crate::error::{WsError, WsResult};

/// Features of tables that rows can be written to without doing anything about them.
const WRITABLE: &[&str] = &[
    "appendOnly",
    "changeDataFeed",
    "checkConstraints",
    "clustering",
    "columnMapping",
    "deletionVectors",
    "domainMetadata",
    "inCommitTimestamp",
    "invariants",
    "allowColumnDefaults",
    "timestampNtz",
    "typeWidening",
    "typeWidening-preview",
    "v2Checkpoint",
    "vacuumProtocolCheck",
];

/// The table as it will be after the commit.
pub(super) struct Goal {
    /// Its directory.
    pub(super) root: PathBuf,
    /// Its columns.
    pub(super) schema: Arc<Schema>,
    /// Places of its partition columns.
    pub(super) partitions: Vec<usize>,
    /// CHECK constraints: name and condition.
    pub(super) checks: Vec<(String, String)>,
    /// Whether commits carry their own timestamp.
    pub(super) in_commit: bool,
    /// Whether rows may only be added.
    pub(super) append_only: bool,
    /// The version before the commit, if there is one.
    pub(super) before: Option<Opened>,
}

impl Goal {
    /// Reads what the table is, or what `actions` make it. Blocks.
    ///
    /// # Errors
    /// When it has a feature that needs more of a writer than is done here.
    pub(super) fn read(location: &str, mode: WriteMode, actions: &[Value]) -> WsResult<Self> {
        let url = snapshot::directory(location)?;
        let root = url
            .to_file_path()
            .map_err(|()| WsError::unsupported(format_args!("writing to `{location}`")))?;
        let before = match mode {
            WriteMode::Create => None,
            WriteMode::Append | WriteMode::Overwrite => {
                Some(snapshot::open(&url, TableAt::Latest)?)
            }
        };
        let given = |name: &str| actions.iter().find_map(|action| action.get(name).cloned());
        let metadata = match (given("metaData"), &before) {
            (Some(metadata), _) => metadata,
            (None, Some(opened)) => {
                serde_json::to_value(opened.snapshot.table_configuration().metadata())?
            }
            (None, None) => return Err(WsError::internal("a new table without metadata")),
        };
        let protocol = match (given("protocol"), &before) {
            (Some(protocol), _) => protocol,
            (None, Some(opened)) => {
                serde_json::to_value(opened.snapshot.table_configuration().protocol())?
            }
            (None, None) => return Err(WsError::internal("a new table without a protocol")),
        };
        let configuration = |key: &str| {
            metadata
                .get("configuration")
                .and_then(|all| all.get(key))
                .and_then(Value::as_str)
        };
        writable(&protocol, &metadata)?;
        let text = metadata
            .get("schemaString")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let kernel: StructType = serde_json::from_str(text)?;
        let schema: Schema = (&kernel)
            .try_into_arrow()
            .map_err(|error: arrow::error::ArrowError| WsError::unsupported(error))?;
        let names = metadata.get("partitionColumns").and_then(Value::as_array);
        let mut partitions = Vec::new();
        for name in names.into_iter().flatten().filter_map(Value::as_str) {
            let place = schema
                .fields()
                .iter()
                .position(|field| field.name().eq_ignore_ascii_case(name));
            partitions.push(place.ok_or_else(|| {
                WsError::internal(format_args!("the partition column `{name}` is no column"))
            })?);
        }
        let checks = metadata
            .get("configuration")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(key, value)| {
                let name = key.strip_prefix("delta.constraints.")?;
                Some((name.to_owned(), value.as_str()?.to_owned()))
            })
            .collect();
        Ok(Self {
            root,
            schema: Arc::new(schema),
            partitions,
            checks,
            in_commit: configuration("delta.enableInCommitTimestamps") == Some("true"),
            append_only: configuration("delta.appendOnly") == Some("true"),
            before,
        })
    }

    /// The version that the commit makes.
    pub(super) fn version(&self) -> u64 {
        self.before
            .as_ref()
            .map_or(0, |opened| opened.snapshot.version() + 1)
    }
}

fn writable(protocol: &Value, metadata: &Value) -> WsResult<()> {
    let refuse = |what: &str| {
        Err(WsError::unsupported(format_args!(
            "writing rows to a table with {what}"
        )))
    };
    let features = protocol.get("writerFeatures").and_then(Value::as_array);
    for feature in features.into_iter().flatten().filter_map(Value::as_str) {
        if !WRITABLE.contains(&feature) {
            return refuse(&format!("the feature `{feature}`"));
        }
    }
    let configuration = metadata.get("configuration");
    let mode = configuration.and_then(|all| all.get("delta.columnMapping.mode"));
    if mode
        .and_then(Value::as_str)
        .is_some_and(|mode| mode != "none")
    {
        return refuse("column mapping");
    }
    let schema = metadata
        .get("schemaString")
        .and_then(Value::as_str)
        .unwrap_or_default();
    for (key, what) in [
        ("delta.generationExpression", "generated columns"),
        ("delta.identity.", "an identity column"),
        ("delta.invariants", "an invariant"),
    ] {
        if schema.contains(&format!("\"{key}")) {
            return refuse(what);
        }
    }
    Ok(())
}

/// Writes rows, and whatever else the header says, in one commit.
pub(in crate::engine) async fn write(
    inputs: &Inputs<'_>,
    header: Header,
    mode: WriteMode,
    source: Source,
) -> WsResult<Outcome> {
    let location = inputs.location.to_owned();
    let actions = header.actions.clone();
    let goal = blocking(move || Goal::read(&location, mode, &actions)).await?;
    if goal.append_only && mode == WriteMode::Overwrite {
        return Err(append_only());
    }
    let rows = match source {
        Source::Nothing => Vec::new(),
        Source::Query { text, columns } => {
            let planned = query::plan(&text, &inputs.resolver).await?;
            let fitted = fit::fit(planned, &goal.schema, &columns)?;
            let rows = tokio::select! {
                rows = fitted.collect() => rows.map_err(|error| crate::engine::error::of_datafusion(&error))?,
                () = inputs.cancel.cancelled() => return Err(cancelled()),
            };
            fit::named(rows, &goal.schema)?
        }
    };
    check(inputs, &goal, &rows).await?;
    let affected = rows.iter().map(RecordBatch::num_rows).sum::<usize>();
    let replaced = mode == WriteMode::Overwrite;
    let version = put(goal, header, rows, replaced).await?;
    Ok(Outcome {
        version: Some(version),
        affected_rows: i64::try_from(affected).unwrap_or(i64::MAX),
    })
}

/// Writes the files and the commit.
pub(super) async fn put(
    goal: Goal,
    header: Header,
    rows: Vec<RecordBatch>,
    replaced: bool,
) -> WsResult<u64> {
    blocking(move || {
        let removes = match (&goal.before, replaced) {
            (Some(opened), true) => removes(opened)?,
            _ => Vec::new(),
        };
        let adds = files::write(&goal.root, &rows, &goal.partitions)?;
        let rows = rows.iter().map(RecordBatch::num_rows).sum::<usize>();
        let metrics = json!({
            "numFiles": adds.len().to_string(),
            "numRemovedFiles": removes.len().to_string(),
            "numOutputRows": rows.to_string(),
        });
        let info = commit::info(
            &header.operation,
            &header.parameters,
            &metrics,
            goal.in_commit,
        );
        let mut actions = vec![info];
        actions.extend(header.actions);
        actions.extend(removes);
        actions.extend(adds);
        let version = goal.version();
        commit::commit(&goal.root, version, &actions)?;
        Ok(version)
    })
    .await
}

/// `remove` actions for every file of a version. Blocks.
fn removes(opened: &Opened) -> WsResult<Vec<Value>> {
    let root = opened.snapshot.table_root().as_str().to_owned();
    let broken = |error: delta_kernel::KernelError| crate::engine::error::of_kernel(&root, &error);
    let scan = Arc::clone(&opened.snapshot)
        .scan_builder()
        .without_row_transforms()
        .build()
        .map_err(broken)?;
    let now = jiff::Timestamp::now().as_millisecond();
    let mut removes = Vec::new();
    for batch in scan.scan_metadata(opened.engine.as_ref()).map_err(broken)? {
        let (data, selected) = batch.map_err(broken)?.scan_files.into_parts();
        let batch = data.try_into_record_batch().map_err(broken)?;
        let mut json = ArrayWriter::new(Vec::new());
        json.write(&batch).map_err(WsError::internal)?;
        json.finish().map_err(WsError::internal)?;
        let rows: Vec<Value> = serde_json::from_slice(&json.into_inner())?;
        for (index, row) in rows.iter().enumerate() {
            if !selected.get(index).copied().unwrap_or(true) {
                continue;
            }
            let constants = row.get("fileConstantValues");
            let mut remove = json!({
                "path": row.get("path"),
                "deletionTimestamp": now,
                "dataChange": true,
                "extendedFileMetadata": true,
                "partitionValues": constants.and_then(|all| all.get("partitionValues")).cloned().unwrap_or_else(|| json!({})),
                "size": row.get("size"),
            });
            if let (Some(vector), Some(object)) =
                (row.get("deletionVector"), remove.as_object_mut())
                && !vector.is_null()
            {
                object.insert("deletionVector".to_owned(), vector.clone());
            }
            removes.push(json!({ "remove": remove }));
        }
    }
    Ok(removes)
}

/// Refuses rows that a CHECK constraint of the table refuses.
pub(super) async fn check(inputs: &Inputs<'_>, goal: &Goal, rows: &[RecordBatch]) -> WsResult<()> {
    for (name, condition) in &goal.checks {
        let found = failing(inputs, goal, rows.to_vec(), condition).await?;
        if found > 0 {
            return Err(WsError::sql(
                "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES",
                "23001",
                format_args!(
                    "CHECK constraint {name} ({condition}) is violated by {found} of the rows."
                ),
            ));
        }
    }
    Ok(())
}

/// How many rows make a condition false.
async fn failing(
    inputs: &Inputs<'_>,
    goal: &Goal,
    rows: Vec<RecordBatch>,
    condition: &str,
) -> WsResult<i64> {
    let at_hand =
        fit::AtHand::resolver(Arc::clone(&inputs.resolver), Arc::clone(&goal.schema), rows);
    let text = format!("SELECT count(*) AS n FROM `written`.`rows`.`rows` WHERE NOT ({condition})");
    let output = query::plan(&text, &at_hand).await?.collect().await?;
    fit::count(&output)
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> WsResult<T> + Send + 'static,
) -> WsResult<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(WsError::internal)?
}

pub(super) fn append_only() -> WsError {
    WsError::sql(
        "DELTA_CANNOT_MODIFY_APPEND_ONLY",
        "42809",
        "This table is configured to only allow appends.",
    )
}

pub(super) fn cancelled() -> WsError {
    WsError::sql("OPERATION_CANCELED", "HY008", "The statement was canceled.")
}

/// A relation of rows.
pub(super) fn relation(schema: &Arc<Schema>, rows: Vec<RecordBatch>) -> Relation {
    Relation::Rows(crate::engine::Rows {
        schema: Arc::clone(schema),
        batches: rows,
    })
}
