//! Functions, their parameters, the columns they return.

use super::View;
use super::columns::{TYPE_HEADERS as T, position_cell, type_cells};
use crate::catalog::{FunctionParam, FunctionRow, Inventory};
use crate::sql::result::Cell;

pub(super) const VIEWS: &[View] = &[
    View {
        name: "routines",
        columns: &[
            ("specific_catalog", "STRING"),
            ("specific_schema", "STRING"),
            ("specific_name", "STRING"),
            ("routine_catalog", "STRING"),
            ("routine_schema", "STRING"),
            ("routine_name", "STRING"),
            ("routine_owner", "STRING"),
            ("routine_type", "STRING"),
            T[0],
            T[1],
            T[2],
            T[3],
            T[4],
            T[5],
            T[6],
            T[7],
            T[8],
            T[9],
            T[10],
            ("routine_body", "STRING"),
            ("routine_definition", "STRING"),
            ("external_name", "STRING"),
            ("external_language", "STRING"),
            ("parameter_style", "STRING"),
            ("is_deterministic", "STRING"),
            ("sql_data_access", "STRING"),
            ("is_null_call", "STRING"),
            ("sql_path", "STRING"),
            ("security_type", "STRING"),
            ("as_locator", "STRING"),
            ("comment", "STRING"),
            ("created", "TIMESTAMP"),
            ("created_by", "STRING"),
            ("last_altered", "TIMESTAMP"),
            ("last_altered_by", "STRING"),
        ],
        rows: |all: &Inventory| all.functions.iter().map(routine).collect(),
    },
    View {
        name: "parameters",
        columns: &[
            ("specific_catalog", "STRING"),
            ("specific_schema", "STRING"),
            ("specific_name", "STRING"),
            ("ordinal_position", "INT"),
            ("parameter_mode", "STRING"),
            ("is_result", "STRING"),
            ("as_locator", "STRING"),
            ("parameter_name", "STRING"),
            T[0],
            T[1],
            T[2],
            T[3],
            T[4],
            T[5],
            T[6],
            T[7],
            T[8],
            T[9],
            T[10],
            ("parameter_default", "STRING"),
            ("comment", "STRING"),
        ],
        rows: |all: &Inventory| all.functions.iter().flat_map(parameters).collect(),
    },
    View {
        name: "routine_columns",
        columns: &[
            ("specific_catalog", "STRING"),
            ("specific_schema", "STRING"),
            ("specific_name", "STRING"),
            ("column_name", "STRING"),
            ("ordinal_position", "INT"),
            T[0],
            T[1],
            T[2],
            T[3],
            T[4],
            T[5],
            T[6],
            T[7],
            T[8],
            T[9],
            T[10],
            ("comment", "STRING"),
        ],
        rows: |all: &Inventory| all.functions.iter().flat_map(returned).collect(),
    },
];

fn name(function: &FunctionRow) -> [Cell; 3] {
    [
        Cell::from(&function.catalog_name),
        Cell::from(&function.schema_name),
        Cell::from(&function.meta.name),
    ]
}

fn yes(condition: bool) -> Cell {
    Cell::from(if condition { "YES" } else { "NO" })
}

fn routine(function: &FunctionRow) -> Vec<Cell> {
    let (meta, definition) = (&function.meta, &function.definition);
    let path = definition
        .current_catalog
        .as_ref()
        .zip(definition.current_schema.as_ref());
    let mut row = Vec::from(name(function));
    row.extend(name(function));
    row.extend([Cell::from(&meta.owner), Cell::from("FUNCTION")]);
    if definition.data_type == "TABLE_TYPE" {
        let mut cells: [Cell; 11] = std::array::from_fn(|_| Cell::Null);
        cells[0] = Cell::from("TABLE");
        cells[1] = Cell::from("TABLE_TYPE");
        row.extend(cells);
    } else {
        row.extend(type_cells(&definition.full_data_type));
    }
    row.extend([
        Cell::from(&definition.routine_body),
        Cell::from(&definition.routine_definition),
        Cell::Null,
        Cell::text(definition.external_language.as_deref()),
        Cell::from("S"),
        yes(definition.is_deterministic),
        Cell::from(&definition.sql_data_access),
        yes(definition.is_null_call),
        Cell::text(path.map(|(catalog, schema)| format!("{catalog}.{schema}"))),
        Cell::from(&definition.security_type),
        Cell::from("NO"),
        Cell::text(meta.comment.as_deref()),
        Cell::Time(meta.created_at),
        Cell::from(&meta.created_by),
        Cell::Time(meta.updated_at),
        Cell::from(&meta.updated_by),
    ]);
    row
}

fn parameters(function: &FunctionRow) -> Vec<Vec<Cell>> {
    let row = |(position, parameter): (usize, &FunctionParam)| {
        let mut row = Vec::from(name(function));
        row.extend([
            position_cell(position),
            Cell::from("IN"),
            Cell::from("NO"),
            Cell::from("NO"),
            Cell::from(&parameter.name),
        ]);
        row.extend(type_cells(&parameter.type_text));
        row.extend([
            Cell::text(parameter.parameter_default.as_deref()),
            Cell::text(parameter.comment.as_deref()),
        ]);
        row
    };
    function
        .definition
        .input_params
        .iter()
        .enumerate()
        .map(row)
        .collect()
}

fn returned(function: &FunctionRow) -> Vec<Vec<Cell>> {
    let row = |(position, column): (usize, &FunctionParam)| {
        let mut row = Vec::from(name(function));
        row.extend([Cell::from(&column.name), position_cell(position)]);
        row.extend(type_cells(&column.type_text));
        row.push(Cell::text(column.comment.as_deref()));
        row
    };
    function
        .definition
        .return_params
        .iter()
        .enumerate()
        .map(row)
        .collect()
}
