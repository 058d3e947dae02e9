//! Masks and row filters as `information_schema` tells them, held against those of the REST lists.
//!
//! A protection that only one of both shows would be lost in a clone, so it leaves a gap.

use std::collections::BTreeMap;

use clone_core::model::{Detail, Gap, Object};
use sql_rewrite::{Ident, QName};

use crate::uc::Rows;

/// Views that tell of protections.
pub(super) const VIEWS: [&str; 2] = ["row_filters", "column_masks"];

/// Functions that protect: by table, and by column where they mask one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Protections(BTreeMap<(QName, Option<Ident>), QName>);

impl Protections {
    /// Takes the rows of one view in.
    ///
    /// The documentation names the columns `schema_name`, `filter_catalog`, `filter_schema`,
    /// `filter_name`; workspaces were seen that name them `table_schema` and tell the whole name of
    /// the function in `filter_name`. Both are read, also from the same answer.
    ///
    /// # Errors
    /// The name of a column that the view should have and has not.
    pub(super) fn take(
        &mut self,
        catalog: &Ident,
        view: &str,
        rows: &Rows,
    ) -> Result<(), &'static str> {
        let masks = view == "column_masks";
        let schema = rows
            .column("schema_name")
            .or_else(|_| rows.column("table_schema"))?;
        let table = rows.column("table_name")?;
        let column = masks.then(|| rows.column("column_name")).transpose()?;
        let [of_catalog, of_schema, name] = if masks {
            ["mask_catalog", "mask_schema", "mask_name"]
        } else {
            ["filter_catalog", "filter_schema", "filter_name"]
        };
        let name = rows.column(name)?;
        for row in 0..rows.len() {
            let text = rows.text(row, name);
            let function: Vec<&str> = if text.contains('.') {
                text.split('.').collect()
            } else {
                vec![
                    rows.text(row, rows.column(of_catalog)?),
                    rows.text(row, rows.column(of_schema)?),
                    text,
                ]
            };
            let parts = [rows.text(row, schema), rows.text(row, table)].map(Ident::new);
            let on = QName::new([catalog.clone()].into_iter().chain(parts));
            let column = column.map(|column| Ident::new(rows.text(row, column)));
            self.0.insert(
                (on, column),
                QName::new(function.into_iter().map(Ident::new)),
            );
        }
        Ok(())
    }

    /// The protections that the REST lists show.
    fn listed(objects: &[Object]) -> Self {
        let mut shown = BTreeMap::new();
        for object in objects {
            let columns = match &object.detail {
                Detail::Table(table) => {
                    if let Some(filter) = &table.row_filter {
                        shown.insert((object.name.clone(), None), filter.function.clone());
                    }
                    &table.columns
                }
                Detail::View(view) => &view.columns,
                _ => continue,
            };
            for column in columns {
                if let Some(mask) = &column.mask {
                    let on = (object.name.clone(), Some(Ident::new(column.name.as_str())));
                    shown.insert(on, mask.function.clone());
                }
            }
        }
        Self(shown)
    }

    /// What both ways of asking do not agree on, for objects that both show.
    pub(super) fn gaps(&self, objects: &[Object]) -> Vec<Gap> {
        let listed = Self::listed(objects);
        let mut gaps = Vec::new();
        for object in objects {
            let about = |side: &Self| -> BTreeMap<Option<Ident>, QName> {
                let of_object = side.0.range((object.name.clone(), None)..);
                of_object
                    .take_while(|((on, _), _)| *on == object.name)
                    .map(|((_, column), function)| (column.clone(), function.clone()))
                    .collect()
            };
            if !matches!(object.detail, Detail::Table(_) | Detail::View(_)) {
                continue;
            }
            let (told, shown) = (about(self), about(&listed));
            let places = told
                .keys()
                .chain(shown.keys().filter(|at| !told.contains_key(at)));
            for at in places.filter(|at| told.get(at) != shown.get(at)) {
                gaps.push(Gap {
                    object: object.key(),
                    what: disagreement(at.as_ref(), told.get(at), shown.get(at)),
                    remedy: None,
                });
            }
        }
        gaps
    }
}

fn disagreement(column: Option<&Ident>, told: Option<&QName>, shown: Option<&QName>) -> String {
    let what = match column {
        Some(column) => format!("column `{}` is masked", column.as_str()),
        None => "its rows are filtered".to_owned(),
    };
    let by = |function: Option<&QName>| match function {
        Some(function) => format!("by `{function}`"),
        None => "by nothing".to_owned(),
    };
    format!(
        "{what} {} in information_schema and {} in the REST API",
        by(told),
        by(shown)
    )
}

#[cfg(test)]
mod tests {
    use clone_core::model::{Column, Kind, RowFilter, Storage, TableDetail};

    use super::*;

