//! Columns of the catalog from and to the schema in a Delta log.

use super::ast::{ColumnDef, Generated};
use super::types::{DataType, Field, Plain};
use crate::catalog::Column;
use crate::error::{WsError, WsResult};
use serde_json::{Map, Value, json};

/// The column for a definition of `CREATE TABLE`.
pub(crate) fn column_of(definition: &ColumnDef, partition_index: Option<i64>) -> Column {
    let mut field = definition.field.delta();
    if let Some(metadata) = field.get_mut("metadata").and_then(Value::as_object_mut) {
        if let Some(default) = &definition.default {
            metadata.insert("CURRENT_DEFAULT".to_owned(), json!(default.0));
        }
        match &definition.generated {
            Some(Generated::Expression(expression)) => {
                metadata.insert("delta.generationExpression".to_owned(), json!(expression.0));
            }
            Some(Generated::Identity {
                always,
                start,
                step,
            }) => {
                metadata.insert("delta.identity.start".to_owned(), json!(start));
                metadata.insert("delta.identity.step".to_owned(), json!(step));
                let key = "delta.identity.allowExplicitInsert".to_owned();
                metadata.insert(key, json!(!always));
            }
            None => {}
        }
    }
    column(&definition.field, &field, partition_index)
}

/// The columns for the schema of a table's log.
///
/// # Errors
/// When the schema is not one that Delta writes.
pub(crate) fn columns_of(schema: &str, partitioned_by: &[String]) -> WsResult<Vec<Column>> {
    let broken = || WsError::internal("the schema in the table's log does not decode");
    let schema: Value = serde_json::from_str(schema)?;
    let fields = schema
        .get("fields")
        .and_then(Value::as_array)
        .ok_or_else(broken)?;
    let mut columns = Vec::new();
    for json in fields {
        let field = field_of(json).ok_or_else(broken)?;
        let index = partitioned_by
            .iter()
            .position(|name| name.eq_ignore_ascii_case(&field.name));
        columns.push(column(
            &field,
            json,
            index.and_then(|index| i64::try_from(index).ok()),
        ));
    }
    Ok(columns)
}

/// The schema for a table's log.
///
/// # Errors
/// When a column was registered with something that is not a Delta field.
pub(crate) fn schema_of(columns: &[Column]) -> WsResult<String> {
    let fields: Result<Vec<Value>, _> = columns
        .iter()
        .map(|column| serde_json::from_str(&column.type_json))
        .collect();
    Ok(json!({ "type": "struct", "fields": fields? }).to_string())
}

/// Changes what the Delta schema notes about a column; `None` removes the note.
///
/// # Errors
/// When the column was registered with something that is not a Delta field.
pub(crate) fn note(column: &mut Column, key: &str, value: Option<Value>) -> WsResult<()> {
    let mut field: Value = serde_json::from_str(&column.type_json)?;
    let Some(object) = field.as_object_mut() else {
        return Err(WsError::internal(format_args!(
            "column `{}` has no field",
            column.name
        )));
    };
    let metadata = object
        .entry("metadata")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(metadata) = metadata.as_object_mut() {
        match value {
            Some(value) => drop(metadata.insert(key.to_owned(), value)),
            None => drop(metadata.remove(key)),
        }
    }
    column.type_json = field.to_string();
    Ok(())
}

/// Changes a top-level member of a column's field, such as `nullable`.
///
/// # Errors
/// When the column was registered with something that is not a Delta field.
pub(crate) fn set_member(column: &mut Column, key: &str, value: Value) -> WsResult<()> {
    let mut field: Value = serde_json::from_str(&column.type_json)?;
    if let Some(object) = field.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
    column.type_json = field.to_string();
    Ok(())
}

/// The column for a field whose JSON is `json`.
fn column(field: &Field, json: &Value, partition_index: Option<i64>) -> Column {
    let (precision, scale) = match field.data_type {
        DataType::Decimal(precision, scale) => (Some(i64::from(precision)), Some(i64::from(scale))),
        _ => (None, None),
    };
    let interval = match &field.data_type {
        DataType::Interval(units) => Some(units.to_uppercase()),
        _ => None,
    };
    Column {
        name: field.name.clone(),
        type_text: field.data_type.to_string(),
        type_json: json.to_string(),
        type_name: field.data_type.type_name().to_owned(),
        type_precision: precision,
        type_scale: scale,
        type_interval_type: interval,
        nullable: field.nullable,
        comment: field.comment.clone(),
        partition_index,
        mask: None,
    }
}

