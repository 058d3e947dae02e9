//! The Arrow types of the service, and batches brought to them.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, TimeUnit};

use crate::error::{WsError, WsResult};
use crate::runner::SqlColumn;

/// Batches of these columns in the types that clients know.
///
/// Their names are those of the columns: the engine knows them in one case only.
pub(super) fn batches(
    columns: &[SqlColumn],
    found: Vec<RecordBatch>,
) -> WsResult<Vec<RecordBatch>> {
    found
        .into_iter()
        .map(|batch| brought(columns, &batch))
        .collect()
}

fn brought(columns: &[SqlColumn], batch: &RecordBatch) -> WsResult<RecordBatch> {
    let arrays: Vec<ArrayRef> = batch
        .columns()
        .iter()
        .map(|array| {
            let wanted = known(array.data_type());
            if &wanted == array.data_type() {
                return Ok(Arc::clone(array));
            }
            cast(array, &wanted).map_err(WsError::internal)
        })
        .collect::<WsResult<_>>()?;
    batch_of(columns, arrays, batch.num_rows())
}

/// A batch of arrays under the names of their columns.
pub(super) fn batch_of(
    columns: &[SqlColumn],
    arrays: Vec<ArrayRef>,
    rows: usize,
) -> WsResult<RecordBatch> {
    let fields = columns.iter().zip(&arrays).map(|(column, array)| {
        let field = Field::new(&column.name, array.data_type().clone(), true);
        field.with_metadata(
            [(
                "Spark:DataType:SqlName".to_owned(),
                column.type_text.clone(),
            )]
            .into(),
        )
    });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(schema, arrays, &options).map_err(WsError::internal)
}

/// The type in which values of a type are sent.
fn known(found: &DataType) -> DataType {
    match found {
        DataType::UInt8 => DataType::Int16,
        DataType::UInt16 => DataType::Int32,
        DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::Float16 => DataType::Float32,
        DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => {
            DataType::Binary
        }
        DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        DataType::Dictionary(_, value) => known(value),
        DataType::List(item) | DataType::LargeList(item) | DataType::ListView(item) => {
            DataType::List(field(item))
        }
        DataType::Struct(parts) => DataType::Struct(parts.iter().map(field).collect::<Fields>()),
        DataType::Map(entries, sorted) => DataType::Map(field(entries), *sorted),
        other => other.clone(),
    }
}

fn field(found: &FieldRef) -> FieldRef {
    let wanted = known(found.data_type());
    Arc::new(Field::clone(found).with_data_type(wanted))
}
