//! A platform of a few lines: what steps do to a catalog, and what it refuses.

use std::collections::{BTreeMap, BTreeSet};

use clone_core::model::{
    Class, ConstraintRule, Detail, Grant, Inventory, Kind, Object, ObjectKey, TableDetail,
};
use clone_core::plan::{Op, Plan, Step};
use sql_rewrite::{Ident, Input, Mapping, Namespace, QName, RefKind, SqlKind, references};

use crate::world::{RUNNER, identity};

/// What making an object again does to its grants, tags and keys. The documents do not settle it,
/// so plans have to be right either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replacing {
    Keeps,
    Forgets,
}

/// The catalog after some steps of a plan. Panics where a real platform would refuse a step.
pub(crate) fn apply(
    plan: &Plan,
    steps: &[Step],
    source: &Inventory,
    target: Option<&Inventory>,
    replacing: Replacing,
) -> Option<Inventory> {
    let mut target = target.cloned();
    let mut handed_over = BTreeSet::new();
    for step in steps {
        if let Op::CreateCatalog {
            comment,
            properties,
            storage_root,
        } = &step.op
        {
            assert!(target.is_none(), "the catalog exists");
            let mut made = Inventory {
                catalog: plan.request.dest.clone(),
                identity: identity(),
                taken_at: source.taken_at,
                objects: BTreeMap::new(),
                policies: Vec::new(),
                gaps: Vec::new(),
            };
            let name = QName::new([plan.request.dest.clone()]);
            let born = name.child(Ident::from("default"));
            let detail = Detail::Catalog {
                storage_root: storage_root.clone(),
            };
            put(
                &mut made,
                object(
                    Kind::Catalog,
                    name,
                    comment.clone(),
                    properties.clone(),
                    detail,
                ),
            );
            let schema = Detail::Schema { storage_root: None };
            put(
                &mut made,
                object(Kind::Schema, born, None, BTreeMap::new(), schema),
            );
            target = Some(made);
        } else {
            let there = target.as_mut().expect("no catalog");
            for needed in needed(step, there) {
                assert!(there.objects.contains_key(&needed), "{needed} is not there");
                assert!(
                    !handed_over.contains(&needed),
                    "{needed} is handed over already"
                );
            }
            perform(there, step, source, replacing);
        }
        if let Op::SetOwner { .. } = step.op {
            handed_over.insert(step.object.0.clone());
        }
    }
    target
}

