//! `DESCRIBE TABLE EXTENDED ... AS JSON`.

use super::Run;
use crate::catalog::{Column, TableRow};
use crate::error::WsResult;
use crate::runner::SqlResult;
use crate::sql::names::{ObjectName, quoted};
use crate::sql::parse::parse_type;
use crate::sql::result::{Cell, rows};
use crate::sql::types::{DataType, Field};
use serde_json::{Map, Value, json};

impl Run<'_> {
    /// `DESCRIBE TABLE EXTENDED ... AS JSON`: one row with one JSON text.
    pub(super) async fn describe_json(&self, table: &ObjectName) -> WsResult<SqlResult> {
        let name = self.full(table)?.to_string();
        let table = self.catalog().get_table(self.caller(), &name)?;
        let text = metadata(&table).to_string();
        Ok(rows(
            &[("json_metadata", "STRING")],
            [vec![Cell::from(text)]],
        ))
    }
}

fn metadata(table: &TableRow) -> Value {
    let meta = &table.meta;
    let mut found = Map::new();
    let mut put = |key: &str, value: Value| drop(found.insert(key.to_owned(), value));
    put("table_name", json!(meta.name));
    put("catalog_name", json!(table.catalog_name));
    put("namespace", json!([table.schema_name]));
    put("schema_name", json!(table.schema_name));
    put("columns", table.columns.iter().map(column).collect());
    put("owner", json!(meta.owner));
    put("created_time", time(meta.created_at));
    put("created_by", json!(meta.created_by));
    put("type", json!(table.table_type.as_str()));
    if let Some(comment) = &meta.comment {
        put("comment", json!(comment));
    }
    if let Some(location) = &table.location {
        put("location", json!(location));
    }
    if let Some(format) = &table.format {
        put("provider", json!(format.to_lowercase()));
    }
    put("table_properties", json!(table.properties));
    let mut partitions: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| column.partition_index.is_some())
        .collect();
    partitions.sort_by_key(|column| column.partition_index);
    if !partitions.is_empty() {
        put(
            "partition_columns",
            partitions.iter().map(|column| json!(column.name)).collect(),
        );
    }
    if let Some(view) = &table.view {
        put("view_text", json!(view.definition));
        put("view_original_text", json!(view.definition));
        let mode = table.properties.get(super::views::SCHEMA_MODE);
        put(
            "view_schema_mode",
            json!(mode.map_or("COMPENSATION", String::as_str)),
        );
        let namespace = format!("{}.{}", quoted(&view.catalog), quoted(&view.schema));
        put("view_catalog_and_namespace", json!(namespace));
        put(
            "view_query_output_columns",
            table.columns.iter().map(|c| json!(c.name)).collect(),
        );
    }
    Value::Object(found)
}

fn time(ms: i64) -> Value {
    jiff::Timestamp::from_millisecond(ms).map_or(Value::Null, |time| {
        json!(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    })
}

fn column(column: &Column) -> Value {
    let data_type = parse_type(&column.type_text).map_or_else(
        |_| json!({ "name": column.type_text }),
        |data_type| type_json(&data_type),
    );
    let mut found = json!({ "name": column.name, "type": data_type, "nullable": column.nullable });
    if let (Some(comment), Some(found)) = (&column.comment, found.as_object_mut()) {
        found.insert("comment".to_owned(), json!(comment));
    }
    found
}

fn type_json(data_type: &DataType) -> Value {
    match data_type {
        DataType::Decimal(precision, scale) => {
            json!({ "name": "decimal", "precision": precision, "scale": scale })
        }
        DataType::Char(length) => json!({ "name": "char", "length": length }),
        DataType::Varchar(length) => json!({ "name": "varchar", "length": length }),
        DataType::Array(element) => {
            json!({ "name": "array", "element_type": type_json(element), "element_nullable": true })
        }
        DataType::Map(key, value) => json!({
            "name": "map", "key_type": type_json(key), "value_type": type_json(value),
            "value_nullable": true,
        }),
        DataType::Struct(fields) => {
            json!({ "name": "struct", "fields": fields.iter().map(field).collect::<Vec<_>>() })
        }
        DataType::Plain(_) | DataType::Interval(_) => {
            let name = data_type.to_string();
            json!({ "name": if name == "timestamp" { "timestamp_ltz".to_owned() } else { name } })
        }
    }
}

fn field(field: &Field) -> Value {
    json!({ "name": field.name, "type": type_json(&field.data_type), "nullable": field.nullable })
}
