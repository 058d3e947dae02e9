//! Volumes: makes them and copies their files.

use std::collections::BTreeMap;

use sql_rewrite::Src;

use crate::codes;
use crate::model::{Detail, Kind, Object, ObjectKey, Storage};
use crate::plan::Op;
use crate::plan::draft::{Draft, Fate, Slot, Start};
use crate::plan::location;

type Files = Option<BTreeMap<String, u64>>;

pub(super) fn run(draft: &mut Draft<'_>) {
    for (key, object) in draft.undecided(Kind::Volume) {
        let Detail::Volume { storage, files } = &object.detail else {
            let reason = "the inventory does not say what volume it is";
            draft.skip(&codes::INVENTORY_GAP, key, reason, None);
            continue;
        };
        let start = match draft.existing(key).cloned() {
            Some(existing) => Some(kept(draft, key, &existing, files)),
            None => created(draft, key, object, storage, files),
        };
        if let Some(start) = start {
            draft.decide(key, Fate::Cloned(start));
        }
    }
}

fn created(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    object: &Object,
    storage: &Storage,
    files: &Files,
) -> Option<Start> {
    let storage = match (storage, location::of(draft, key)) {
        (Storage::Managed, _) => Storage::Managed,
        (Storage::External { .. }, Some(Ok(location))) => Storage::External { location },
        (Storage::External { .. }, Some(Err(overlap))) => {
            let remedy = "choose an --external-root apart from the source's locations";
            draft.skip(&codes::LOCATION_OVERLAP, key, overlap, Some(remedy));
            return None;
        }
        (Storage::External { .. }, None) => {
            let message = "is external; its clone is managed";
            draft.find(&codes::BECOMES_MANAGED, key, message, None);
            Storage::Managed
        }
    };
    let comment = object
        .comment
        .clone()
        .filter(|comment| draft.request.carry.comments && !comment.is_empty());
    let container = draft.container(key);
    let op = Op::CreateVolume { storage, comment };
    draft.step(key, Kind::Volume, Slot::Create, op, container);
    if files.as_ref().is_none_or(|files| !files.is_empty()) {
        copy(draft, key, object);
    }
    Some(Start::Created)
}

/// A volume that is there gets the files that it lacks or has in another size; without lists of
/// both sides, the copy compares them.
fn kept(draft: &mut Draft<'_>, key: &ObjectKey, existing: &Object, files: &Files) -> Start {
    let there = match &existing.detail {
        Detail::Volume { files, .. } => files.as_ref(),
        _ => None,
    };
    let same = match (files, there) {
        (Some(wanted), Some(there)) => wanted
            .iter()
            .all(|(path, size)| there.get(path) == Some(size)),
        _ => false,
    };
    if let (Some(wanted), Some(there)) = (files, there) {
        let changed = wanted
            .iter()
            .filter(|(path, size)| there.get(*path).is_some_and(|other| other != *size))
            .count();
        if changed > 0 && draft.request.volume_files {
            let message =
                format!("{changed} of its files are of another size and are copied again");
            draft.find(&codes::CHANGES_OVERWRITTEN, key, message, None);
        }
    }
    if !same {
        copy(draft, key, existing);
    }
    Start::Kept
}

fn copy(draft: &mut Draft<'_>, key: &ObjectKey, object: &Object) {
    if !draft.request.volume_files {
        let message = "its files are not copied, as requested";
        draft.find(&codes::FILES_LEFT_OUT, key, message, None);
        return;
    }
    let after = [(key.clone(), Slot::Create)];
    let op = Op::CopyVolumeFiles {
        source: Src(key.name.clone()),
    };
    draft.step(key, object.kind, Slot::Files, op, after);
}
