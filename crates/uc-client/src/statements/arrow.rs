//! Results as Arrow record batches.

use std::fmt;
use std::io::Cursor;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use futures::stream::{self, BoxStream, Stream, StreamExt as _, TryStreamExt as _};
use uuid::Uuid;

use super::chunks::Part;
use super::run::settled;
use super::{Statement, Statements};
use crate::error::Parts;
use crate::{ApiError, ErrorKind, types};

/// The rows of a statement as Arrow, while they arrive.
pub struct ArrowResult {
    /// The service's name of the statement.
    pub statement_id: String,
    /// The columns, in order.
    pub columns: Vec<types::ResultColumn>,
    /// How many rows will come, as the service says.
    pub rows: Option<u64>,
    batches: BoxStream<'static, Result<RecordBatch, ApiError>>,
}

impl fmt::Debug for ArrowResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrowResult")
            .field("statement_id", &self.statement_id)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl ArrowResult {
    /// The batches in order. A stream that ends without an error gave as many rows as were promised.
    pub fn batches(self) -> impl Stream<Item = Result<RecordBatch, ApiError>> + Send {
        let (promised, id) = (self.rows, self.statement_id);
        let counted = stream::try_unfold((self.batches, 0_u64), move |(mut batches, have)| {
            let id = id.clone();
            async move {
                match batches.try_next().await? {
                    Some(batch) => {
                        let have = have + u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
                        Ok(Some((batch, (batches, have))))
                    }
                    None => match promised {
                        Some(promised) if promised != have => Err(ApiError::protocol(format!(
                            "the result of statement `{id}` has {have} rows instead of {promised}"
                        ))),
                        _ => Ok(None),
                    },
                }
            }
        });
        counted.boxed()
    }
}

impl Statements {
    /// Runs a statement to its end; its rows come as Arrow through links, of any size.
    ///
    /// # Errors
    /// Those of [`Statements::run`]; an item of the batches is one if fetching breaks.
    pub async fn run_arrow(&self, statement: &Statement) -> Result<ArrowResult, ApiError> {
        let mark = Uuid::new_v4();
        let mut request = statement.request(&self.warehouse_id, mark);
        request.disposition = Some("EXTERNAL_LINKS".to_owned());
        request.format = Some("ARROW_STREAM".to_owned());
        let done = self.finish(&request, statement, mark).await?;
        let (id, manifest, first) = settled(done, statement)?;
        let parts = self.parts(&id, manifest.total_chunk_count, first);
        let batches = parts
            .and_then(|part| std::future::ready(decoded(part)))
            .map_ok(|batches| stream::iter(batches.into_iter().map(Ok)))
            .try_flatten();
        Ok(ArrowResult {
            statement_id: id,
            columns: manifest.schema.map(|s| s.columns).unwrap_or_default(),
            rows: manifest.total_row_count.and_then(|n| u64::try_from(n).ok()),
            batches: batches.boxed(),
        })
    }
}

/// The batches of one chunk, which is an Arrow stream of its own.
fn decoded(part: Part) -> Result<Vec<RecordBatch>, ApiError> {
    match part {
        Part::Rows(rows) if rows.is_empty() => Ok(Vec::new()),
        Part::Rows(_) => Err(ApiError::protocol("rows came as text instead of Arrow")),
        Part::Linked(bytes) => StreamReader::try_new(Cursor::new(bytes), None)
            .and_then(Iterator::collect)
            .map_err(not_arrow),
    }
}

fn not_arrow(error: ArrowError) -> ApiError {
    Parts {
        kind: Some(ErrorKind::Protocol),
        message: "a chunk is not the Arrow stream that was asked for".to_owned(),
        source: Some(Arc::new(error)),
        ..Parts::default()
    }
    .into()
}
