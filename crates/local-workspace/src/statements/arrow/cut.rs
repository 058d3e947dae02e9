//! Batches to chunks, each an IPC stream of its own, within the limits of a result.

use std::io::Write as _;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;
use bytes::Bytes;
use lz4_flex::frame::FrameEncoder;

use super::{columns, wire};
use crate::error::{WsError, WsResult};
use crate::runner::{SqlResult, SqlRows};
use crate::statements::Compression;
use crate::statements::results::{Body, Chunk, Limits, ResultSet};

/// Cuts a result into chunks, each a whole IPC stream.
///
/// Sizes are those of the values in memory, as the limits of the service are on its own storage.
///
/// # Errors
/// A value that its column's type cannot hold, a result above the limit of an inline one.
pub(in crate::statements) fn cut(
    result: SqlResult,
    limits: Limits,
    compression: Option<Compression>,
) -> WsResult<ResultSet> {
    let SqlResult { columns, rows } = result;
    let batches = match rows {
        SqlRows::Text(rows) => vec![columns::batch(&columns, &rows)?],
        SqlRows::Arrow(batches) => wire::batches(&columns, batches)?,
    };
    let mut cutter = Cutter {
        set: ResultSet {
            columns,
            chunks: Vec::new(),
            rows: 0,
            bytes: 0,
            truncated: false,
        },
        limits,
        compression,
        pending: Vec::new(),
        pending_bytes: 0,
    };
    for batch in &batches {
        if !cutter.take(batch)? {
            break;
        }
    }
    cutter.flush()?;
    Ok(cutter.set)
}

struct Cutter {
    set: ResultSet,
    limits: Limits,
    compression: Option<Compression>,
    /// The batches of the chunk that is being filled.
    pending: Vec<RecordBatch>,
    pending_bytes: usize,
}

impl Cutter {
    /// Takes the rows of a batch; whether more may come.
    fn take(&mut self, batch: &RecordBatch) -> WsResult<bool> {
        let (rows, bytes) = (batch.num_rows(), size(batch)?);
        if rows == 0 {
            return Ok(true);
        }
        let each = bytes.div_ceil(rows).max(1);
        let mut at = 0;
        while at < rows {
            let left = self.room_in_result(each);
            if left == 0 {
                self.set.truncated = true;
                return Ok(false);
            }
            let in_chunk = self.limits.chunk.saturating_sub(self.pending_bytes) / each;
            if in_chunk == 0 && !self.pending.is_empty() {
                self.flush()?;
                continue;
            }
            let count = (rows - at).min(left).min(in_chunk.max(1));
            self.pending.push(batch.slice(at, count));
            self.pending_bytes += each * count;
            self.set.rows += count;
            self.set.bytes += each * count;
            self.limits.check_inline(self.set.bytes)?;
            at += count;
        }
        Ok(true)
    }

    /// How many more rows of this size the limits allow.
    fn room_in_result(&self, each: usize) -> usize {
        let rows = self.limits.rows.map(|most| most - self.set.rows);
        let bytes = self.limits.bytes;
        let bytes = bytes.map(|most| most.saturating_sub(self.set.bytes) / each);
        rows.unwrap_or(usize::MAX).min(bytes.unwrap_or(usize::MAX))
    }

    /// Ends the chunk that is being filled.
    fn flush(&mut self) -> WsResult<()> {
        let batches = std::mem::take(&mut self.pending);
        self.pending_bytes = 0;
        let Some(first) = batches.first() else {
            return Ok(());
        };
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        let stream = encoded(&first.schema(), &batches).map_err(WsError::internal)?;
        let stream = match self.compression {
            None => stream,
            Some(Compression::Lz4Frame) => lz4(&stream)?,
        };
        self.set.chunks.push(Chunk {
            offset: self.set.rows - rows,
            rows,
            bytes: stream.len(),
            body: Body::Stream(Bytes::from(stream)),
        });
        Ok(())
    }
}

fn size(batch: &RecordBatch) -> WsResult<usize> {
    let mut bytes = 0;
    for column in batch.columns() {
        let data = column.to_data();
        bytes += data.get_slice_memory_size().map_err(WsError::internal)?;
    }
    Ok(bytes)
}

fn encoded(schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Vec<u8>, ArrowError> {
    let mut writer = StreamWriter::try_new(Vec::new(), schema)?;
    for batch in batches {
        writer.write(batch)?;
    }
    writer.into_inner()
}

fn lz4(plain: &[u8]) -> WsResult<Vec<u8>> {
    let mut encoder = FrameEncoder::new(Vec::new());
    encoder.write_all(plain).map_err(WsError::internal)?;
    encoder.finish().map_err(WsError::internal)
}
