//! Arrow types as Databricks writes them.

use arrow::datatypes::{DataType, TimeUnit};

/// The type in lower case, such as `decimal(10,2)` or `array<struct<a:int>>`.
pub(super) fn type_text(data_type: &DataType) -> String {
    match data_type {
        DataType::Null => "void".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Int8 => "tinyint".to_owned(),
        DataType::Int16 | DataType::UInt8 => "smallint".to_owned(),
        DataType::Int32 | DataType::UInt16 => "int".to_owned(),
        DataType::Int64 | DataType::UInt32 | DataType::UInt64 => "bigint".to_owned(),
        DataType::Float16 | DataType::Float32 => "float".to_owned(),
        DataType::Float64 => "double".to_owned(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "string".to_owned(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "binary".to_owned(),
        DataType::Date32 | DataType::Date64 => "date".to_owned(),
        DataType::Timestamp(_, Some(_)) => "timestamp".to_owned(),
        DataType::Timestamp(
            TimeUnit::Second | TimeUnit::Millisecond | TimeUnit::Microsecond | TimeUnit::Nanosecond,
            None,
        ) => "timestamp_ntz".to_owned(),
        DataType::Decimal128(precision, scale) => format!("decimal({precision},{scale})"),
        DataType::List(item) | DataType::LargeList(item) => {
            format!("array<{}>", type_text(item.data_type()))
        }
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => {
                let texts: Vec<_> = fields
                    .iter()
                    .map(|field| type_text(field.data_type()))
                    .collect();
                format!("map<{}>", texts.join(","))
            }
            other => format!("map<{}>", type_text(other)),
        },
        DataType::Struct(fields) => {
            let texts = fields
                .iter()
                .map(|field| format!("{}:{}", field.name(), type_text(field.data_type())));
            format!("struct<{}>", texts.collect::<Vec<_>>().join(","))
        }
        DataType::Dictionary(_, value) => type_text(value),
        DataType::Interval(_) | DataType::Duration(_) => "interval".to_owned(),
        other => other.to_string().to_lowercase(),
    }
}
