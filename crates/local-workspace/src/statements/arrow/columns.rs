//! Rows of text as Arrow: what statements that are no queries answer.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ListArray, MapArray, RecordBatch, StringArray, StructArray, new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType as Arrow, Field, Fields, TimeUnit};
use serde_json::Value;

use super::wire::batch_of;
use crate::error::{WsError, WsResult};
use crate::runner::{SqlColumn, TextRow};
use crate::sql::{DataType, Plain, parse_type};

/// The values of a column, as text.
type Texts = Vec<Option<String>>;

/// One batch of rows of text.
pub(super) fn batch(columns: &[SqlColumn], rows: &[TextRow]) -> WsResult<RecordBatch> {
    let mut arrays = Vec::new();
    for (position, column) in columns.iter().enumerate() {
        let texts = rows.iter().map(|row| row.get(position).cloned().flatten());
        arrays.push(array(&parse_type(&column.type_text)?, texts.collect())?);
    }
    batch_of(columns, arrays, rows.len())
}

fn array(data_type: &DataType, texts: Texts) -> WsResult<ArrayRef> {
    match data_type {
        DataType::Array(item) => list(item, &texts),
        DataType::Map(key, value) => map(key, value, &texts),
        DataType::Struct(fields) => {
            let names = fields.iter().map(|field| field.name.as_str());
            let types = fields.iter().map(|field| &field.data_type);
            structure(
                &names.collect::<Vec<_>>(),
                &types.collect::<Vec<_>>(),
                &texts,
            )
        }
        plain => scalar(plain, texts),
    }
}

/// Values without parts: Arrow reads the texts that the `JSON_ARRAY` format has.
fn scalar(data_type: &DataType, texts: Texts) -> WsResult<ArrayRef> {
    let wanted = match data_type {
        DataType::Plain(plain) => match plain {
            Plain::Boolean => Arrow::Boolean,
            Plain::Byte => Arrow::Int8,
            Plain::Short => Arrow::Int16,
            Plain::Int => Arrow::Int32,
            Plain::Long => Arrow::Int64,
            Plain::Float => Arrow::Float32,
            Plain::Double => Arrow::Float64,
            Plain::Date => Arrow::Date32,
            Plain::Timestamp => Arrow::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Plain::TimestampNtz => Arrow::Timestamp(TimeUnit::Microsecond, None),
            Plain::String => Arrow::Utf8,
            Plain::Void => return Ok(new_null_array(&Arrow::Null, texts.len())),
            Plain::Binary | Plain::Variant => return Err(no_array(data_type)),
        },
        DataType::Decimal(precision, scale) => {
            let scale = i8::try_from(*scale).map_err(WsError::internal)?;
            Arrow::Decimal128(*precision, scale)
        }
        DataType::Char(_) | DataType::Varchar(_) => Arrow::Utf8,
        other => return Err(no_array(other)),
    };
    let texts = StringArray::from(texts);
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    cast_with_options(&texts, &wanted, &options).map_err(WsError::internal)
}

fn no_array(data_type: &DataType) -> WsError {
    WsError::unsupported(format_args!("text of type {data_type} as Arrow"))
}

fn list(item: &DataType, texts: &Texts) -> WsResult<ArrayRef> {
    let (mut lengths, mut items) = (Vec::new(), Texts::new());
    for text in texts {
        let Value::Array(values) = parsed(text.as_ref())? else {
            lengths.push(0);
            continue;
        };
        lengths.push(values.len());
        items.extend(values.into_iter().map(text_of));
    }
    let items = array(item, items)?;
    let field = Arc::new(Field::new("element", items.data_type().clone(), true));
    let offsets = OffsetBuffer::from_lengths(lengths);
    let made = ListArray::try_new(field, offsets, items, nulls(texts));
    Ok(Arc::new(made.map_err(WsError::internal)?))
}

fn map(key: &DataType, value: &DataType, texts: &Texts) -> WsResult<ArrayRef> {
    let (mut lengths, mut keys, mut values) = (Vec::new(), Texts::new(), Texts::new());
    for text in texts {
        let Value::Object(entries) = parsed(text.as_ref())? else {
            lengths.push(0);
            continue;
        };
        lengths.push(entries.len());
        for (key, value) in entries {
            keys.push(Some(key));
            values.push(text_of(value));
        }
    }
    let (keys, values) = (array(key, keys)?, array(value, values)?);
    let fields = Fields::from(vec![
        Field::new("key", keys.data_type().clone(), false),
        Field::new("value", values.data_type().clone(), true),
    ]);
    let entries = StructArray::try_new(fields, vec![keys, values], None);
    let entries = entries.map_err(WsError::internal)?;
    let field = Arc::new(Field::new("entries", entries.data_type().clone(), false));
    let offsets = OffsetBuffer::from_lengths(lengths);
    let made = MapArray::try_new(field, offsets, entries, nulls(texts), false);
    Ok(Arc::new(made.map_err(WsError::internal)?))
}

fn structure(names: &[&str], types: &[&DataType], texts: &Texts) -> WsResult<ArrayRef> {
    let mut parts: Vec<Texts> = vec![Texts::new(); names.len()];
    for text in texts {
        let mut object = parsed(text.as_ref())?;
        for (name, part) in names.iter().zip(&mut parts) {
            part.push(object.get_mut(*name).map(Value::take).and_then(text_of));
        }
    }
    let mut arrays = Vec::new();
    for (data_type, part) in types.iter().zip(parts) {
        arrays.push(array(data_type, part)?);
    }
    let fields = names
        .iter()
        .zip(&arrays)
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true));
    let fields = fields.collect::<Fields>();
    let made = StructArray::try_new(fields, arrays, nulls(texts)).map_err(WsError::internal)?;
    Ok(Arc::new(made))
}

fn parsed(text: Option<&String>) -> WsResult<Value> {
    text.map_or(Ok(Value::Null), |text| Ok(serde_json::from_str(text)?))
}

/// A value inside of another, as the text it would be alone.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

fn nulls(texts: &Texts) -> Option<NullBuffer> {
    Some(texts.iter().map(Option::is_some).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("STRING", "a")]
    #[case("BIGINT", "-7")]
    #[case("BOOLEAN", "true")]
    #[case("DECIMAL(10,2)", "1.50")]
    #[case("DOUBLE", "NaN")]
    #[case("DATE", "2026-01-31")]
    #[case("TIMESTAMP", "2026-01-31T09:30:00.123Z")]
    #[case("TIMESTAMP_NTZ", "2026-01-31T09:30:00.123")]
    #[case("ARRAY<STRING>", r#"["a",null]"#)]
    #[case("MAP<STRING,BIGINT>", r#"{"a":"1","b":null}"#)]
    #[case("STRUCT<a:ARRAY<INT>,b:STRING>", r#"{"a":["1"],"b":null}"#)]
    fn text_becomes_arrow_that_has_the_same_text(#[case] type_text: &str, #[case] text: &str) {
        let column = SqlColumn {
            name: "c".to_owned(),
            type_text: type_text.to_owned(),
            type_name: String::new(),
            precision: None,
            scale: None,
        };
        let rows = [vec![Some(text.to_owned())], vec![None]];
        let made = batch(&[column], &rows).unwrap();
        assert_eq!(crate::engine::texts(&[made]).unwrap(), rows);
    }
}
