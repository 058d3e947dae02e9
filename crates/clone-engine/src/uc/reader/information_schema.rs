//! What `information_schema` tells: tags, privileges, which tables have keys, and all names.

use std::collections::BTreeSet;

use clone_core::model::{Class, ObjectKey};
use clone_core::ports::PortResult;
use sql_rewrite::{Ident, QName};

use super::convert::relation_kind;
use super::governance::{Governance, SOURCES};
use crate::uc::link::no_column;
use crate::uc::{Link, Rows, together};

/// What the views of one catalog tell.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) governance: Governance,
    /// Relations, functions and volumes by name.
    pub(super) names: BTreeSet<ObjectKey>,
    /// Tables with primary or foreign keys.
    pub(super) keyed: BTreeSet<QName>,
}

/// Views that name objects: the view, the columns of the name, and the column of the kind.
const NAMES: [(&str, &str, &str, Class); 3] = [
    ("tables", "table_schema", "table_name", Class::Relation),
    (
        "routines",
        "routine_schema",
        "routine_name",
        Class::Function,
    ),
    ("volumes", "volume_schema", "volume_name", Class::Volume),
];

/// Runs all statements, several at a time.
pub(super) async fn read(link: &Link, catalog: &Ident, width: usize) -> PortResult<Told> {
    let views = SOURCES.iter().map(|source| source.view);
    let views = views
        .chain(NAMES.iter().map(|(view, ..)| *view))
        .chain(["table_constraints"]);
    let answers = together(
        width,
        views.map(|view| all_of(link, catalog, view)).collect(),
    )
    .await?;
    let mut told = Told::default();
    for (view, rows) in &answers {
        take(&mut told, catalog, view, rows).map_err(|column| no_column(view, column))?;
    }
    Ok(told)
}

async fn all_of(
    link: &Link,
    catalog: &Ident,
    view: &'static str,
) -> PortResult<(&'static str, Rows)> {
    let sql = format!(
        "SELECT * FROM {}.information_schema.{view}",
        catalog.quoted()
    );
    link.query(&sql).await.map(|rows| (view, rows))
}

fn take(told: &mut Told, catalog: &Ident, view: &str, rows: &Rows) -> Result<(), &'static str> {
    if let Some(source) = SOURCES.iter().find(|source| source.view == view) {
        return told.governance.take(catalog, source, rows);
    }
    if let Some((_, schema, name, class)) = NAMES.iter().find(|(have, ..)| *have == view) {
        let (schema, name) = (rows.column(schema)?, rows.column(name)?);
        let kind = rows.column("table_type").ok();
        for row in 0..rows.len() {
            if is_platform_schema(rows.text(row, schema)) {
                continue;
            }
            // A relation of an unknown kind has a class of its own, here as in the REST lists.
            let class = kind.map_or(*class, |kind| {
                relation_kind(rows.text(row, kind)).spec().class
            });
            let parts = [rows.text(row, schema), rows.text(row, name)].map(Ident::new);
            let name = QName::new([catalog.clone()].into_iter().chain(parts));
            told.names.insert(ObjectKey::new(class, name));
        }
        return Ok(());
    }
    let (schema, name) = (rows.column("table_schema")?, rows.column("table_name")?);
    for row in 0..rows.len() {
        let parts = [rows.text(row, schema), rows.text(row, name)].map(Ident::new);
        told.keyed
            .insert(QName::new([catalog.clone()].into_iter().chain(parts)));
    }
    Ok(())
}

/// Schemas that the platform makes and keeps.
pub(super) fn is_platform_schema(name: &str) -> bool {
    name.eq_ignore_ascii_case("information_schema")
        || name.eq_ignore_ascii_case("__databricks_internal")
}