/// Objects of the target that a step can only use while they are there and the runner's own.
fn needed(step: &Step, target: &Inventory) -> Vec<ObjectKey> {
    let of_target = |name: &QName| {
        name.parts()[0] == target.catalog && name.parts()[1] != Ident::from("information_schema")
    };
    match &step.op {
        Op::AddConstraint { constraint, .. } => match &constraint.rule {
            ConstraintRule::ForeignKey { parent, .. } if of_target(parent) => {
                vec![ObjectKey::new(Class::Relation, parent.clone())]
            }
            _ => Vec::new(),
        },
        Op::CreateView {
            text, namespace, ..
        } => {
            let input = Input {
                text,
                kind: SqlKind::Query,
                namespace: &namespace
                    .clone()
                    .unwrap_or_else(|| own_namespace(&step.object.0)),
                mapping: &Mapping::default(),
            };
            let references = references(&input).unwrap().references;
            references
                .into_iter()
                .filter_map(|found| Some((found.kind, found.resolved?)))
                .filter(|(_, name)| of_target(name))
                .map(|(kind, name)| match kind {
                    RefKind::Function => ObjectKey::new(Class::Function, name),
                    _ => ObjectKey::new(Class::Relation, name),
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn object(
    kind: Kind,
    name: QName,
    comment: Option<String>,
    properties: BTreeMap<String, String>,
    detail: Detail,
) -> Object {
    Object {
        id: Some(format!("new {name}")),
        owner: Some(RUNNER.to_owned()),
        tags: BTreeMap::new(),
        grants: Vec::new(),
        kind,
        name,
        comment,
        properties,
        detail,
    }
}

fn put(target: &mut Inventory, object: Object) {
    let schema = object.name.parent().filter(|name| name.len() == 2);
    if let Some(schema) = schema {
        let schema = ObjectKey::new(Class::Schema, schema);
        assert!(
            target.objects.contains_key(&schema),
            "{schema} is not there"
        );
    }
    target.objects.insert(object.key(), object);
}

fn perform(target: &mut Inventory, step: &Step, source: &Inventory, replacing: Replacing) {
    let key = &step.object.0;
    let name = key.name.clone();
    let there = target.objects.get(key).cloned();
    may_change(target, key);
    let create = |target: &mut Inventory, replace: bool, mut made: Object| {
        assert_eq!(there.is_some(), replace, "{key}: replace {replace}");
        if let Some(there) = &there {
            assert_eq!(there.kind, made.kind);
            made.id.clone_from(&there.id);
            if replacing == Replacing::Keeps {
                made.tags.clone_from(&there.tags);
                made.grants.clone_from(&there.grants);
                made.owner.clone_from(&there.owner);
                if let (Detail::Table(made), Detail::Table(there)) =
                    (&mut made.detail, &there.detail)
                {
                    made.constraints.clone_from(&there.constraints);
                }
            }
        }
        put(target, made);
    };
    match &step.op {
        Op::CreateCatalog { .. } => unreachable!(),
        Op::CreateSchema {
            comment,
            properties,
        } => {
            let detail = Detail::Schema { storage_root: None };
            let made = object(
                Kind::Schema,
                name,
                comment.clone(),
                properties.clone(),
                detail,
            );
            create(target, false, made);
        }
        Op::CloneTable {
            source: from,
            pin,
            location,
            replace,
            properties,
            depth,
        } => {
            let from = &source.objects[&ObjectKey::new(Class::Relation, from.0.clone())];
            let Detail::Table(detail) = &from.detail else {
                panic!("not a table")
            };
            assert!(detail.row_filter.is_none() && detail.columns.iter().all(|c| c.mask.is_none()));
            assert_eq!(detail.pin.map(|pin| pin.version), Some(pin.version));
            let mut all = from.properties.clone();
            all.extend(properties.clone());
            let mut columns = detail.columns.clone();
            for column in &mut columns {
                column.tags.clear();
            }
            let storage = location
                .clone()
                .map_or(clone_core::model::Storage::Managed, |location| {
                    clone_core::model::Storage::External { location }
                });
            let made = TableDetail {
                shallow_clone: *depth == clone_core::plan::Depth::Shallow,
                constraints: Vec::new(),
                unknown_constraints: Vec::new(),
                pin: None,
                storage,
                columns,
                ..(**detail).clone()
            };
            let made = object(Kind::Table, name, None, all, Detail::Table(Box::new(made)));
            create(target, *replace, made);
        }
        Op::CreateView {
            text,
            namespace,
            columns,
            comment,
            properties,
            replace,
        } => {
            let from = &source.objects[&step.from.0];
            let Detail::View(detail) = &from.detail else {
                panic!("not a view")
            };
            let mut made = (**detail).clone();
            made.text.clone_from(text);
            made.namespace = namespace.clone().unwrap_or_else(|| own_namespace(key));
            made.columns.clone_from(columns);
            let detail = Detail::View(Box::new(made));
            let made = object(
                Kind::View,
                name,
                comment.clone(),
                properties.clone(),
                detail,
            );
            create(target, *replace, made);
        }
        Op::CreateFunction {
            function,
            namespace,
            comment,
            replace,
        } => {
            let mut made = (**function).clone();
            made.namespace = namespace.clone().unwrap_or_else(|| own_namespace(key));
            let detail = Detail::Function(Box::new(made));
            let made = object(
                Kind::Function,
                name,
                comment.clone(),
                BTreeMap::new(),
                detail,
            );
            create(target, *replace, made);
        }
        Op::CreateVolume { storage, comment } => {
            let detail = Detail::Volume {
                storage: storage.clone(),
                files: Some(BTreeMap::new()),
            };
            let made = object(Kind::Volume, name, comment.clone(), BTreeMap::new(), detail);
            create(target, false, made);
        }
        other => {
            let object = target.objects.get(key).cloned();
            let mut object = object.unwrap_or_else(|| panic!("{key} is not there"));
            change(source, &mut object, other);
            target.objects.insert(key.clone(), object);
        }
    }
}

fn own_namespace(key: &ObjectKey) -> Namespace {
    Namespace {
        catalog: key.name.parts()[0].clone(),
        schema: key.name.parts()[1].clone(),
    }
}

/// Only an owner of an object or of what it is in may change it.
fn may_change(target: &Inventory, key: &ObjectKey) {
    let mut names = vec![key.clone()];
    if let Some(parent) = key.name.parent() {
        let class = if parent.len() == 2 {
            Class::Schema
        } else {
            Class::Catalog
        };
        names.push(ObjectKey::new(class, parent));
    }
    names.push(ObjectKey::new(
        Class::Catalog,
        QName::new([target.catalog.clone()]),
    ));
    let owns = |key: &ObjectKey| {
        target
            .objects
            .get(key)
            .is_some_and(|object| object.owner.as_deref() == Some(RUNNER))
    };
    assert!(
        names.iter().any(owns),
        "the runner locked itself out of {key}"
    );
}

fn change(source: &Inventory, object: &mut Object, op: &Op) {
    match op {
        Op::CopyVolumeFiles { source: from } => {
            let from = &source.objects[&ObjectKey::new(Class::Volume, from.0.clone())];
            if let (
                Detail::Volume {
                    files: Some(from), ..
                },
                Detail::Volume {
                    files: Some(to), ..
                },
            ) = (&from.detail, &mut object.detail)
            {
                to.extend(from.clone());
            }
        }
        Op::SetProperties { properties } => object.properties.clone_from(properties),
        Op::AddConstraint {
            constraint,
            may_exist,
        } => {
            let Detail::Table(table) = &mut object.detail else {
                panic!("not a table")
            };
            let there = table
                .constraints
                .iter()
                .any(|other| other.name == constraint.name);
            assert!(!there || *may_exist, "key {} exists", constraint.name);
            if !there {
                table.constraints.push(constraint.clone());
                table.constraints.sort_by(|a, b| a.name.cmp(&b.name));
            }
        }
        Op::Annotate {
            comment,
            tags,
            column_tags,
        } => {
            if comment.is_some() {
                object.comment.clone_from(comment);
            }
            object.tags.extend(tags.clone());
            let columns = match &mut object.detail {
                Detail::Table(table) => &mut table.columns,
                Detail::View(view) => &mut view.columns,
                _ => return,
            };
            for (column, tags) in column_tags {
                let column = columns
                    .iter_mut()
                    .find(|other| other.name == *column)
                    .unwrap();
                column.tags.extend(tags.clone());
            }
        }
        Op::Grant { grants } => {
            for grant in grants {
                match object
                    .grants
                    .iter_mut()
                    .find(|there| there.principal == grant.principal)
                {
                    Some(there) => there.privileges.extend(grant.privileges.clone()),
                    None => object.grants.push(Grant::clone(grant)),
                }
            }
            object.grants.sort();
        }
        Op::SetOwner { owner } => object.owner = Some(owner.clone()),
        other => panic!("not a change: {other:?}"),
    }
}