    fn rows(columns: &[&str], values: &[&str]) -> Rows {
        Rows::new(
            columns.iter().map(|c| (*c).to_owned()).collect(),
            vec![values.iter().map(|v| Some((*v).to_owned())).collect()],
        )
    }

    fn told(view: &str, columns: &[&str], values: &[&str]) -> Protections {
        let mut told = Protections::default();
        told.take(&Ident::new("c"), view, &rows(columns, values))
            .unwrap();
        told
    }

    /// The column names of the documentation, of dbt-databricks, and of both at once.
    #[rstest::rstest]
    #[case::documented(&["catalog_name", "schema_name", "table_name", "filter_catalog", "filter_schema", "filter_name", "filter_col_usage"],
        &["c", "s", "t", "c", "s", "f", "id"])]
    #[case::observed(&["table_catalog", "table_schema", "table_name", "filter_name", "target_columns"],
        &["c", "s", "t", "c.s.f", "id"])]
    #[case::both(&["schema_name", "table_schema", "table_name", "filter_catalog", "filter_schema", "filter_name"],
        &["s", "s", "t", "c", "s", "c.s.f"])]
    fn filters_are_read_under_either_name(#[case] columns: &[&str], #[case] values: &[&str]) {
        let told = told("row_filters", columns, values);
        let facts: Vec<String> = told
            .0
            .iter()
            .map(|((on, column), function)| format!("{on} {column:?} {function}"))
            .collect();
        assert_eq!(facts, ["c.s.t None c.s.f"]);
    }

    #[rstest::rstest]
    #[case::documented(&["schema_name", "table_name", "column_name", "mask_catalog", "mask_schema", "mask_name"],
        &["s", "t", "Email", "c", "s", "m"])]
    #[case::observed(&["table_schema", "table_name", "column_name", "mask_name", "using_columns"],
        &["s", "t", "Email", "c.s.m", ""])]
    fn masks_are_read_under_either_name(#[case] columns: &[&str], #[case] values: &[&str]) {
        let told = told("column_masks", columns, values);
        assert_eq!(told.gaps(&[table(None, Some("c.s.m"))]), []);
    }

    #[test]
    fn a_view_without_its_columns_is_told_by_the_first_that_lacks() {
        let mut told = Protections::default();
        let answer = rows(&["table_schema", "table_name"], &["s", "t"]);
        let missing = told.take(&Ident::new("c"), "row_filters", &answer);
        assert_eq!(missing, Err("filter_name"));
    }

    fn table(filter: Option<&str>, mask: Option<&str>) -> Object {
        let function = |name: &str| QName::new(name.split('.').map(Ident::new));
        let column = Column {
            name: "email".into(),
            type_text: "string".into(),
            nullable: true,
            comment: None,
            tags: BTreeMap::new(),
            mask: mask.map(|name| clone_core::model::Mask {
                function: function(name),
                using: Vec::new(),
            }),
        };
        Object {
            kind: Kind::Table,
            name: function("c.s.t"),
            id: None,
            owner: None,
            comment: None,
            properties: BTreeMap::new(),
            tags: BTreeMap::new(),
            grants: Vec::new(),
            detail: Detail::Table(Box::new(TableDetail {
                storage: Storage::Managed,
                format: "DELTA".into(),
                shallow_clone: false,
                columns: vec![column],
                constraints: Vec::new(),
                unknown_constraints: Vec::new(),
                row_filter: filter.map(|name| RowFilter {
                    function: function(name),
                    columns: Vec::new(),
                }),
                pin: None,
            })),
        }
    }

    #[test]
    fn a_protection_that_one_side_hides_or_names_otherwise_is_a_gap() {
        let filter = ["table_schema", "table_name", "filter_name"];
        let mut both = told("row_filters", &filter, &["s", "t", "c.s.f"]);
        let mask = ["table_schema", "table_name", "column_name", "mask_name"];
        both.0
            .extend(told("column_masks", &mask, &["s", "t", "email", "c.s.m"]).0);
        let cases = [
            (&both, table(Some("c.s.f"), Some("c.s.m"))),
            (&both, table(None, None)),
            (&both, table(Some("c.s.f"), Some("c.s.other"))),
            (&Protections::default(), table(Some("c.s.f"), None)),
        ];
        let lines: Vec<String> = cases
            .iter()
            .map(|(told, table)| {
                let gaps = told.gaps(std::slice::from_ref(table));
                gaps.into_iter()
                    .map(|gap| gap.what)
                    .collect::<Vec<_>>()
                    .join("; ")
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"

        its rows are filtered by `c.s.f` in information_schema and by nothing in the REST API; column `email` is masked by `c.s.m` in information_schema and by nothing in the REST API
        column `email` is masked by `c.s.m` in information_schema and by `c.s.other` in the REST API
        its rows are filtered by nothing in information_schema and by `c.s.f` in the REST API
        ");
    }
}
