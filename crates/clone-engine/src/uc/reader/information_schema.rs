//! What `information_schema` tells: tags, privileges, protections, which tables have keys, and all
//! names.

use std::collections::BTreeSet;

use clone_core::model::{Class, ObjectKey};
use clone_core::ports::{PortErrorKind, PortResult};
use sql_rewrite::{Ident, QName};

use super::convert::relation_kind;
use super::governance::{Governance, SOURCES};
use super::protections::{self, Protections};
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
    /// Masks and row filters; none where the workspace has no views of them.
    pub(super) protections: Option<Protections>,
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
        .chain(protections::VIEWS)
        .chain(["table_constraints"]);
    let answers = together(
        width,
        views.map(|view| all_of(link, catalog, view)).collect(),
    )
    .await?;
    let mut told = Told {
        protections: Some(Protections::default()),
        ..Told::default()
    };
    for (view, rows) in &answers {
        match rows {
            Some(rows) => {
                take(&mut told, catalog, view, rows).map_err(|column| no_column(view, column))?;
            }
            None => told.protections = None,
        }
    }
    Ok(told)
}

/// All rows of a view; none for a view of protections that the workspace does not have.
async fn all_of(
    link: &Link,
    catalog: &Ident,
    view: &'static str,
) -> PortResult<(&'static str, Option<Rows>)> {
    let sql = format!(
        "SELECT {} FROM {}.information_schema.{view}",
        wanted(view),
        catalog.quoted()
    );
    match link.query(&sql).await {
        Ok(rows) => Ok((view, Some(rows))),
        // The lists tell of protections too; without these views nothing is left to compare.
        Err(error)
            if error.kind == PortErrorKind::NotFound && protections::VIEWS.contains(&view) =>
        {
            tracing::warn!(view, %error, "is not there to compare with");
            Ok((view, None))
        }
        Err(error) => Err(error),
    }
}

/// The columns that are read of a view: of the large ones only those that are used.
fn wanted(view: &str) -> String {
    match NAMES.iter().find(|(name, ..)| *name == view) {
        Some((_, schema, name, Class::Relation)) => format!("{schema}, {name}, table_type"),
        Some((_, schema, name, _)) => format!("{schema}, {name}"),
        None if view == "table_constraints" => "table_schema, table_name".to_owned(),
        // Names of columns differ from what is documented, so that all are taken.
        None => "*".to_owned(),
    }
}

fn take(told: &mut Told, catalog: &Ident, view: &str, rows: &Rows) -> Result<(), &'static str> {
    if let Some(source) = SOURCES.iter().find(|source| source.view == view) {
        return told.governance.take(catalog, source, rows);
    }
    if protections::VIEWS.contains(&view) {
        return match &mut told.protections {
            Some(protections) => protections.take(catalog, view, rows),
            None => Ok(()),
        };
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