fn field_of(json: &Value) -> Option<Field> {
    let metadata = json.get("metadata");
    let note = |key: &str| metadata.and_then(|metadata| metadata.get(key)?.as_str());
    let data_type = match note("__CHAR_VARCHAR_TYPE_STRING") {
        Some(text) => super::parse::parse_type(text).ok()?,
        None => type_of(json.get("type")?)?,
    };
    Some(Field {
        name: json.get("name")?.as_str()?.to_owned(),
        data_type,
        nullable: json
            .get("nullable")
            .and_then(Value::as_bool)
            .unwrap_or(true),
        comment: note("comment").map(str::to_owned),
    })
}

fn type_of(json: &Value) -> Option<DataType> {
    if let Some(name) = json.as_str() {
        return match name {
            "integer" => Some(DataType::Plain(Plain::Int)),
            name => super::parse::parse_type(name).ok(),
        };
    }
    match json.get("type")?.as_str()? {
        "array" => Some(DataType::Array(Box::new(type_of(
            json.get("elementType")?,
        )?))),
        "map" => Some(DataType::Map(
            Box::new(type_of(json.get("keyType")?)?),
            Box::new(type_of(json.get("valueType")?)?),
        )),
        "struct" => {
            let fields = json.get("fields")?.as_array()?;
            Some(DataType::Struct(
                fields.iter().map(field_of).collect::<Option<_>>()?,
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::ast::Statement;
    use crate::sql::params::Parameters;

    #[test]
    fn columns_survive_the_way_through_the_log() {
        let sql = "CREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY, a INT NOT NULL COMMENT 'k', \
                   b VARCHAR(3) DEFAULT 'x', c ARRAY<STRUCT<x: DECIMAL(3,1), y: MAP<STRING, DATE>>>, \
                   d DATE GENERATED ALWAYS AS (current_date()), e TIMESTAMP_NTZ, f BINARY)";
        let Ok(Statement::CreateTable(table)) = crate::sql::parse::parse(sql, Parameters::NONE)
        else {
            panic!("not a table");
        };
        let columns: Vec<Column> = table
            .body
            .columns
            .iter()
            .map(|definition| column_of(definition, None))
            .collect();
        let schema = schema_of(&columns).unwrap();
        assert_eq!(columns_of(&schema, &[]).unwrap(), columns);
        insta::assert_snapshot!(columns.iter().map(|c| format!("{} {} {}", c.name, c.type_text, c.type_json)).collect::<Vec<_>>().join("\n"), @r#"
        id bigint {"name":"id","type":"long","nullable":true,"metadata":{"delta.identity.start":1,"delta.identity.step":1,"delta.identity.allowExplicitInsert":false}}
        a int {"name":"a","type":"integer","nullable":false,"metadata":{"comment":"k"}}
        b varchar(3) {"name":"b","type":"string","nullable":true,"metadata":{"__CHAR_VARCHAR_TYPE_STRING":"varchar(3)","CURRENT_DEFAULT":"'x'"}}
        c array<struct<x:decimal(3,1),y:map<string,date>>> {"name":"c","type":{"type":"array","elementType":{"type":"struct","fields":[{"name":"x","type":"decimal(3,1)","nullable":true,"metadata":{}},{"name":"y","type":{"type":"map","keyType":"string","valueType":"date","valueContainsNull":true},"nullable":true,"metadata":{}}]},"containsNull":true},"nullable":true,"metadata":{}}
        d date {"name":"d","type":"date","nullable":true,"metadata":{"delta.generationExpression":"current_date()"}}
        e timestamp_ntz {"name":"e","type":"timestamp_ntz","nullable":true,"metadata":{}}
        f binary {"name":"f","type":"binary","nullable":true,"metadata":{}}
        "#);
    }
}
