//! Rows of a statement as Arrow, for the engine.

use crate::error::{WsError, WsResult};
use crate::sql::result::{Cell, Header};
use arrow::array::{
    ArrayRef, BooleanArray, Int32Array, Int64Array, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use std::sync::Arc;

/// One batch of these columns and rows.
pub(super) fn batch(headers: &[Header], rows: &[Vec<Cell>]) -> WsResult<(SchemaRef, RecordBatch)> {
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (position, (name, data_type)) in headers.iter().enumerate() {
        let cells = rows
            .iter()
            .map(|row| row.get(position).unwrap_or(&Cell::Null));
        let array = array(data_type, cells)?;
        fields.push(Field::new(*name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &options);
    Ok((schema, batch.map_err(WsError::internal)?))
}

fn array<'a>(data_type: &str, cells: impl Iterator<Item = &'a Cell>) -> WsResult<ArrayRef> {
    let number = |cell: &Cell| {
        if let Cell::Int(number) = cell {
            Some(*number)
        } else {
            None
        }
    };
    Ok(match data_type {
        "STRING" => Arc::new(cells.map(Cell::shown).collect::<StringArray>()),
        "BIGINT" => Arc::new(cells.map(number).collect::<Int64Array>()),
        "INT" => {
            let narrow = |cell: &Cell| number(cell).and_then(|number| i32::try_from(number).ok());
            Arc::new(cells.map(narrow).collect::<Int32Array>())
        }
        "BOOLEAN" => {
            let flag = |cell: &Cell| {
                if let Cell::Bool(flag) = cell {
                    Some(*flag)
                } else {
                    None
                }
            };
            Arc::new(cells.map(flag).collect::<BooleanArray>())
        }
        "TIMESTAMP" => {
            let micros = |cell: &Cell| {
                if let Cell::Time(ms) = cell {
                    ms.checked_mul(1000)
                } else {
                    None
                }
            };
            Arc::new(
                cells
                    .map(micros)
                    .collect::<TimestampMicrosecondArray>()
                    .with_timezone("UTC"),
            )
        }
        other => return Err(WsError::internal(format_args!("no array for {other}"))),
    })
}
