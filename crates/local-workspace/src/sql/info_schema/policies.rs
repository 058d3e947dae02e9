//! Row filters and column masks.
//!
//! The documentation and what clients read in production name the columns differently; both names
//! are given, with the same facts.

use super::{View, parts};
use crate::catalog::{Inventory, TableRow};
use crate::sql::result::Cell;

pub(super) const VIEWS: &[View] = &[
    View {
        name: "row_filters",
        columns: &[
            ("catalog_name", "STRING"),
            ("schema_name", "STRING"),
            ("table_name", "STRING"),
            ("filter_catalog", "STRING"),
            ("filter_schema", "STRING"),
            ("filter_name", "STRING"),
            ("filter_col_usage", "STRING"),
            ("table_catalog", "STRING"),
            ("table_schema", "STRING"),
            ("target_columns", "STRING"),
        ],
        rows: |all: &Inventory| all.tables.iter().filter_map(filter).collect(),
    },
    View {
        name: "column_masks",
        columns: &[
            ("catalog_name", "STRING"),
            ("schema_name", "STRING"),
            ("table_name", "STRING"),
            ("column_name", "STRING"),
            ("mask_catalog", "STRING"),
            ("mask_schema", "STRING"),
            ("mask_name", "STRING"),
            ("mask_col_usage", "STRING"),
            ("table_catalog", "STRING"),
            ("table_schema", "STRING"),
            ("using_columns", "STRING"),
        ],
        rows: |all: &Inventory| all.tables.iter().flat_map(masks).collect(),
    },
];

fn filter(table: &TableRow) -> Option<Vec<Cell>> {
    let filter = table.row_filter.as_ref()?;
    let [catalog, schema, _]: [Cell; 3] = parts(&filter.function_name);
    let usage = Cell::Text(filter.input_column_names.join(", "));
    Some(vec![
        Cell::from(&table.catalog_name),
        Cell::from(&table.schema_name),
        Cell::from(&table.meta.name),
        catalog,
        schema,
        // One column of this name: the three-part form serves both readings.
        Cell::from(&filter.function_name),
        usage.clone(),
        Cell::from(&table.catalog_name),
        Cell::from(&table.schema_name),
        usage,
    ])
}

fn masks(table: &TableRow) -> Vec<Vec<Cell>> {
    let masked = table
        .columns
        .iter()
        .filter_map(|column| Some((column, column.mask.as_ref()?)));
    masked
        .map(|(column, mask)| {
            let [catalog, schema, _]: [Cell; 3] = parts(&mask.function_name);
            let usage = Cell::Text(mask.using_column_names.join(", "));
            vec![
                Cell::from(&table.catalog_name),
                Cell::from(&table.schema_name),
                Cell::from(&table.meta.name),
                Cell::from(&column.name),
                catalog,
                schema,
                Cell::from(&mask.function_name),
                usage.clone(),
                Cell::from(&table.catalog_name),
                Cell::from(&table.schema_name),
                usage,
            ]
        })
        .collect()
}
