//! Tables to clone: Parquet files of random numbers, and a log that names them.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, RecordBatch};
use parquet::file::properties::WriterProperties;

use crate::runs::Failure;

/// How many files of the log are one file; ext4 allows 65,000 names, and a change adds some.
const NAMES: usize = 50_000;

/// A table of files of one size.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    files: usize,
    bytes: usize,
    /// Whether its files are only names, for measuring work on the log.
    pub(crate) synthetic: bool,
    /// Whether deltalake rewrites it for comparison.
    pub(crate) rewritten: bool,
}

impl Workload {
    /// All tables.
    pub(crate) fn all(large: usize, files: usize) -> [Self; 4] {
        let real = |name, files, bytes, rewritten| Self {
            name,
            files,
            bytes,
            synthetic: false,
            rewritten,
        };
        [
            real("medium", 1_000, 1 << 20, true),
            real("large", large, 512 << 20, true),
            real("small", 100_000, 4 << 10, false),
            Self {
                name: "log",
                files,
                bytes: 0,
                synthetic: true,
                rewritten: false,
            },
        ]
    }

    /// Whether making its files takes a share of the time that counts.
    pub(crate) fn is_many(&self) -> bool {
        !self.synthetic && self.files >= 1_000
    }

    /// What it is, for people.
    pub(crate) fn title(&self) -> String {
        match self.bytes {
            0 => format!("log of {} files", self.files),
            bytes if bytes < 1 << 20 => format!("{} x {} KiB", self.files, bytes >> 10),
            bytes => format!("{} x {} MiB", self.files, bytes >> 20),
        }
    }

    /// Writes the table.
    pub(crate) fn make(&self, table: &Path) -> Result<(), Failure> {
        std::fs::create_dir_all(table.join("_delta_log"))?;
        std::fs::create_dir_all(table.join("_base"))?;
        let mut log = commit(table, 0)?;
        let schema = serde_json::json!({"type": "struct", "fields": [
            {"name": "id", "type": "long", "nullable": true, "metadata": {}}]});
        writeln!(
            log,
            "{}",
            serde_json::json!({"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}})
        )?;
        writeln!(
            log,
            "{}",
            serde_json::json!({"metaData": {
            "id": uuid::Uuid::new_v4().to_string(), "schemaString": schema.to_string(),
            "format": {"provider": "parquet", "options": {}}, "partitionColumns": [], "configuration": {}}})
        )?;
        let rows = (self.bytes / 8).max(1);
        let size = write_parquet(&table.join("_base/0"), rows)?;
        for n in 0..self.files {
            self.add(table, &mut log, &name(n), n, size)?;
        }
        log.flush()?;
        Ok(())
    }

    /// Replaces 1 % of the files, at least one.
    pub(crate) fn change(&self, table: &Path) -> Result<(), Failure> {
        let size = std::fs::metadata(table.join("_base/0"))?.len();
        let mut log = commit(table, 1)?;
        for n in 0..(self.files / 100).max(1) {
            writeln!(
                log,
                r#"{{"remove":{{"path":"{}","deletionTimestamp":1700000000001,"dataChange":true}}}}"#,
                name(n)
            )?;
            self.add(table, &mut log, &format!("new-{}", name(n)), n, size)?;
        }
        log.flush()?;
        Ok(())
    }

    fn add(
        &self,
        table: &Path,
        log: &mut impl Write,
        name: &str,
        n: usize,
        size: u64,
    ) -> Result<(), Failure> {
        let base = table.join("_base/0");
        if self.synthetic {
            let base = table.join(format!("_base/{}", n / NAMES));
            if !base.exists() {
                std::fs::copy(table.join("_base/0"), &base)?;
            }
            std::fs::hard_link(base, table.join(name))?;
        } else {
            std::fs::copy(base, table.join(name))?;
        }
        let mut stats = String::new();
        write!(
            stats,
            r#"{{\"numRecords\":100,\"minValues\":{{\"id\":{n}}},\"maxValues\":{{\"id\":{}}},\"nullCount\":{{\"id\":0}}}}"#,
            n + 99
        )?;
        writeln!(
            log,
            r#"{{"add":{{"path":"{name}","partitionValues":{{}},"size":{size},"modificationTime":1700000000000,"dataChange":true,"stats":"{stats}"}}}}"#
        )?;
        Ok(())
    }
}

fn name(n: usize) -> String {
    format!("part-{n:07}-6b1f6f0e-0d9c-4f0f-9c55-{n:012}-c000.snappy.parquet")
}

fn commit(table: &Path, version: u64) -> Result<BufWriter<File>, Failure> {
    let mut log = BufWriter::new(File::create_new(
        table.join(format!("_delta_log/{version:020}.json")),
    )?);
    writeln!(
        log,
        r#"{{"commitInfo":{{"timestamp":1700000000000,"operation":"WRITE"}}}}"#
    )?;
    Ok(log)
}

/// A file of random numbers, which do not shrink.
fn write_parquet(file: &Path, rows: usize) -> Result<u64, Failure> {
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .build();
    let batch = |from: usize, rows: usize| -> Result<RecordBatch, Failure> {
        let numbers =
            (from..from + rows).map(|n| (n as i64).wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64));
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(numbers));
        Ok(RecordBatch::try_from_iter([("id", column)])?)
    };
    let mut writer = parquet::arrow::ArrowWriter::try_new(
        File::create_new(file)?,
        batch(0, 1)?.schema(),
        Some(properties),
    )?;
    let mut written = 0;
    while written < rows {
        let more = (rows - written).min(1 << 20);
        writer.write(&batch(written, more)?)?;
        written += more;
    }
    writer.close()?;
    Ok(std::fs::metadata(file)?.len())
}
