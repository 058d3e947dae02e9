//! Tags of objects and columns.

use super::View;
use crate::catalog::{Inventory, Kind};
use crate::sql::result::{Cell, Header};

const CATALOG: Header = ("catalog_name", "STRING");
const SCHEMA: Header = ("schema_name", "STRING");
const TAG: Header = ("tag_name", "STRING");
const VALUE: Header = ("tag_value", "STRING");

pub(super) const VIEWS: &[View] = &[
    View {
        name: "catalog_tags",
        columns: &[CATALOG, TAG, VALUE],
        rows: |all: &Inventory| of_kind(all, Kind::Catalog, Level::Object),
    },
    View {
        name: "schema_tags",
        columns: &[CATALOG, SCHEMA, TAG, VALUE],
        rows: |all: &Inventory| of_kind(all, Kind::Schema, Level::Object),
    },
    View {
        name: "table_tags",
        columns: &[CATALOG, SCHEMA, ("table_name", "STRING"), TAG, VALUE],
        rows: |all: &Inventory| of_kind(all, Kind::Table, Level::Object),
    },
    View {
        name: "column_tags",
        columns: &[
            CATALOG,
            SCHEMA,
            ("table_name", "STRING"),
            ("column_name", "STRING"),
            TAG,
            VALUE,
        ],
        rows: |all: &Inventory| of_kind(all, Kind::Table, Level::Column),
    },
    View {
        name: "volume_tags",
        columns: &[CATALOG, SCHEMA, ("volume_name", "STRING"), TAG, VALUE],
        rows: |all: &Inventory| of_kind(all, Kind::Volume, Level::Object),
    },
];

/// Whether the tags of an object or those of its columns are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Object,
    Column,
}

fn of_kind(all: &Inventory, kind: Kind, level: Level) -> Vec<Vec<Cell>> {
    let tags = all.tags.iter().filter(|(target, _)| {
        target.kind == kind && target.column.is_some() == (level == Level::Column)
    });
    tags.map(|(target, tag)| {
        let mut row: Vec<Cell> = target.full_name.split('.').map(Cell::from).collect();
        row.extend(target.column.as_ref().map(Cell::from));
        row.extend([Cell::from(&tag.key), Cell::from(&tag.value)]);
        row
    })
    .collect()
}
