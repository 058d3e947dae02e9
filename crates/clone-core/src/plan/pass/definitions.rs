//! Functions and views: retargets their texts and orders them by what they read.

use std::collections::{BTreeMap, BTreeSet};

use sql_rewrite::{Ident, Mapping, Namespace, QName};

use super::{functions, views};
use crate::codes;
use crate::model::{Class, Detail, Kind, Object, ObjectKey};
use crate::plan::draft::{Draft, Fate};
use crate::plan::graph;
use crate::plan::text::{Named, Texts};

/// A definition as it is wanted in the destination.
struct Pending<'a> {
    object: &'a Object,
    detail: Detail,
    /// Where its short names resolve in the destination; none when it has none.
    namespace: Option<Namespace>,
    /// What it reads inside the catalog.
    reads: BTreeSet<ObjectKey>,
}

pub(super) fn run(draft: &mut Draft<'_>) {
    let mapping = mapping(draft);
    let mut pending = BTreeMap::new();
    for kind in [Kind::Function, Kind::View] {
        for (key, object) in draft.undecided(kind) {
            let Some((detail, texts)) = retarget(draft, key, object, &mapping) else {
                continue;
            };
            if let Some(reads) = reads(draft, key, &texts) {
                let namespace = namespace(draft, key, object, &mapping).filter(|_| texts.short);
                let item = Pending {
                    object,
                    detail,
                    namespace,
                    reads,
                };
                pending.insert(key.clone(), item);
            }
        }
    }
    for key in ordered(draft, &mut pending) {
        if let Some(pending) = pending.remove(&key) {
            place(draft, &key, pending);
        }
    }
}

/// Names of the source become names of the destination, except those of excluded objects.
fn mapping(draft: &Draft<'_>) -> Mapping {
    let mut mapping = Mapping::catalog(draft.source.catalog.clone(), draft.request.dest.clone());
    for key in draft.source.objects.keys() {
        if draft.fate(key) == Some(&Fate::Excluded) {
            let stays = (key.name.clone(), key.name.clone());
            match key.class {
                Class::Schema => mapping.schemas.extend([stays]),
                _ => mapping.objects.extend([stays]),
            }
        }
    }
    mapping
}

/// Where short names of the retargeted text resolve. A schema that the destination will not have
/// gives way to the object's own: a text whose one-part names resolve there is left out anyway.
fn namespace(
    draft: &Draft<'_>,
    key: &ObjectKey,
    object: &Object,
    mapping: &Mapping,
) -> Option<Namespace> {
    let current = match &object.detail {
        Detail::View(view) => &view.namespace,
        Detail::Function(function) => &function.namespace,
        _ => return None,
    };
    let mut schema = QName::new([current.catalog.clone(), current.schema.clone()]);
    let fate = draft.fate(&ObjectKey::new(Class::Schema, schema.clone()));
    let stays = !matches!(fate, Some(Fate::Cloned(_) | Fate::Excluded));
    if current.catalog == draft.source.catalog && stays {
        schema = key.name.parent()?;
    }
    let schema = mapping.map_name(&schema).unwrap_or(schema);
    match schema.parts() {
        [catalog, schema] => Some(Namespace {
            catalog: catalog.clone(),
            schema: schema.clone(),
        }),
        _ => None,
    }
}

fn retarget(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    object: &Object,
    mapping: &Mapping,
) -> Option<(Detail, Texts)> {
    let answer = match &object.detail {
        Detail::View(view) => views::retargeted(view, mapping),
        Detail::Function(function) if !function.language.eq_ignore_ascii_case("SQL") => {
            let reason = format!(
                "is written in {}, and only SQL functions are cloned",
                function.language
            );
            draft.skip(&codes::LANGUAGE_NOT_CLONED, key, reason, None);
            return None;
        }
        Detail::Function(function) => functions::retargeted(function, mapping),
        _ => {
            let reason = "the inventory does not say how it is defined";
            draft.skip(&codes::INVENTORY_GAP, key, reason, None);
            return None;
        }
    };
    match answer {
        Ok(retargeted) => Some(retargeted),
        Err(refusal) => {
            let remedy = "exclude it, or go on without it with --allow CX4103";
            draft.skip(&codes::NOT_RETARGETABLE, key, refusal, Some(remedy));
            None
        }
    }
}

