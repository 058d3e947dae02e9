//! Keys, and constraints of which nothing more than their existence is known.

use std::collections::BTreeMap;

use clone_core::model::{Constraint, ConstraintRule, Detail, Object, UnknownConstraint};
use uc_client::types;

use super::convert::dotted;

/// Adds the constraints of a table as `tables.get` tells them, in the order of their names.
pub(super) fn add(object: &mut Object, info: types::TableInfo) {
    let Detail::Table(table) = &mut object.detail else {
        return;
    };
    for constraint in info.table_constraints {
        match known(constraint) {
            Ok(key) => table.constraints.push(key),
            // A CHECK of a Delta table is one of its properties, and goes with its data.
            Err(unknown) if is_check(&unknown.name, &info.properties) => {}
            Err(unknown) => table.unknown_constraints.push(unknown),
        }
    }
    table.constraints.sort_by(|a, b| a.name.cmp(&b.name));
    table.unknown_constraints.sort();
}

fn known(wire: types::TableConstraint) -> Result<Constraint, UnknownConstraint> {
    if let Some(key) = wire.primary_key_constraint {
        return Ok(Constraint {
            name: key.name.unwrap_or_default(),
            columns: key.child_columns,
            rely: key.rely.unwrap_or(false),
            rule: ConstraintRule::PrimaryKey {
                timeseries: key.timeseries_columns,
            },
        });
    }
    if let Some(key) = wire.foreign_key_constraint {
        return Ok(Constraint {
            name: key.name.unwrap_or_default(),
            columns: key.child_columns,
            rely: key.rely.unwrap_or(false),
            rule: ConstraintRule::ForeignKey {
                parent: dotted(key.parent_table.as_deref()),
                parent_columns: key.parent_columns,
            },
        });
    }
    if let Some(named) = wire.named_table_constraint {
        return Err(UnknownConstraint {
            name: named.name.unwrap_or_default(),
            wire_kind: "named_table_constraint".to_owned(),
        });
    }
    let (wire_kind, content) = wire.extra.into_iter().next().unwrap_or_default();
    let name = content.get("name").and_then(|name| name.as_str());
    Err(UnknownConstraint {
        name: name.unwrap_or_default().to_owned(),
        wire_kind,
    })
}

fn is_check(name: &str, properties: &BTreeMap<String, String>) -> bool {
    properties.keys().any(|property| {
        let check = property.strip_prefix("delta.constraints.");
        check.is_some_and(|check| check.eq_ignore_ascii_case(name))
    })
}

#[cfg(test)]
mod tests {
    use sql_rewrite::{Ident, QName};

    use super::super::convert;
    use super::*;

    #[test]
    fn no_constraint_is_dropped_without_a_word() {
        let wire = serde_json::json!([
            {"primary_key_constraint": {"name": "pk", "child_columns": ["id"], "rely": true}},
            {"named_table_constraint": {"name": "positive"}},
            {"named_table_constraint": {"name": "Small"}},
            {"unique_constraint": {"name": "one", "child_columns": ["id"]}},
            {"unique_constraint": 7},
        ]);
        let info = types::TableInfo {
            table_type: Some("MANAGED".to_owned()),
            table_constraints: serde_json::from_value(wire).unwrap(),
            properties: [("delta.constraints.small".to_owned(), "id < 9".to_owned())].into(),
            ..types::TableInfo::default()
        };
        let name = QName::new(["c", "s", "t"].map(Ident::new));
        let mut object = convert::relation(info.clone(), name);
        add(&mut object, info);
        let Detail::Table(table) = &object.detail else {
            unreachable!()
        };
        assert_eq!(table.constraints.len(), 1);
        let unknown = table.unknown_constraints.iter();
        let unknown: Vec<_> = unknown
            .map(|c| (c.name.as_str(), c.wire_kind.as_str()))
            .collect();
        let expected = [
            ("", "unique_constraint"),
            ("one", "unique_constraint"),
            ("positive", "named_table_constraint"),
        ];
        assert_eq!(unknown, expected);
    }
}
