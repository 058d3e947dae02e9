//! A small writer of Delta tables, and readers for both sides of a clone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch};
use delta_clone::{CloneSpec, Depth, Mode, NoProgress, Outcome};
use serde_json::{Value, json};
use url::Url;

pub(crate) fn url(path: &Path) -> Url {
    Url::from_directory_path(path).unwrap()
}

/// A table whose log the test writes line by line.
pub(crate) struct Fixture {
    pub(crate) dir: PathBuf,
    version: u64,
}

impl Fixture {
    /// A table with one column `id` of longs and no rows.
    pub(crate) fn new(dir: impl Into<PathBuf>) -> Self {
        Self::with(
            dir,
            &json!({"minReaderVersion": 1, "minWriterVersion": 2}),
            &json!({}),
        )
    }

    pub(crate) fn with(dir: impl Into<PathBuf>, protocol: &Value, configuration: &Value) -> Self {
        let dir = dir.into();
        std::fs::create_dir_all(dir.join("_delta_log")).unwrap();
        let schema = json!({"type": "struct", "fields": [
            {"name": "id", "type": "long", "nullable": true, "metadata": {}}
        ]});
        let mut fixture = Self { dir, version: 0 };
        fixture.commit(
            "CREATE TABLE",
            &[
                json!({"protocol": protocol}),
                json!({"metaData": {
                    "id": uuid::Uuid::new_v4().to_string(),
                    "format": {"provider": "parquet", "options": {}},
                    "schemaString": schema.to_string(),
                    "partitionColumns": [],
                    "createdTime": 1_700_000_000_000_i64,
                    "configuration": configuration,
                }}),
            ],
        );
        fixture
    }

    /// Goes on with a table that is there, for example a clone.
    pub(crate) fn open(dir: impl Into<PathBuf>) -> Self {
        let dir = dir.into();
        let version = versions(&dir).last().unwrap() + 1;
        Self { dir, version }
    }

    pub(crate) fn commit(&mut self, operation: &str, actions: &[Value]) {
        let timestamp = 1_700_000_000_000_i64 + i64::try_from(self.version).unwrap();
        let info = json!({"commitInfo": {
            "timestamp": timestamp, "inCommitTimestamp": timestamp, "operation": operation,
        }});
        let lines: Vec<String> = std::iter::once(&info)
            .chain(actions)
            .map(Value::to_string)
            .collect();
        let name = format!("_delta_log/{:020}.json", self.version);
        std::fs::write(self.dir.join(name), lines.join("\n") + "\n").unwrap();
        self.version += 1;
    }

    /// Writes a data file and returns its `add` action.
    pub(crate) fn file(&self, name: &str, ids: &[i64]) -> Value {
        let size = write_parquet(&self.dir.join(name), ids);
        json!({"add": {
            "path": name, "partitionValues": {}, "size": size,
            "modificationTime": 1_700_000_000_000_i64, "dataChange": true,
            "stats": json!({"numRecords": ids.len()}).to_string(),
        }})
    }

    /// Appends a file with these rows.
    pub(crate) fn append(&mut self, name: &str, ids: &[i64]) {
        let add = self.file(name, ids);
        self.commit("WRITE", &[add]);
    }

    /// Removes a file from the table; its bytes stay.
    pub(crate) fn remove(&mut self, name: &str) {
        self.commit(
            "DELETE",
            &[json!({"remove": {
                "path": name, "deletionTimestamp": 1_700_000_000_000_i64, "dataChange": true,
            }})],
        );
    }
}

pub(crate) fn write_parquet(path: &Path, ids: &[i64]) -> u64 {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let column: ArrayRef = Arc::new(Int64Array::from(ids.to_vec()));
    let batch = RecordBatch::try_from_iter([("id", column)]).unwrap();
    let file = std::fs::File::create(path).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    std::fs::metadata(path).unwrap().len()
}

/// The versions whose commit file is there.
pub(crate) fn versions(dir: &Path) -> Vec<u64> {
    let Ok(entries) = std::fs::read_dir(dir.join("_delta_log")) else {
        return Vec::new();
    };
    let mut versions: Vec<u64> = entries
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".json")?.parse().ok()
        })
        .collect();
    versions.sort_unstable();
    versions
}

/// All lines of one commit of a kind.
pub(crate) fn actions(dir: &Path, version: u64, kind: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(dir.join(format!("_delta_log/{version:020}.json"))).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|action| action.get(kind).cloned())
        .collect()
}

pub(crate) fn spec(source: &Path, target: &Path, depth: Depth) -> CloneSpec {
    CloneSpec::new(url(source), url(target), depth)
}

pub(crate) async fn deep(source: &Path, target: &Path) -> Outcome {
    delta_clone::clone_table(&spec(source, target, Depth::Deep), &NoProgress)
        .await
        .unwrap()
}

pub(crate) async fn replace(source: &Path, target: &Path, overwrite: bool) -> Outcome {
    let mut spec = spec(source, target, Depth::Deep);
    spec.mode = Mode::Replace { overwrite };
    delta_clone::clone_table(&spec, &NoProgress).await.unwrap()
}

/// The verification of the newest state, which must find nothing.
pub(crate) async fn assert_equal(source: &Path, target: &Path) {
    let version = delta_clone::resolve_version(&url(source), delta_clone::At::Latest)
        .await
        .unwrap();
    let report = delta_clone::verify(&url(source), version, &url(target))
        .await
        .unwrap();
    assert!(report.is_equal(), "{report:#?}");
}

/// The rows of the table, ordered, read by the kernel and not by this crate.
pub(crate) fn ids(dir: &Path) -> Vec<i64> {
    use arrow::array::AsArray;
    use arrow::datatypes::Int64Type;
    use delta_kernel::engine::arrow_data::ArrowEngineData;

    let store = Arc::new(object_store::local::LocalFileSystem::new());
    let engine = Arc::new(delta_kernel_default_engine::DefaultEngine::builder(store).build());
    let snapshot = delta_kernel::Snapshot::builder_for(url(dir).as_str())
        .build(engine.as_ref())
        .unwrap();
    let scan = snapshot.scan_builder().build().unwrap();
    let mut ids = Vec::new();
    for data in scan.execute(engine).unwrap() {
        let data = ArrowEngineData::try_from_engine_data(data.unwrap()).unwrap();
        let batch = data.record_batch();
        ids.extend(
            batch
                .column(0)
                .as_primitive::<Int64Type>()
                .values()
                .iter()
                .copied(),
        );
    }
    ids.sort_unstable();
    ids
}

/// The tables that other implementations wrote, and directories that only look like one; `None`
/// if they are not here.
pub(crate) fn golden_tables() -> Option<Vec<PathBuf>> {
    let shared = std::env::var_os("CLXS_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let tables = shared.join("delta-tables");
    let mut found = Vec::new();
    for directory in directories(&tables.canonicalize().ok()?) {
        let nested: Vec<PathBuf> = directories(&directory)
            .into_iter()
            .filter(|d| d.join("_delta_log").is_dir())
            .collect();
        if directory.join("_delta_log").is_dir() || nested.is_empty() {
            found.push(directory);
        } else {
            found.extend(nested);
        }
    }
    Some(found)
}

fn directories(directory: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The name of a golden table, as a file name.
pub(crate) fn name_of(table: &Path) -> String {
    let name = table.to_string_lossy();
    name.rsplit_once("delta-tables/")
        .map_or("", |(_, name)| name)
        .replace('/', "--")
}
