//! Whether two ways of asking see the same objects; where not, something is hidden.

use std::collections::BTreeSet;

use clone_core::model::{Class, Gap, ObjectKey};
use sql_rewrite::{Ident, QName};

/// How many missing names a gap spells out.
const NAMED: usize = 20;

/// Compares the names that `information_schema` shows with those that REST shows.
///
/// Whoever sees an object in one and not in the other holds a part of its privileges only, and the
/// facts that hang on the missing side (masks, tags, grants) are then missing too.
pub(super) fn gaps(
    catalog: &Ident,
    principal: &str,
    listed: &BTreeSet<ObjectKey>,
    described: &BTreeSet<ObjectKey>,
) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for class in [Class::Relation, Class::Function, Class::Volume] {
        let of_class = |keys: &BTreeSet<ObjectKey>| -> BTreeSet<ObjectKey> {
            keys.iter()
                .filter(|key| key.class == class)
                .cloned()
                .collect()
        };
        let (listed, described) = (of_class(listed), of_class(described));
        let only_listed: Vec<&ObjectKey> = listed.difference(&described).collect();
        let only_described: Vec<&ObjectKey> = described.difference(&listed).collect();
        let all = listed.len() + only_described.len();
        let sides = [
            (only_listed, "information_schema"),
            (only_described, "the REST API"),
        ];
        for (missing, there) in sides {
            if !missing.is_empty() {
                let what = format!(
                    "`{principal}` sees {} of {all} {} in {there}; missing: {}",
                    all - missing.len(),
                    plural(class, all),
                    names(&missing)
                );
                gaps.push(gap(catalog, principal, class, what));
            }
        }
    }
    gaps
}

/// The gap that an object leaves which can be browsed but not read.
pub(super) fn browse_only(object: &ObjectKey, principal: &str) -> Gap {
    let name = object.name.to_sql();
    let to = Ident::new(principal).quoted();
    let remedy = match object.class {
        Class::Catalog => format!("GRANT USE CATALOG ON CATALOG {name} TO {to}"),
        Class::Schema => format!("GRANT USE SCHEMA ON SCHEMA {name} TO {to}"),
        Class::Function | Class::Model => format!("GRANT EXECUTE ON FUNCTION {name} TO {to}"),
        Class::Volume => format!("GRANT READ VOLUME ON VOLUME {name} TO {to}"),
        _ => format!("GRANT SELECT ON TABLE {name} TO {to}"),
    };
    Gap {
        object: object.clone(),
        what: "its existence is visible, its definition and data are not".to_owned(),
        remedy: Some(remedy),
    }
}

fn gap(catalog: &Ident, principal: &str, class: Class, what: String) -> Gap {
    let privilege = match class {
        Class::Function => "EXECUTE",
        Class::Volume => "READ VOLUME",
        _ => "SELECT",
    };
    let remedy = format!(
        "GRANT USE CATALOG, USE SCHEMA, {privilege} ON CATALOG {} TO {}",
        catalog.quoted(),
        Ident::new(principal).quoted()
    );
    let object = ObjectKey::new(Class::Catalog, QName::new([catalog.clone()]));
    Gap {
        object,
        what,
        remedy: Some(remedy),
    }
}

fn plural(class: Class, count: usize) -> &'static str {
    match (class, count == 1) {
        (Class::Function, true) => "function",
        (Class::Function, false) => "functions",
        (Class::Volume, true) => "volume",
        (Class::Volume, false) => "volumes",
        (_, true) => "table or view",
        (_, false) => "tables and views",
    }
}

fn names(missing: &[&ObjectKey]) -> String {
    let shown: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|key| key.name.to_string())
        .collect();
    let more = missing.len().saturating_sub(NAMED);
    if more == 0 {
        shown.join(", ")
    } else {
        format!("{} and {more} more", shown.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(texts: &[&str]) -> BTreeSet<ObjectKey> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn equal_views_leave_no_gap() {
        let both = keys(&["relation:c.s.t", "volume:c.s.v"]);
        assert_eq!(gaps(&Ident::new("c"), "me", &both, &both), []);
    }

    #[test]
    fn what_one_side_hides_is_named_with_the_grant_that_shows_it() {
        let rest = keys(&["relation:c.s.t", "relation:c.s.u", "function:c.s.f"]);
        let sql = keys(&["relation:c.s.t"]);
        let found = gaps(&Ident::new("c"), "me", &rest, &sql);
        let lines: Vec<String> = found
            .iter()
            .map(|g| format!("{} | {}", g.what, g.remedy.as_ref().unwrap()))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        `me` sees 1 of 2 tables and views in information_schema; missing: c.s.u | GRANT USE CATALOG, USE SCHEMA, SELECT ON CATALOG `c` TO `me`
        `me` sees 0 of 1 function in information_schema; missing: c.s.f | GRANT USE CATALOG, USE SCHEMA, EXECUTE ON CATALOG `c` TO `me`
        ");
    }
}
