//! Primary and foreign keys, parents first.

use std::collections::BTreeMap;

use sql_rewrite::Ident;

use crate::codes;
use crate::model::{Class, Constraint, ConstraintRule, Detail, Kind, Object, ObjectKey};
use crate::plan::Op;
use crate::plan::draft::{Draft, Fate, Slot, Start};

pub(super) fn run(draft: &mut Draft<'_>) {
    if !draft.request.carry.constraints {
        return;
    }
    let tables = draft.cloned();
    for (key, object, _) in &tables {
        tell_unknown(draft, key, object);
    }
    for wants_primary in [true, false] {
        for (key, object, start) in &tables {
            for constraint in constraints(object) {
                let primary = matches!(constraint.rule, ConstraintRule::PrimaryKey { .. });
                if primary == wants_primary {
                    add(draft, key, *start, constraint);
                }
            }
        }
    }
}

fn constraints(object: &Object) -> &[Constraint] {
    match &object.detail {
        Detail::Table(table) => &table.constraints,
        _ => &[],
    }
}

/// Says which constraints stay behind because nothing is known of them.
fn tell_unknown(draft: &mut Draft<'_>, key: &ObjectKey, object: &Object) {
    let Detail::Table(table) = &object.detail else {
        return;
    };
    for constraint in &table.unknown_constraints {
        let message = format!(
            "constraint `{}` is of kind `{}`, which this version does not know",
            constraint.name, constraint.wire_kind
        );
        let remedy = "add it to the clone by hand, if it is needed there";
        draft.find(&codes::CONSTRAINT_UNKNOWN, key, message, Some(remedy));
    }
}

fn add(draft: &mut Draft<'_>, key: &ObjectKey, start: Start, constraint: &Constraint) {
    let mut wanted = constraint.clone();
    let mut after = vec![(key.clone(), Slot::Create)];
    after.extend(draft.container(key));
    let mut retained = None;
    if let ConstraintRule::ForeignKey { parent, .. } = &mut wanted.rule {
        let parent_key = ObjectKey::new(Class::Relation, parent.clone());
        let inside = parent.parts().first() == Some(&draft.source.catalog);
        match draft.fate(&parent_key).filter(|_| inside) {
            Some(Fate::Cloned(_)) => {
                *parent = draft.dest_name(parent);
                after.push((parent_key.clone(), Slot::Create));
                let keys = draft
                    .source
                    .objects
                    .get(&parent_key)
                    .map_or(&[][..], constraints);
                after.extend(
                    keys.iter()
                        .filter(|key| matches!(key.rule, ConstraintRule::PrimaryKey { .. }))
                        .map(|key| (parent_key.clone(), Slot::Key(key.name.clone()))),
                );
            }
            None if inside => {
                let message = format!(
                    "foreign key `{}` refers to `{parent}`, which is not in the catalog",
                    constraint.name
                );
                draft.find(&codes::KEY_DROPPED, key, message, None);
                return;
            }
            fate => retained = fate.map(|_| parent.clone()),
        }
    }
    match there(draft, key, &wanted) {
        Some(there) if !same(&there, &wanted) => {
            let message = format!(
                "key `{}` differs from the source's and is left as it is",
                wanted.name
            );
            let remedy = "drop it in the destination, then plan again";
            draft.find(&codes::KEY_DIFFERS, key, message, Some(remedy));
            return;
        }
        Some(_) if start == Start::Kept => return,
        _ => {}
    }
    if let Some(parent) = retained {
        let message = format!(
            "foreign key `{}` to `{parent}` keeps pointing at the source",
            wanted.name
        );
        let remedy = "clone the other table too";
        draft.find(&codes::KEY_RETAINED, key, message, Some(remedy));
    }
    let op = Op::AddConstraint {
        may_exist: start == Start::Replaced,
        constraint: wanted,
    };
    draft.step(
        key,
        Kind::Table,
        Slot::Key(constraint.name.clone()),
        op,
        after,
    );
}

/// The key of the same name that the clone has already.
fn there(draft: &Draft<'_>, key: &ObjectKey, wanted: &Constraint) -> Option<Constraint> {
    let named: BTreeMap<_, _> = constraints(draft.existing(key)?)
        .iter()
        .map(|constraint| (Ident::new(constraint.name.as_str()), constraint))
        .collect();
    named
        .get(&Ident::new(wanted.name.as_str()))
        .map(|&constraint| constraint.clone())
}

/// Whether two keys of one name state the same; the case of names says nothing.
fn same(a: &Constraint, b: &Constraint) -> bool {
    let fold = |names: &[String]| -> Vec<Ident> {
        names.iter().map(|name| Ident::new(name.as_str())).collect()
    };
    let rules = match (&a.rule, &b.rule) {
        (
            ConstraintRule::PrimaryKey { timeseries: a },
            ConstraintRule::PrimaryKey { timeseries: b },
        ) => fold(a) == fold(b),
        (
            ConstraintRule::ForeignKey {
                parent: a,
                parent_columns: a_columns,
            },
            ConstraintRule::ForeignKey {
                parent: b,
                parent_columns: b_columns,
            },
        ) => a == b && fold(a_columns) == fold(b_columns),
        _ => false,
    };
    rules && a.rely == b.rely && fold(&a.columns) == fold(&b.columns)
}
