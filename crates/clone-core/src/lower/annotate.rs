//! Comments and tags as statements, and statements as one script.

use std::collections::BTreeMap;

use sql_rewrite::QName;

use super::quote;
use crate::model::Kind;
use crate::plan::{Action, Expect};

/// One statement for the comment, one for the tags, one for each column with tags.
pub(super) fn statements(
    kind: Kind,
    name: &QName,
    comment: Option<&String>,
    tags: &BTreeMap<String, String>,
    column_tags: &BTreeMap<String, BTreeMap<String, String>>,
) -> Vec<String> {
    let name = name.to_sql();
    // COMMENT ON knows views as tables; ALTER tells them apart, but for columns.
    let (commented, altered) = match kind {
        Kind::Catalog => ("CATALOG", "CATALOG"),
        Kind::Schema => ("SCHEMA", "SCHEMA"),
        Kind::Volume => ("VOLUME", "VOLUME"),
        Kind::Function => ("FUNCTION", "FUNCTION"),
        Kind::View => ("TABLE", "VIEW"),
        _ => ("TABLE", "TABLE"),
    };
    let mut statements = Vec::new();
    if let Some(comment) = comment {
        let text = quote::literal(comment);
        statements.push(format!("COMMENT ON {commented} {name} IS {text}"));
    }
    if !tags.is_empty() {
        statements.push(format!(
            "ALTER {altered} {name} SET TAGS {}",
            quote::pairs(tags)
        ));
    }
    for (column, tags) in column_tags {
        let (column, tags) = (quote::ident(column), quote::pairs(tags));
        statements.push(format!(
            "ALTER TABLE {name} ALTER COLUMN {column} SET TAGS {tags}"
        ));
    }
    statements
}

/// The statements one by one, or all in one script, which is one call.
pub(super) fn actions(statements: Vec<String>, scripts: bool) -> Vec<Action> {
    let sql = |statement| Action::Sql {
        statement,
        namespace: None,
        expect: Expect::Done,
    };
    if scripts && statements.len() > 1 {
        let body: String = statements
            .iter()
            .map(|text| format!("  {text};\n"))
            .collect();
        return vec![sql(format!("BEGIN\n{body}END"))];
    }
    statements.into_iter().map(sql).collect()
}
