//! Columns of tables.

use super::View;
use crate::catalog::{Column, Inventory, TableRow};
use crate::sql::parse::parse_type;
use crate::sql::result::{Cell, Header};
use crate::sql::types::{DataType, Plain};
use serde_json::Value;

/// The columns that say what a type is, where a view has a type.
pub(super) const TYPE_HEADERS: [Header; 11] = [
    ("full_data_type", "STRING"),
    ("data_type", "STRING"),
    ("character_maximum_length", "BIGINT"),
    ("character_octet_length", "BIGINT"),
    ("numeric_precision", "INT"),
    ("numeric_precision_radix", "INT"),
    ("numeric_scale", "INT"),
    ("datetime_precision", "INT"),
    ("interval_type", "STRING"),
    ("interval_precision", "INT"),
    ("maximum_cardinality", "BIGINT"),
];

pub(super) const VIEWS: &[View] = &[View {
    name: "columns",
    columns: &[
        ("table_catalog", "STRING"),
        ("table_schema", "STRING"),
        ("table_name", "STRING"),
        ("column_name", "STRING"),
        ("ordinal_position", "INT"),
        ("column_default", "STRING"),
        ("is_nullable", "STRING"),
        TYPE_HEADERS[0],
        TYPE_HEADERS[1],
        TYPE_HEADERS[2],
        TYPE_HEADERS[3],
        TYPE_HEADERS[4],
        TYPE_HEADERS[5],
        TYPE_HEADERS[6],
        TYPE_HEADERS[7],
        TYPE_HEADERS[8],
        TYPE_HEADERS[9],
        TYPE_HEADERS[10],
        ("is_identity", "STRING"),
        ("identity_generation", "STRING"),
        ("identity_start", "STRING"),
        ("identity_increment", "STRING"),
        ("identity_maximum", "STRING"),
        ("identity_minimum", "STRING"),
        ("identity_cycle", "STRING"),
        ("is_generated", "STRING"),
        ("generation_expression", "STRING"),
        ("is_system_time_period_start", "STRING"),
        ("is_system_time_period_end", "STRING"),
        ("system_time_period_timestamp_generation", "STRING"),
        ("is_updatable", "STRING"),
        ("partition_index", "INT"),
        ("comment", "STRING"),
    ],
    rows: |all: &Inventory| all.tables.iter().flat_map(of_table).collect(),
}];

fn of_table(table: &TableRow) -> Vec<Vec<Cell>> {
    let row = |(position, column): (usize, &Column)| row(table, position, column);
    table.columns.iter().enumerate().map(row).collect()
}

fn row(table: &TableRow, position: usize, column: &Column) -> Vec<Cell> {
    let metadata = metadata(column);
    let note = |key: &str| metadata.get(key).map(note_text);
    let updatable = if table.view.is_some() { "NO" } else { "YES" };
    let mut row = vec![
        Cell::from(&table.catalog_name),
        Cell::from(&table.schema_name),
        Cell::from(&table.meta.name),
        Cell::from(&column.name),
        position_cell(position),
        Cell::text(note("CURRENT_DEFAULT")),
        Cell::from(if column.nullable { "YES" } else { "NO" }),
    ];
    row.extend(type_cells(&column.type_text));
    let start = note("delta.identity.start");
    let generation = note("delta.identity.allowExplicitInsert").map(|allowed| {
        if allowed == "true" {
            "BY DEFAULT"
        } else {
            "ALWAYS"
        }
    });
    row.extend([
        Cell::from(if start.is_some() { "YES" } else { "NO" }),
        Cell::text(generation.filter(|_| start.is_some())),
        Cell::text(start),
        Cell::text(note("delta.identity.step")),
        Cell::Null,
        Cell::Null,
        Cell::Null,
    ]);
    let expression = note("delta.generationExpression");
    row.extend([
        Cell::from(if expression.is_some() {
            "ALWAYS"
        } else {
            "NEVER"
        }),
        Cell::text(expression),
        Cell::from("NO"),
        Cell::from("NO"),
        Cell::Null,
        Cell::from(updatable),
        Cell::int(column.partition_index),
        Cell::text(column.comment.as_deref()),
    ]);
    row
}

/// What the Delta schema notes about a column.
fn metadata(column: &Column) -> serde_json::Map<String, Value> {
    // A column registered over REST may carry any text here; then nothing is noted.
    let field: Value = serde_json::from_str(&column.type_json).unwrap_or_default();
    field
        .get("metadata")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

fn note_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A position, counted from 1 as documented.
pub(super) fn position_cell(position: usize) -> Cell {
    Cell::int(i64::try_from(position + 1).ok())
}

/// The values of [`TYPE_HEADERS`].
pub(super) fn type_cells(type_text: &str) -> [Cell; 11] {
    let Ok(data_type) = parse_type(type_text) else {
        let mut cells: [Cell; 11] = std::array::from_fn(|_| Cell::Null);
        cells[0] = Cell::from(type_text);
        return cells;
    };
    let (characters, octets) = match data_type {
        DataType::Char(length) | DataType::Varchar(length) => {
            (Some(i64::from(length)), Some(4 * i64::from(length)))
        }
        DataType::Plain(Plain::String | Plain::Binary) => (Some(0), Some(0)),
        _ => (None, None),
    };
    let (precision, radix, scale) = numeric(&data_type);
    let datetime = match data_type {
        DataType::Plain(Plain::Date) => Some(0),
        DataType::Plain(Plain::Timestamp | Plain::TimestampNtz) => Some(6),
        _ => None,
    };
    let interval = match &data_type {
        DataType::Interval(units) => Some(units.to_uppercase()),
        _ => None,
    };
    [
        Cell::Text(data_type.to_string()),
        Cell::from(data_type.information_schema_name()),
        Cell::int(characters),
        Cell::int(octets),
        Cell::int(precision),
        Cell::int(radix),
        Cell::int(scale),
        Cell::int(datetime),
        Cell::text(interval),
        Cell::Null,
        Cell::Null,
    ]
}

fn numeric(data_type: &DataType) -> (Option<i64>, Option<i64>, Option<i64>) {
    let whole = |digits| (Some(digits), Some(10), Some(0));
    match data_type {
        DataType::Plain(Plain::Byte) => whole(3),
        DataType::Plain(Plain::Short) => whole(5),
        DataType::Plain(Plain::Int) => whole(10),
        DataType::Plain(Plain::Long) => whole(19),
        DataType::Plain(Plain::Float) => (Some(24), Some(2), None),
        DataType::Plain(Plain::Double) => (Some(53), Some(2), None),
        DataType::Decimal(precision, scale) => (
            Some(i64::from(*precision)),
            Some(10),
            Some(i64::from(*scale)),
        ),
        _ => (None, None, None),
    }
}
