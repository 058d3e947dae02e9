//! Grants, own and inherited.

use super::{View, none};
use crate::catalog::{GrantRow, Inventory, Kind};
use crate::sql::result::{Cell, Header};

const GRANTOR: Header = ("grantor", "STRING");
const GRANTEE: Header = ("grantee", "STRING");
const TYPE: Header = ("privilege_type", "STRING");
const GRANTABLE: Header = ("is_grantable", "STRING");
const INHERITED: Header = ("inherited_from", "STRING");

pub(super) const VIEWS: &[View] = &[
    View {
        name: "catalog_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("catalog_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: |all: &Inventory| of_kind(all, Kind::Catalog),
    },
    View {
        name: "schema_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("catalog_name", "STRING"),
            ("schema_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: |all: &Inventory| of_kind(all, Kind::Schema),
    },
    View {
        name: "table_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("table_catalog", "STRING"),
            ("table_schema", "STRING"),
            ("table_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: |all: &Inventory| of_kind(all, Kind::Table),
    },
    View {
        name: "volume_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("volume_catalog", "STRING"),
            ("volume_schema", "STRING"),
            ("volume_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: |all: &Inventory| of_kind(all, Kind::Volume),
    },
    View {
        name: "routine_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("specific_catalog", "STRING"),
            ("specific_schema", "STRING"),
            ("specific_name", "STRING"),
            ("routine_catalog", "STRING"),
            ("routine_schema", "STRING"),
            ("routine_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: |all: &Inventory| of_kind(all, Kind::Function),
    },
    View {
        name: "connection_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("connection_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: none,
    },
    View {
        name: "external_location_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("external_location_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: none,
    },
    View {
        name: "credential_privileges",
        columns: &[
            GRANTOR,
            GRANTEE,
            ("credential_name", "STRING"),
            TYPE,
            GRANTABLE,
            INHERITED,
        ],
        rows: none,
    },
];

fn of_kind(all: &Inventory, kind: Kind) -> Vec<Vec<Cell>> {
    all.grants
        .iter()
        .filter(|row| row.kind == kind)
        .map(row)
        .collect()
}

fn row(found: &GrantRow) -> Vec<Cell> {
    let grant = &found.grant.grant;
    let name = found.full_name.split('.').map(Cell::from);
    let mut row = vec![Cell::from(&grant.grantor), Cell::from(&grant.principal)];
    row.extend(name.clone());
    if found.kind == Kind::Function {
        row.extend(name);
    }
    let inherited = found
        .grant
        .inherited_from
        .as_ref()
        .map_or("NONE", |(kind, _)| kind.as_str());
    row.extend([grant.privilege.as_str(), "NO", inherited].map(Cell::from));
    row
}
