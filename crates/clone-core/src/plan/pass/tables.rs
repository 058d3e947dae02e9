//! Tables: clones at the pinned version.

use crate::codes;
use crate::model::{Detail, Kind, Object, ObjectKey, Pin, Storage, TableDetail};
use crate::plan::draft::{Draft, Fate, Slot, Start};
use crate::plan::location;
use crate::plan::marker::Marker;
use crate::plan::{Depth, Op};
use sql_rewrite::Src;

pub(super) fn run(draft: &mut Draft<'_>) {
    let mut cloned_shallow = false;
    for (key, object) in draft.undecided(Kind::Table) {
        let Detail::Table(detail) = &object.detail else {
            let reason = "the inventory does not say what table it is";
            draft.skip(&codes::INVENTORY_GAP, key, reason, None);
            continue;
        };
        if let Some(start) = table(draft, key, object, detail) {
            cloned_shallow |= draft.request.depth == Depth::Shallow;
            draft.decide(key, Fate::Cloned(start));
        }
    }
    if cloned_shallow {
        let catalog = draft.source_catalog();
        let message = "shallow clones read the source's files: while they exist, dropping a managed \
                       table of the source is blocked, and VACUUM keeps the files they need";
        draft.find(&codes::SHALLOW_HOLDS_SOURCE, &catalog, message, None);
    }
}

/// Plans one table; none when it is left out.
fn table(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    object: &Object,
    detail: &TableDetail,
) -> Option<Start> {
    let pin = clonable(draft, key, detail)?;
    let location = destination(draft, key, detail)?;
    let marker = Marker::of(object).at(pin.version);
    let start = match draft.existing(key).cloned() {
        None => Start::Created,
        Some(existing) => compare(draft, key, &existing, &marker, location.is_some())?,
    };
    if start == Start::Kept {
        return Some(start);
    }
    if start == Start::Replaced {
        let message = format!(
            "is cloned again at v{}; changes made to the clone are lost",
            pin.version
        );
        draft.find(&codes::CHANGES_OVERWRITTEN, key, message, None);
    }
    let op = Op::CloneTable {
        source: Src(object.name.clone()),
        depth: draft.request.depth,
        pin,
        location,
        replace: start == Start::Replaced,
        properties: marker.properties(),
    };
    let container = draft.container(key);
    draft.step(key, Kind::Table, Slot::Create, op, container);
    Some(start)
}

/// Leaves out what CLONE cannot or must not clone.
fn clonable(draft: &mut Draft<'_>, key: &ObjectKey, detail: &TableDetail) -> Option<Pin> {
    if !detail.format.eq_ignore_ascii_case("DELTA") {
        let reason = format!(
            "its format is {}, and only Delta tables are cloned",
            detail.format
        );
        draft.skip(&codes::FORMAT_NOT_CLONED, key, reason, None);
        return None;
    }
    let masked: Vec<_> = detail
        .columns
        .iter()
        .filter(|column| column.mask.is_some())
        .map(|column| format!("`{}`", column.name))
        .collect();
    let protection = match (&detail.row_filter, masked.as_slice()) {
        (Some(filter), []) => Some(format!("row filter `{}`", filter.function)),
        (Some(filter), _) => Some(format!(
            "row filter `{}` and masks on {}",
            filter.function,
            masked.join(", ")
        )),
        (None, []) => None,
        (None, _) => Some(format!("masks on {}", masked.join(", "))),
    };
    if let Some(protection) = protection {
        let reason = format!("has {protection}, and CLONE refuses protected tables");
        let remedy = "exclude the table, or go on without it with --allow CX4201; \
                      protections are never taken off the source";
        draft.skip(&codes::PROTECTED_TABLE, key, reason, Some(remedy));
        return None;
    }
    if draft.request.depth == Depth::Shallow && detail.shallow_clone {
        let reason = "is itself a shallow clone, which cannot be cloned shallow";
        draft.skip(
            &codes::SHALLOW_OF_SHALLOW,
            key,
            reason,
            Some("clone with --depth deep"),
        );
        return None;
    }
    if detail.pin.is_none() {
        let reason = "its version could not be read";
        let remedy = "grant SELECT on it to the principal that clones";
        draft.skip(&codes::NO_PIN, key, reason, Some(remedy));
    }
    detail.pin
}

/// Where the clone lies: none inside when it is managed, none at all when it is left out.
#[expect(
    clippy::option_option,
    reason = "outside: is it cloned; inside: is it external"
)]
fn destination(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    detail: &TableDetail,
) -> Option<Option<String>> {
    if detail.storage == Storage::Managed {
        return Some(None);
    }
    match location::of(draft, key) {
        Some(Ok(location)) => Some(Some(location)),
        Some(Err(overlap)) => {
            let remedy = "choose an --external-root apart from the source's locations";
            draft.skip(&codes::LOCATION_OVERLAP, key, overlap, Some(remedy));
            None
        }
        None if draft.request.depth == Depth::Shallow => {
            let reason = "is external, and a shallow clone of it must be external too";
            draft.skip(
                &codes::EXTERNAL_NEEDS_ROOT,
                key,
                reason,
                Some("name an --external-root"),
            );
            None
        }
        None => {
            let message = "is external; its clone is managed";
            draft.find(&codes::BECOMES_MANAGED, key, message, None);
            Some(None)
        }
    }
}

/// What to do about a table that is there; none when it is left alone.
fn compare(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    existing: &Object,
    wanted: &Marker,
    external: bool,
) -> Option<Start> {
    let found = Marker::read(&existing.properties).filter(|found| found.source == wanted.source);
    let (Some(found), Detail::Table(detail)) = (found, &existing.detail) else {
        let reason = "an object of this name is in the destination and was not made from this one";
        let remedy = "rename or drop it, or exclude the table";
        draft.skip(&codes::OBJECT_NOT_OURS, key, reason, Some(remedy));
        return None;
    };
    let shallow = draft.request.depth == Depth::Shallow;
    let remedy = Some("drop the clone in the destination, then plan again");
    if detail.shallow_clone != shallow {
        let (is, wanted) = if shallow {
            ("deep", "shallow")
        } else {
            ("shallow", "deep")
        };
        let reason = format!("its clone is {is}, and a {wanted} one cannot replace it");
        draft.skip(&codes::TABLE_TYPE_DIFFERS, key, reason, remedy);
        return None;
    }
    if found == *wanted {
        return Some(Start::Kept);
    }
    if (detail.storage != Storage::Managed) != external {
        let (is, wanted) = if external {
            ("managed", "external")
        } else {
            ("external", "managed")
        };
        let reason = format!("its clone is {is}, and a {wanted} one cannot replace it");
        draft.skip(&codes::TABLE_TYPE_DIFFERS, key, reason, remedy);
        return None;
    }
    if shallow {
        let reason = "the source moved, and Unity Catalog does not replace a shallow clone";
        draft.skip(&codes::SHALLOW_NOT_REPLACEABLE, key, reason, remedy);
        return None;
    }
    Some(Start::Replaced)
}
