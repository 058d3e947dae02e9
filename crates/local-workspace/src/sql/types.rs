//! Data types of columns and parameters, and their texts in the catalog and in the Delta log.

use serde_json::{Value, json};
use std::fmt;

/// A Databricks data type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DataType {
    /// A type without parameters.
    Plain(Plain),
    /// `DECIMAL(precision, scale)`.
    Decimal(u8, u8),
    /// `CHAR(length)`.
    Char(u32),
    /// `VARCHAR(length)`.
    Varchar(u32),
    /// `INTERVAL unit [TO unit]`, lower case.
    Interval(String),
    /// `ARRAY<element>`.
    Array(Box<Self>),
    /// `MAP<key, value>`.
    Map(Box<Self>, Box<Self>),
    /// `STRUCT<fields>`.
    Struct(Vec<Field>),
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) nullable: bool,
    pub(crate) comment: Option<String>,
}

/// The types without parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    Boolean,
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    String,
    Binary,
    Date,
    Timestamp,
    TimestampNtz,
    Variant,
    Void,
}

/// Type, text in the catalog (also in SQL), name in `type_name`, name in the Delta log.
const PLAIN: [(Plain, &str, &str, &str); 14] = [
    (Plain::Boolean, "boolean", "BOOLEAN", "boolean"),
    (Plain::Byte, "tinyint", "BYTE", "byte"),
    (Plain::Short, "smallint", "SHORT", "short"),
    (Plain::Int, "int", "INT", "integer"),
    (Plain::Long, "bigint", "LONG", "long"),
    (Plain::Float, "float", "FLOAT", "float"),
    (Plain::Double, "double", "DOUBLE", "double"),
    (Plain::String, "string", "STRING", "string"),
    (Plain::Binary, "binary", "BINARY", "binary"),
    (Plain::Date, "date", "DATE", "date"),
    (Plain::Timestamp, "timestamp", "TIMESTAMP", "timestamp"),
    (
        Plain::TimestampNtz,
        "timestamp_ntz",
        "TIMESTAMP_NTZ",
        "timestamp_ntz",
    ),
    (Plain::Variant, "variant", "VARIANT", "variant"),
    (Plain::Void, "void", "NULL", "void"),
];

impl Plain {
    fn row(self) -> (Self, &'static str, &'static str, &'static str) {
        let at = PLAIN.iter().find(|row| row.0 == self);
        at.copied().unwrap_or((self, "void", "NULL", "void"))
    }
}

impl DataType {
    /// The plain type that SQL calls `word`, in any case.
    pub(crate) fn plain(word: &str) -> Option<Self> {
        let lower = word.to_ascii_lowercase();
        let name = match lower.as_str() {
            "byte" => "tinyint",
            "short" => "smallint",
            "integer" => "int",
            "long" => "bigint",
            "real" => "float",
            "timestamp_ltz" => "timestamp",
            other => other,
        };
        PLAIN
            .iter()
            .find(|row| row.1 == name)
            .map(|row| Self::Plain(row.0))
    }

    /// The value of `type_name` in the REST API, such as `LONG`.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Plain(plain) => plain.row().2,
            Self::Decimal(..) => "DECIMAL",
            Self::Char(_) => "CHAR",
            Self::Varchar(_) => "STRING",
            Self::Interval(_) => "INTERVAL",
            Self::Array(_) => "ARRAY",
            Self::Map(..) => "MAP",
            Self::Struct(_) => "STRUCT",
        }
    }

    /// The value of `data_type` in `information_schema`, such as `LONG`.
    pub(crate) fn information_schema_name(&self) -> &'static str {
        match self {
            Self::Varchar(_) => "VARCHAR",
            other => other.type_name(),
        }
    }

    /// The type as the Delta log writes it; `CHAR` and `VARCHAR` are strings there.
    pub(crate) fn delta(&self) -> Value {
        match self {
            Self::Plain(plain) => json!(plain.row().3),
            Self::Decimal(precision, scale) => json!(format!("decimal({precision},{scale})")),
            Self::Char(_) | Self::Varchar(_) => json!("string"),
            Self::Interval(units) => json!(format!("interval {units}")),
            Self::Array(element) => json!({
                "type": "array", "elementType": element.delta(), "containsNull": true,
            }),
            Self::Map(key, value) => json!({
                "type": "map", "keyType": key.delta(), "valueType": value.delta(),
                "valueContainsNull": true,
            }),
            Self::Struct(fields) => json!({
                "type": "struct",
                "fields": fields.iter().map(Field::delta).collect::<Vec<_>>(),
            }),
        }
    }
}

impl Field {
    /// The field as the Delta log writes it.
    pub(crate) fn delta(&self) -> Value {
        let mut metadata = serde_json::Map::new();
        if matches!(self.data_type, DataType::Char(_) | DataType::Varchar(_)) {
            let text = self.data_type.to_string();
            metadata.insert("__CHAR_VARCHAR_TYPE_STRING".to_owned(), json!(text));
        }
        if let Some(comment) = &self.comment {
            metadata.insert("comment".to_owned(), json!(comment));
        }
        json!({
            "name": self.name, "type": self.data_type.delta(), "nullable": self.nullable,
            "metadata": metadata,
        })
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(plain) => f.write_str(plain.row().1),
            Self::Decimal(precision, scale) => write!(f, "decimal({precision},{scale})"),
            Self::Char(length) => write!(f, "char({length})"),
            Self::Varchar(length) => write!(f, "varchar({length})"),
            Self::Interval(units) => write!(f, "interval {units}"),
            Self::Array(element) => write!(f, "array<{element}>"),
            Self::Map(key, value) => write!(f, "map<{key},{value}>"),
            Self::Struct(fields) => {
                f.write_str("struct<")?;
                for (position, field) in fields.iter().enumerate() {
                    let comma = if position == 0 { "" } else { "," };
                    let name = super::names::quoted_if_needed(&field.name);
                    write!(f, "{comma}{name}:{}", field.data_type)?;
                    if !field.nullable {
                        f.write_str(" NOT NULL")?;
                    }
                    if let Some(comment) = &field.comment {
                        write!(f, " COMMENT {}", super::names::string_literal(comment))?;
                    }
                }
                f.write_str(">")
            }
        }
    }
}
