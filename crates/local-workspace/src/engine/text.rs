//! Values as the JSON_ARRAY format of the Statement Execution API writes them: as strings.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, TimeUnit,
    TimestampMicrosecondType,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::error::of_arrow;
use crate::error::{WsError, WsResult};
use crate::runner::TextRow;

/// The rows of a result.
///
/// # Errors
/// A value of a type that has no text, such as an interval inside a struct.
pub(crate) fn texts(batches: &[RecordBatch]) -> WsResult<Vec<TextRow>> {
    let mut rows = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let values = batch.columns().iter().map(|column| text(column, row));
            rows.push(values.collect::<WsResult<_>>()?);
        }
    }
    Ok(rows)
}

fn text(array: &ArrayRef, row: usize) -> WsResult<Option<String>> {
    if array.is_null(row) || *array.data_type() == DataType::Null {
        return Ok(None);
    }
    match nested(array, row)? {
        Some(value) => Ok(Some(value.to_string())),
        None => plain(array, row).map(Some),
    }
}

/// A value without parts.
fn plain(array: &ArrayRef, row: usize) -> WsResult<String> {
    Ok(match array.data_type() {
        DataType::Float32 => single(array.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => double(array.as_primitive::<Float64Type>().value(row)),
        DataType::Binary => {
            base64::engine::general_purpose::STANDARD.encode(array.as_binary::<i32>().value(row))
        }
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().value(row);
            date(days)
                .ok_or_else(|| WsError::internal(format_args!("day {days} is out of range")))?
        }
        DataType::Timestamp(unit, zone) => {
            let micros = match unit {
                TimeUnit::Microsecond => {
                    array.as_primitive::<TimestampMicrosecondType>().value(row)
                }
                _ => {
                    let wanted = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
                    let cast = arrow::compute::cast(&array.slice(row, 1), &wanted)
                        .map_err(|error| of_arrow(&error))?;
                    cast.as_primitive::<TimestampMicrosecondType>().value(0)
                }
            };
            let instant = jiff::Timestamp::from_microsecond(micros).map_err(WsError::internal)?;
            // TIMESTAMP has three digits and a Z; TIMESTAMP_NTZ has no zone to name.
            match zone {
                Some(_) => format!("{instant:.3}"),
                None => format!("{instant:.3}").trim_end_matches('Z').to_owned(),
            }
        }
        _ => {
            let options = FormatOptions::default();
            let formatter = ArrayFormatter::try_new(array.as_ref(), &options)
                .map_err(|error| of_arrow(&error))?;
            formatter.value(row).to_string()
        }
    })
}

/// A DOUBLE as Java writes it, which is what the service does.
pub(super) fn double(value: f64) -> String {
    float(value, &format!("{value:?}"), &format!("{value:E}"))
}

/// A FLOAT as Java writes it.
pub(super) fn single(value: f32) -> String {
    float(
        f64::from(value),
        &format!("{value:?}"),
        &format!("{value:E}"),
    )
}

fn float(value: f64, plain: &str, scientific: &str) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 {
            "Infinity".to_owned()
        } else {
            "-Infinity".to_owned()
        };
    }
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-3..1e7).contains(&magnitude) {
        // Java always writes a digit after the point.
        return match scientific.split_once('E') {
            Some((mantissa, exponent)) if !mantissa.contains('.') => {
                format!("{mantissa}.0E{exponent}")
            }
            _ => scientific.to_owned(),
        };
    }
    plain.to_owned()
}

pub(super) fn date(days: i32) -> Option<String> {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
        .map(|date| date.to_string())
}

/// A value with parts, as JSON; none for a value without.
fn nested(array: &ArrayRef, row: usize) -> WsResult<Option<Value>> {
    Ok(match array.data_type() {
        DataType::List(_) => Some(list(&array.as_list::<i32>().value(row))?),
        DataType::LargeList(_) => Some(list(&array.as_list::<i64>().value(row))?),
        DataType::Struct(fields) => {
            let parts = array.as_struct();
            let mut object = Map::new();
            for (field, column) in fields.iter().zip(parts.columns()) {
                object.insert(field.name().clone(), json_value(column, row)?);
            }
            Some(Value::Object(object))
        }
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            let mut object = Map::new();
            for entry in 0..entries.len() {
                let key = text(entries.column(0), entry)?.unwrap_or_default();
                object.insert(key, json_value(entries.column(1), entry)?);
            }
            Some(Value::Object(object))
        }
        _ => None,
    })
}

fn list(items: &ArrayRef) -> WsResult<Value> {
    (0..items.len())
        .map(|item| json_value(items, item))
        .collect::<WsResult<_>>()
        .map(Value::Array)
}

/// Inside arrays and structs every value is text too.
fn json_value(array: &ArrayRef, row: usize) -> WsResult<Value> {
    if array.is_null(row) || *array.data_type() == DataType::Null {
        return Ok(Value::Null);
    }
    match nested(array, row)? {
        Some(value) => Ok(value),
        None => Ok(json!(plain(array, row)?)),
    }
}
