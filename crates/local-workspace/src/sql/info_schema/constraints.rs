//! Keys of tables.

use super::columns::position_cell;
use super::{View, none, parts};
use crate::catalog::{ForeignKey, Inventory, TableConstraint, TableRow};
use crate::sql::result::{Cell, Header};

const C: Header = ("constraint_catalog", "STRING");
const S: Header = ("constraint_schema", "STRING");
const N: Header = ("constraint_name", "STRING");
const TC: Header = ("table_catalog", "STRING");
const TS: Header = ("table_schema", "STRING");
const TN: Header = ("table_name", "STRING");

pub(super) const VIEWS: &[View] = &[
    View {
        name: "table_constraints",
        columns: &[
            C,
            S,
            N,
            TC,
            TS,
            TN,
            ("constraint_type", "STRING"),
            ("is_deferrable", "STRING"),
            ("initially_deferred", "STRING"),
            ("enforced", "STRING"),
        ],
        rows: |all: &Inventory| each(all, table_constraint),
    },
    View {
        name: "key_column_usage",
        columns: &[
            C,
            S,
            N,
            TC,
            TS,
            TN,
            ("column_name", "STRING"),
            ("ordinal_position", "INT"),
            ("position_in_unique_constraint", "INT"),
        ],
        rows: |all: &Inventory| each(all, key_columns),
    },
    View {
        name: "referential_constraints",
        columns: &[
            C,
            S,
            N,
            ("unique_constraint_catalog", "STRING"),
            ("unique_constraint_schema", "STRING"),
            ("unique_constraint_name", "STRING"),
            ("match_option", "STRING"),
            ("update_rule", "STRING"),
            ("delete_rule", "STRING"),
        ],
        rows: |all: &Inventory| {
            all.tables
                .iter()
                .flat_map(|table| referential(all, table))
                .collect()
        },
    },
    View {
        name: "constraint_table_usage",
        columns: &[C, S, N, TC, TS, TN],
        rows: |all: &Inventory| each(all, table_usage),
    },
    View {
        name: "constraint_column_usage",
        columns: &[C, S, N, TC, TS, TN, ("column_name", "STRING")],
        rows: |all: &Inventory| each(all, column_usage),
    },
    View {
        name: "check_constraints",
        columns: &[C, S, N, ("check_clause", "STRING"), ("sql_path", "STRING")],
        // Reserved: the real one has no rows either; checks are properties of tables.
        rows: none,
    },
];

fn each(
    all: &Inventory,
    rows: fn(&TableRow, &TableConstraint) -> Vec<Vec<Cell>>,
) -> Vec<Vec<Cell>> {
    let tables = all.tables.iter();
    tables
        .flat_map(|table| {
            table
                .constraints
                .iter()
                .flat_map(move |key| rows(table, key))
        })
        .collect()
}

fn schema(table: &TableRow) -> [Cell; 2] {
    [
        Cell::from(&table.catalog_name),
        Cell::from(&table.schema_name),
    ]
}

/// Name of the constraint, then name of its table.
fn head(table: &TableRow, constraint: &TableConstraint) -> Vec<Cell> {
    let mut row = Vec::from(schema(table));
    row.push(Cell::from(constraint.name()));
    row.extend(schema(table));
    row.push(Cell::from(&table.meta.name));
    row
}

fn table_constraint(table: &TableRow, constraint: &TableConstraint) -> Vec<Vec<Cell>> {
    let kind = match constraint {
        TableConstraint::Primary(_) => "PRIMARY KEY",
        TableConstraint::Foreign(_) => "FOREIGN KEY",
    };
    let mut row = head(table, constraint);
    row.extend([kind, "NO", "NO", "NO"].map(Cell::from));
    vec![row]
}

fn key_columns(table: &TableRow, constraint: &TableConstraint) -> Vec<Vec<Cell>> {
    let (columns, foreign) = match constraint {
        TableConstraint::Primary(key) => (&key.columns, false),
        TableConstraint::Foreign(key) => (&key.columns, true),
    };
    let row = |(position, column): (usize, &String)| {
        let position = position_cell(position);
        let mut row = head(table, constraint);
        row.extend([Cell::from(column), position.clone()]);
        row.push(if foreign { position } else { Cell::Null });
        row
    };
    columns.iter().enumerate().map(row).collect()
}

fn referential(all: &Inventory, table: &TableRow) -> Vec<Vec<Cell>> {
    let foreign = table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            TableConstraint::Foreign(key) => Some(key),
            TableConstraint::Primary(_) => None,
        });
    let row = |key: &ForeignKey| {
        let [catalog, schema_name, _]: [Cell; 3] = parts(&key.parent_table);
        let mut row = Vec::from(schema(table));
        row.extend([
            Cell::from(&key.name),
            catalog,
            schema_name,
            primary_name(all, key),
        ]);
        row.extend(["FULL", "NO ACTION", "NO ACTION"].map(Cell::from));
        row
    };
    foreign.map(row).collect()
}

/// The name of the key that is pointed at, when the caller sees its table in this catalog.
fn primary_name(all: &Inventory, key: &ForeignKey) -> Cell {
    let parent = all
        .tables
        .iter()
        .find(|table| table.meta.full_name == key.parent_table);
    let primary = parent.and_then(|parent| {
        parent
            .constraints
            .iter()
            .find(|other| matches!(other, TableConstraint::Primary(_)))
    });
    Cell::text(primary.map(TableConstraint::name))
}

/// The table whose columns a constraint uses: the parent of a foreign key.
fn used(table: &TableRow, constraint: &TableConstraint) -> Vec<Cell> {
    let mut row = Vec::from(schema(table));
    row.push(Cell::from(constraint.name()));
    match constraint {
        TableConstraint::Primary(_) => {
            row.extend(schema(table));
            row.push(Cell::from(&table.meta.name));
        }
        TableConstraint::Foreign(key) => row.extend(parts::<3>(&key.parent_table)),
    }
    row
}

fn table_usage(table: &TableRow, constraint: &TableConstraint) -> Vec<Vec<Cell>> {
    vec![used(table, constraint)]
}

fn column_usage(table: &TableRow, constraint: &TableConstraint) -> Vec<Vec<Cell>> {
    let columns = match constraint {
        TableConstraint::Primary(key) => &key.columns,
        TableConstraint::Foreign(key) => &key.parent_columns,
    };
    let row = |column: &String| {
        let mut row = used(table, constraint);
        row.push(Cell::from(column));
        row
    };
    columns.iter().map(row).collect()
}
