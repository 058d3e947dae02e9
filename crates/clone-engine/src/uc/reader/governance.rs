//! Tags and privileges of a whole catalog, from a constant number of statements.

use std::collections::{BTreeMap, BTreeSet};

use clone_core::model::{Class, ObjectKey};
use sql_rewrite::{Ident, QName};

use crate::uc::Rows;

/// What governs the objects of a catalog.
#[derive(Debug, Default)]
pub(super) struct Governance {
    /// Tags by object.
    pub(super) tags: BTreeMap<ObjectKey, BTreeMap<String, String>>,
    /// Tags of columns by object and column.
    pub(super) column_tags: BTreeMap<ObjectKey, BTreeMap<Ident, BTreeMap<String, String>>>,
    /// Directly granted privileges by object and principal.
    pub(super) privileges: BTreeMap<ObjectKey, BTreeMap<String, BTreeSet<String>>>,
}

/// A view of `information_schema` that is read, and the columns that name its object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    /// The view.
    pub(super) view: &'static str,
    /// The namespace of the objects.
    class: Class,
    /// The columns that hold the parts of the name below the catalog.
    name: &'static [&'static str],
    fact: Fact,
}

#[derive(Clone, Copy, Debug)]
enum Fact {
    Tag,
    ColumnTag,
    Privilege,
}

const fn source(
    view: &'static str,
    class: Class,
    name: &'static [&'static str],
    fact: Fact,
) -> Source {
    Source {
        view,
        class,
        name,
        fact,
    }
}

/// All that is read, one statement each.
pub(super) const SOURCES: [Source; 10] = [
    source("catalog_tags", Class::Catalog, &[], Fact::Tag),
    source("schema_tags", Class::Schema, &["schema_name"], Fact::Tag),
    source(
        "table_tags",
        Class::Relation,
        &["schema_name", "table_name"],
        Fact::Tag,
    ),
    source(
        "volume_tags",
        Class::Volume,
        &["schema_name", "volume_name"],
        Fact::Tag,
    ),
    source(
        "column_tags",
        Class::Relation,
        &["schema_name", "table_name"],
        Fact::ColumnTag,
    ),
    source("catalog_privileges", Class::Catalog, &[], Fact::Privilege),
    source(
        "schema_privileges",
        Class::Schema,
        &["schema_name"],
        Fact::Privilege,
    ),
    source(
        "table_privileges",
        Class::Relation,
        &["table_schema", "table_name"],
        Fact::Privilege,
    ),
    source(
        "volume_privileges",
        Class::Volume,
        &["volume_schema", "volume_name"],
        Fact::Privilege,
    ),
    source(
        "routine_privileges",
        Class::Function,
        &["routine_schema", "routine_name"],
        Fact::Privilege,
    ),
];

impl Governance {
    /// Takes the rows of one view in.
    ///
    /// # Errors
    /// The name of a column that the view should have and has not.
    pub(super) fn take(
        &mut self,
        catalog: &Ident,
        source: &Source,
        rows: &Rows,
    ) -> Result<(), &'static str> {
        let name: Vec<usize> = source
            .name
            .iter()
            .map(|column| rows.column(column))
            .collect::<Result<_, _>>()?;
        let key = |row: usize| {
            let parts = name
                .iter()
                .map(|column| Ident::new(rows.text(row, *column)));
            let name = QName::new([catalog.clone()].into_iter().chain(parts));
            ObjectKey::new(source.class, name)
        };
        match source.fact {
            Fact::Tag | Fact::ColumnTag => {
                let (tag, value) = (rows.column("tag_name")?, rows.column("tag_value")?);
                for row in 0..rows.len() {
                    let pair = (
                        rows.text(row, tag).to_owned(),
                        rows.text(row, value).to_owned(),
                    );
                    let tags = if matches!(source.fact, Fact::Tag) {
                        self.tags.entry(key(row)).or_default()
                    } else {
                        let column = Ident::new(rows.text(row, rows.column("column_name")?));
                        self.column_tags
                            .entry(key(row))
                            .or_default()
                            .entry(column)
                            .or_default()
                    };
                    tags.insert(pair.0, pair.1);
                }
            }
            Fact::Privilege => {
                let (grantee, privilege) =
                    (rows.column("grantee")?, rows.column("privilege_type")?);
                let inherited = rows.column("inherited_from")?;
                for row in 0..rows.len() {
                    if is_direct(rows.text(row, inherited)) {
                        self.privileges
                            .entry(key(row))
                            .or_default()
                            .entry(rows.text(row, grantee).to_owned())
                            .or_default()
                            .insert(rest_spelling(rows.text(row, privilege)));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether `inherited_from` says that the privilege was granted on the object itself.
fn is_direct(inherited_from: &str) -> bool {
    inherited_from.is_empty() || inherited_from.eq_ignore_ascii_case("none")
}

/// `USE CATALOG` as REST spells it: `USE_CATALOG`.
fn rest_spelling(privilege: &str) -> String {
    privilege.trim().to_ascii_uppercase().replace(' ', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: &[&str], rows: &[&[&str]]) -> Rows {
        Rows::new(
            columns.iter().map(|c| (*c).to_owned()).collect(),
            rows.iter()
                .map(|r| r.iter().map(|v| Some((*v).to_owned())).collect())
                .collect(),
        )
    }

    #[test]
    fn only_direct_privileges_are_kept_and_spelled_as_rest_does() {
        let mut governance = Governance::default();
        let source = SOURCES
            .iter()
            .find(|source| source.view == "table_privileges")
            .unwrap();
        let columns = [
            "inherited_from",
            "grantee",
            "privilege_type",
            "table_schema",
            "table_name",
        ];
        let answer = rows(
            &columns,
            &[
                &["NONE", "ana", "SELECT", "s", "t"],
                &["SCHEMA", "ben", "SELECT", "s", "t"],
                &["none", "ana", "APPLY TAG", "s", "t"],
            ],
        );
        governance.take(&Ident::new("c"), source, &answer).unwrap();
        let key: ObjectKey = "relation:c.s.t".parse().unwrap();
        let granted = governance.privileges.remove(&key).unwrap();
        assert_eq!(granted.len(), 1);
        assert_eq!(
            granted["ana"].iter().collect::<Vec<_>>(),
            ["APPLY_TAG", "SELECT"]
        );
    }

    #[test]
    fn a_view_without_an_expected_column_is_an_error_that_names_it() {
        let source = SOURCES
            .iter()
            .find(|source| source.view == "table_tags")
            .unwrap();
        let answer = rows(&["schema_name", "table_name", "tag_name"], &[]);
        let missing = Governance::default().take(&Ident::new("c"), source, &answer);
        assert_eq!(missing, Err("tag_value"));
    }
}