/// What a definition reads inside the catalog; none when it is left out because of it.
fn reads(draft: &mut Draft<'_>, key: &ObjectKey, texts: &Texts) -> Option<BTreeSet<ObjectKey>> {
    let mut reads = BTreeSet::new();
    for named in &texts.names {
        let Some(target) = inside(draft, named) else {
            continue;
        };
        match draft.fate(&target) {
            Some(Fate::Excluded) => {
                let message = format!("reads `{}` of the source, which is excluded", named.name);
                let remedy = "include what it reads, or exclude it too; \
                              with --allow CX4101 it reads the source";
                draft.find(&codes::READS_EXCLUDED, key, message, Some(remedy));
            }
            None if named.may_be_built_in && !draft.source.objects.contains_key(&target) => {}
            None if !draft.source.objects.contains_key(&target) => {
                let reason = format!("refers to `{}`, which is not in the catalog", named.name);
                draft.skip(
                    &codes::REFERENCE_MISSING,
                    key,
                    reason,
                    Some("repair it in the source"),
                );
                return None;
            }
            _ => {
                reads.insert(target);
            }
        }
    }
    let told = told(draft, key);
    for opaque in &texts.opaque {
        let remedy = "look at it by hand: what it names was not retargeted";
        let message = match &told {
            Some(told) => format!("{opaque}; the platform says that it reads {}", listed(told)),
            None => opaque.clone(),
        };
        draft.find(&codes::OPAQUE_REFERENCE, key, message, Some(remedy));
    }
    if !texts.opaque.is_empty() {
        let inside = told.iter().flatten().filter_map(|name| {
            let named = Named {
                class: Class::Relation,
                name: name.clone(),
                may_be_built_in: false,
            };
            inside(draft, &named)
        });
        reads.extend(inside.filter(|read| {
            let is_there = draft.source.objects.contains_key(read);
            is_there && draft.fate(read) != Some(&Fate::Excluded)
        }));
    }
    Some(reads)
}

/// What the platform says that a view reads, where it was asked.
fn told(draft: &Draft<'_>, key: &ObjectKey) -> Option<Vec<QName>> {
    match &draft.source.objects.get(key)?.detail {
        Detail::View(view) => view.dependencies.clone(),
        _ => None,
    }
}

fn listed(names: &[QName]) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The object of the catalog that a name means; none for names of other catalogs.
fn inside(draft: &Draft<'_>, named: &Named) -> Option<ObjectKey> {
    let [catalog, schema, _] = named.name.parts() else {
        return None;
    };
    if *catalog != draft.source.catalog || *schema == Ident::from("information_schema") {
        return None;
    }
    let key = ObjectKey::new(named.class, named.name.clone());
    // A name in a constant may be that of a function.
    let function = ObjectKey::new(Class::Function, named.name.clone());
    let objects = &draft.source.objects;
    if !objects.contains_key(&key) && objects.contains_key(&function) {
        return Some(function);
    }
    Some(key)
}

/// An order in which everything comes after what it reads; members of circles are left out.
fn ordered(
    draft: &mut Draft<'_>,
    pending: &mut BTreeMap<ObjectKey, Pending<'_>>,
) -> Vec<ObjectKey> {
    loop {
        let keys: Vec<_> = pending.keys().cloned().collect();
        let places: BTreeMap<_, _> = keys.iter().enumerate().map(|(at, key)| (key, at)).collect();
        let needs: Vec<BTreeSet<_>> = pending
            .values()
            .map(|item| {
                item.reads
                    .iter()
                    .filter_map(|key| places.get(key).copied())
                    .collect()
            })
            .collect();
        let cycle = match graph::order(&needs) {
            Ok(order) => {
                return order
                    .into_iter()
                    .filter_map(|at| keys.get(at).cloned())
                    .collect();
            }
            Err(cycle) => cycle,
        };
        let members: Vec<_> = cycle.iter().filter_map(|at| keys.get(*at)).collect();
        let circle: Vec<_> = members
            .iter()
            .chain(members.first())
            .map(|key| format!("`{}`", key.name))
            .collect();
        let reason = format!("is part of a circle: {}", circle.join(" reads "));
        for key in members {
            draft.skip(&codes::CYCLE, key, reason.clone(), None);
            pending.remove(key);
        }
    }
}

fn place(draft: &mut Draft<'_>, key: &ObjectKey, pending: Pending<'_>) {
    let skipped = pending
        .reads
        .iter()
        .find(|read| draft.start(read).is_none());
    if let Some(read) = skipped {
        let word = if read.class == Class::Function {
            "calls"
        } else {
            "reads"
        };
        let reason = format!("{word} `{}`, which is not cloned", read.name);
        draft.skip(&codes::DEPENDS_ON_SKIPPED, key, reason, None);
        return;
    }
    let after: Vec<_> = pending
        .reads
        .iter()
        .map(|read| (read.clone(), crate::plan::draft::Slot::Create))
        .chain(draft.container(key))
        .collect();
    draft.reads.insert(key.clone(), pending.reads);
    let start = match pending.detail {
        Detail::View(view) => {
            views::place(draft, key, pending.object, *view, pending.namespace, after)
        }
        Detail::Function(function) => functions::place(
            draft,
            key,
            pending.object,
            function,
            pending.namespace,
            after,
        ),
        _ => None,
    };
    if let Some(start) = start {
        draft.decide(key, Fate::Cloned(start));
    }
}
