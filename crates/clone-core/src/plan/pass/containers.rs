//! Catalog and schemas: makes what is missing, and refuses what somebody else made.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use sql_rewrite::Ident;

use crate::codes;
use crate::model::{Class, Detail, Kind, Object, ObjectKey};
use crate::plan::Op;
use crate::plan::draft::{DEFAULT_SCHEMA, Draft, Fate, Slot, Start};
use crate::plan::marker::Marker;
use crate::rules::{PropertyClass, carried_properties, property_class};

/// Stops the passes when the destination is not ours.
pub(super) fn run(draft: &mut Draft<'_>) -> ControlFlow<()> {
    catalog(draft)?;
    for (key, object) in draft.undecided(Kind::Schema) {
        schema(draft, key, object);
    }
    leave_out_orphans(draft);
    ControlFlow::Continue(())
}

fn catalog(draft: &mut Draft<'_>) -> ControlFlow<()> {
    let key = draft.source_catalog();
    let Some(object) = draft.source.objects.get(&key) else {
        let message = "the catalog itself is not in its inventory";
        draft.find(&codes::INVENTORY_GAP, &key, message, None);
        return ControlFlow::Break(());
    };
    let metastore = &draft.source.identity.metastore_id;
    let marker = Marker::of(object).of_metastore(metastore);
    let wanted = wanted_properties(draft, object, &marker);
    match draft.existing(&key) {
        None => {
            note_own_location(draft, &key, object);
            let op = Op::CreateCatalog {
                storage_root: draft.request.storage_root.clone(),
                comment: comment(draft, object),
                properties: wanted,
            };
            draft.step(&key, Kind::Catalog, Slot::Create, op, []);
            draft.decide(&key, Fate::Cloned(Start::Created));
        }
        Some(existing) => {
            if let Some(message) = foreign(existing, &marker) {
                let remedy = "choose another destination; clxs changes only what it made";
                draft.find(&codes::CATALOG_NOT_OURS, &key, message, Some(remedy));
                return ControlFlow::Break(());
            }
            set_properties(draft, &key, object, &wanted);
            draft.decide(&key, Fate::Cloned(Start::Kept));
        }
    }
    ControlFlow::Continue(())
}

/// Why an existing catalog is not the clone that is wanted.
fn foreign(existing: &Object, marker: &Marker) -> Option<String> {
    match Marker::read(&existing.properties) {
        None => Some(format!(
            "catalog `{}` exists and was not made by clxs",
            existing.name
        )),
        Some(found) if found.source != marker.source || found.metastore != marker.metastore => {
            Some(format!(
                "catalog `{}` is a clone of `{}`",
                existing.name, found.source
            ))
        }
        Some(_) => None,
    }
}

fn schema(draft: &mut Draft<'_>, key: &ObjectKey, object: &Object) {
    let marker = Marker::of(object);
    let wanted = wanted_properties(draft, object, &marker);
    let Some(existing) = draft.existing(key) else {
        note_own_location(draft, key, object);
        let op = Op::CreateSchema {
            comment: comment(draft, object),
            properties: wanted,
        };
        let container = draft.container(key);
        draft.step(key, Kind::Schema, Slot::Create, op, container);
        draft.decide(key, Fate::Cloned(Start::Created));
        return;
    };
    let ours = match Marker::read(&existing.properties) {
        Some(found) => found.source == marker.source,
        // It came with the catalog, and the catalog is ours.
        None => object.name.parts().get(1) == Some(&Ident::from(DEFAULT_SCHEMA)),
    };
    if !ours {
        let reason = "a schema of this name is in the destination and was not made from this one";
        let remedy = "rename or drop it, or exclude the schema";
        draft.skip(&codes::OBJECT_NOT_OURS, key, reason, Some(remedy));
        return;
    }
    set_properties(draft, key, object, &wanted);
    draft.decide(key, Fate::Cloned(Start::Kept));
}

/// What is inside a schema that is not cloned is not cloned either.
fn leave_out_orphans(draft: &mut Draft<'_>) {
    for key in draft.source.objects.keys() {
        let Some(schema) = key.name.parent().filter(|name| name.len() == 2) else {
            continue;
        };
        let schema = ObjectKey::new(Class::Schema, schema);
        if draft.start(&schema).is_none() {
            let reason = format!("its schema `{}` is not cloned", schema.name.leaf());
            draft.decide(key, Fate::Skipped(reason));
        }
    }
}

fn wanted_properties(
    draft: &Draft<'_>,
    object: &Object,
    marker: &Marker,
) -> BTreeMap<String, String> {
    let mut properties = marker.properties();
    if draft.request.carry.properties {
        properties.extend(carried_properties(&object.properties));
    }
    properties
}

/// Plans what is missing or different among the properties of a container that is there.
fn set_properties(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    object: &Object,
    wanted: &BTreeMap<String, String>,
) {
    let mut properties: BTreeMap<_, _> = draft
        .existing(key)
        .into_iter()
        .flat_map(|existing| &existing.properties)
        .filter(|(name, _)| property_class(name) != PropertyClass::Platform)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if wanted
        .iter()
        .all(|(name, value)| properties.get(name) == Some(value))
    {
        return;
    }
    properties.extend(wanted.clone());
    let after = draft.container(key);
    let op = Op::SetProperties { properties };
    draft.step(key, object.kind, Slot::Properties, op, after);
}

fn comment(draft: &Draft<'_>, object: &Object) -> Option<String> {
    object
        .comment
        .clone()
        .filter(|comment| draft.request.carry.comments && !comment.is_empty())
}

fn note_own_location(draft: &mut Draft<'_>, key: &ObjectKey, object: &Object) {
    let own = match &object.detail {
        Detail::Catalog { storage_root } => {
            storage_root.is_some() && draft.request.storage_root.is_none()
        }
        Detail::Schema { storage_root } => storage_root.is_some(),
        _ => false,
    };
    if own {
        let message = "its managed data has a location of its own; the clone's goes to the default";
        draft.find(&codes::LOCATION_FRESH, key, message, None);
    }
}
