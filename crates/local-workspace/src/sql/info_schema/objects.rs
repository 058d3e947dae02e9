//! Catalogs, schemas, tables, views, volumes.

use super::{View, none};
use crate::catalog::{Inventory, Securable, TableType};
use crate::sql::result::Cell;

pub(super) const VIEWS: &[View] = &[
    View {
        name: "catalogs",
        columns: &[
            ("catalog_name", "STRING"),
            ("catalog_owner", "STRING"),
            ("comment", "STRING"),
            ("created", "TIMESTAMP"),
            ("created_by", "STRING"),
            ("last_altered", "TIMESTAMP"),
            ("last_altered_by", "STRING"),
        ],
        rows: |all| {
            let meta = &all.catalog.meta;
            let mut row = vec![
                Cell::from(&meta.name),
                Cell::from(&meta.owner),
                comment(meta),
            ];
            row.extend(changes(meta));
            vec![row]
        },
    },
    View {
        name: "information_schema_catalog_name",
        columns: &[("catalog_name", "STRING")],
        rows: |all| vec![vec![Cell::from(&all.catalog.meta.name)]],
    },
    View {
        name: "schemata",
        columns: &[
            ("catalog_name", "STRING"),
            ("schema_name", "STRING"),
            ("schema_owner", "STRING"),
            ("comment", "STRING"),
            ("created", "TIMESTAMP"),
            ("created_by", "STRING"),
            ("last_altered", "TIMESTAMP"),
            ("last_altered_by", "STRING"),
        ],
        rows: schemata,
    },
    View {
        name: "tables",
        columns: &[
            ("table_catalog", "STRING"),
            ("table_schema", "STRING"),
            ("table_name", "STRING"),
            ("table_type", "STRING"),
            ("is_insertable_into", "STRING"),
            ("commit_action", "STRING"),
            ("table_owner", "STRING"),
            ("comment", "STRING"),
            ("created", "TIMESTAMP"),
            ("created_by", "STRING"),
            ("last_altered", "TIMESTAMP"),
            ("last_altered_by", "STRING"),
            ("data_source_format", "STRING"),
            ("storage_path", "STRING"),
            ("storage_sub_directory", "STRING"),
        ],
        rows: tables,
    },
    View {
        name: "views",
        columns: &[
            ("table_catalog", "STRING"),
            ("table_schema", "STRING"),
            ("table_name", "STRING"),
            ("view_definition", "STRING"),
            ("check_option", "STRING"),
            ("is_updatable", "STRING"),
            ("is_insertable_into", "STRING"),
            ("sql_path", "STRING"),
            ("is_materialized", "STRING"),
        ],
        rows: view_texts,
    },
    View {
        name: "volumes",
        columns: &[
            ("volume_catalog", "STRING"),
            ("volume_schema", "STRING"),
            ("volume_name", "STRING"),
            ("volume_type", "STRING"),
            ("volume_owner", "STRING"),
            ("comment", "STRING"),
            ("storage_location", "STRING"),
            ("created", "TIMESTAMP"),
            ("created_by", "STRING"),
            ("last_altered", "TIMESTAMP"),
            ("last_altered_by", "STRING"),
        ],
        rows: volumes,
    },
    View {
        name: "catalog_provider_share_usage",
        columns: &[
            ("catalog_name", "STRING"),
            ("provider_name", "STRING"),
            ("share_name", "STRING"),
        ],
        rows: none,
    },
];

fn comment(meta: &Securable) -> Cell {
    Cell::text(meta.comment.as_deref())
}

fn changes(meta: &Securable) -> [Cell; 4] {
    [
        Cell::Time(meta.created_at),
        Cell::from(&meta.created_by),
        Cell::Time(meta.updated_at),
        Cell::from(&meta.updated_by),
    ]
}

fn schemata(all: &Inventory) -> Vec<Vec<Cell>> {
    let row = |schema: &crate::catalog::SchemaRow| {
        let meta = &schema.meta;
        let mut row = vec![
            Cell::from(&schema.catalog_name),
            Cell::from(&meta.name),
            Cell::from(&meta.owner),
            comment(meta),
        ];
        row.extend(changes(meta));
        row
    };
    all.schemas.iter().map(row).collect()
}

fn tables(all: &Inventory) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for table in &all.tables {
        let meta = &table.meta;
        let insertable = if table.table_type == TableType::View {
            "NO"
        } else {
            "YES"
        };
        let mut row = vec![
            Cell::from(&table.catalog_name),
            Cell::from(&table.schema_name),
            Cell::from(&meta.name),
            Cell::from(table.table_type.as_str()),
            Cell::from(insertable),
            Cell::from("PRESERVE"),
            Cell::from(&meta.owner),
            comment(meta),
        ];
        row.extend(changes(meta));
        let format = table
            .format
            .as_deref()
            .unwrap_or("UNKNOWN_DATA_SOURCE_FORMAT");
        row.extend([
            Cell::from(format),
            Cell::text(table.location.as_deref()),
            Cell::Null,
        ]);
        rows.push(row);
    }
    // The views of `information_schema` are listed as any other, as the real one does.
    for schema in all.schemas.iter().filter(|schema| schema.meta.system) {
        for view in super::views() {
            let mut row = vec![
                Cell::from(&schema.catalog_name),
                Cell::from(&schema.meta.name),
                Cell::from(view.name),
                Cell::from("VIEW"),
                Cell::from("NO"),
                Cell::from("PRESERVE"),
                Cell::from(&schema.meta.owner),
                Cell::Null,
            ];
            row.extend(changes(&schema.meta));
            row.extend([
                Cell::from("UNKNOWN_DATA_SOURCE_FORMAT"),
                Cell::Null,
                Cell::Null,
            ]);
            rows.push(row);
        }
    }
    rows
}

fn view_texts(all: &Inventory) -> Vec<Vec<Cell>> {
    let views = all
        .tables
        .iter()
        .filter_map(|table| Some((table, table.view.as_ref()?)));
    let row = |(table, view): (&crate::catalog::TableRow, &crate::catalog::ViewText)| {
        vec![
            Cell::from(&table.catalog_name),
            Cell::from(&table.schema_name),
            Cell::from(&table.meta.name),
            Cell::from(&view.definition),
            Cell::from("NONE"),
            Cell::from("NO"),
            Cell::from("NO"),
            Cell::Text(format!("{}.{}", view.catalog, view.schema)),
            Cell::from("NO"),
        ]
    };
    views.map(row).collect()
}

fn volumes(all: &Inventory) -> Vec<Vec<Cell>> {
    let row = |volume: &crate::catalog::VolumeRow| {
        let meta = &volume.meta;
        let mut row = vec![
            Cell::from(&volume.catalog_name),
            Cell::from(&volume.schema_name),
            Cell::from(&meta.name),
            Cell::from(volume.volume_type.as_str()),
            Cell::from(&meta.owner),
            comment(meta),
            Cell::from(&volume.location),
        ];
        row.extend(changes(meta));
        row
    };
    all.volumes.iter().map(row).collect()
}
