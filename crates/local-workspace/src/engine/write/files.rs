//! Parquet files of a table, and the actions that add them.

use std::fs::File;
use std::path::Path;

use arrow::array::UInt32Array;
use arrow::array::{Array, ArrayRef};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::error::{WsError, WsResult};

/// Rows of one file.
const ROWS_PER_FILE: usize = 1 << 20;

/// What Hive escapes in the names of partition directories.
const HIVE: &AsciiSet = &CONTROLS
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'\'')
    .add(b'*')
    .add(b'/')
    .add(b':')
    .add(b'=')
    .add(b'?')
    .add(b'\\')
    .add(0x7F)
    .add(b'{')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b' ')
    .add(b'<')
    .add(b'>')
    .add(b'|');

/// What a URI path escapes on top: the log holds paths as URIs.
const URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'|')
    .add(b'\\');

/// Writes batches as files below `root`, by partition, and gives their `add` actions. Blocks.
///
/// # Errors
/// An error of the disk, or a value that Parquet cannot hold.
pub(super) fn write(
    root: &Path,
    batches: &[RecordBatch],
    partitions: &[usize],
) -> WsResult<Vec<Value>> {
    let Some(first) = batches.first() else {
        return Ok(Vec::new());
    };
    let all = concat_batches(&first.schema(), batches).map_err(WsError::internal)?;
    let mut adds = Vec::new();
    for (values, rows) in groups(&all, partitions)? {
        for chunk in rows.chunks(ROWS_PER_FILE) {
            let indexes = UInt32Array::from(chunk.to_vec());
            let part = take_record_batch(&all, &indexes).map_err(WsError::internal)?;
            let data: Vec<usize> = (0..part.num_columns())
                .filter(|index| !partitions.contains(index))
                .collect();
            let part = part.project(&data).map_err(WsError::internal)?;
            adds.push(file(root, &part, &values)?);
        }
    }
    Ok(adds)
}

/// A partition: column and value, NULL for none.
type Values = Vec<(String, Option<String>)>;

/// The rows of each partition, in the order in which partitions are met.
fn groups(all: &RecordBatch, partitions: &[usize]) -> WsResult<Vec<(Values, Vec<u32>)>> {
    let rows = u32::try_from(all.num_rows()).map_err(WsError::internal)?;
    if rows == 0 {
        return Ok(Vec::new());
    }
    if partitions.is_empty() {
        return Ok(vec![(Vec::new(), (0..rows).collect())]);
    }
    let mut found: indexmap::IndexMap<Values, Vec<u32>> = indexmap::IndexMap::new();
    for row in 0..rows {
        let mut values = Vec::new();
        for &index in partitions {
            let name = all.schema().field(index).name().clone();
            values.push((name, partition_value(all.column(index), row as usize)?));
        }
        found.entry(values).or_default().push(row);
    }
    Ok(found.into_iter().collect())
}

/// A partition value as the log writes it; the empty string is NULL there.
fn partition_value(array: &ArrayRef, row: usize) -> WsResult<Option<String>> {
    if array.is_null(row) {
        return Ok(None);
    }
    let options = FormatOptions::default().with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.6f"));
    let options = options.with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.6f"));
    let formatter = ArrayFormatter::try_new(array.as_ref(), &options).map_err(WsError::internal)?;
    let text = formatter.value(row).to_string();
    Ok((!text.is_empty()).then_some(text))
}

fn file(root: &Path, part: &RecordBatch, values: &Values) -> WsResult<Value> {
    let mut relative = String::new();
    for (name, value) in values {
        let value = value.as_deref().unwrap_or("__HIVE_DEFAULT_PARTITION__");
        let name = utf8_percent_encode(name, HIVE);
        relative.push_str(&format!("{name}={}/", utf8_percent_encode(value, HIVE)));
    }
    let directory = root.join(&relative);
    let name = format!("part-00000-{}.c000.snappy.parquet", uuid::Uuid::new_v4());
    relative.push_str(&name);
    let path = directory.join(&name);
    let broken = |error: std::io::Error| WsError::io(path.display(), &error);
    std::fs::create_dir_all(&directory).map_err(broken)?;
    let out = File::create_new(&path).map_err(broken)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer =
        ArrowWriter::try_new(out, part.schema(), Some(properties)).map_err(WsError::internal)?;
    writer.write(part).map_err(WsError::internal)?;
    let out = writer.into_inner().map_err(WsError::internal)?;
    out.sync_all().map_err(broken)?;
    let size = std::fs::metadata(&path).map_err(broken)?.len();
    let partition_values: Map<String, Value> = values
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    Ok(json!({ "add": {
        "path": utf8_percent_encode(&relative, URI).to_string(),
        "partitionValues": partition_values,
        "size": size,
        "modificationTime": jiff::Timestamp::now().as_millisecond(),
        "dataChange": true,
        "stats": stats(part).to_string(),
    }}))
}

/// Row and NULL counts. Bounds are left out: readers do not need them, and wrong ones lose rows.
fn stats(part: &RecordBatch) -> Value {
    let mut nulls = Map::new();
    for (field, column) in part.schema().fields().iter().zip(part.columns()) {
        if !field.data_type().is_nested() {
            nulls.insert(field.name().clone(), json!(column.null_count()));
        }
    }
    json!({ "numRecords": part.num_rows(), "nullCount": nulls })
}
