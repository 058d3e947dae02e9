//! Comments and tags that the creating statement does not bring.

use std::collections::BTreeMap;

use super::present::{Present, lacking};
use crate::codes;
use crate::model::{Object, ObjectKey};
use crate::plan::Op;
use crate::plan::draft::{Draft, Slot, Start};
use crate::rules::{Aspect, How, row};

pub(super) fn run(draft: &mut Draft<'_>) {
    for (key, object, start) in draft.cloned() {
        annotate(draft, key, object, start);
    }
}

fn annotate(draft: &mut Draft<'_>, key: &ObjectKey, object: &Object, start: Start) {
    let wanted = Present::of(object);
    let present = Present::in_clone(draft, key, object, start);
    let carry = draft.request.carry;
    let by_annotation =
        |aspect| row(object.kind, aspect).is_some_and(|row| row.how == How::Annotate);

    let comment = wanted
        .comment
        .filter(|_| carry.comments && by_annotation(Aspect::Comment))
        .filter(|comment| present.comment.as_ref() != Some(comment));
    let tags = if carry.tags && by_annotation(Aspect::Tags) {
        lacking(&wanted.tags, &present.tags)
    } else {
        BTreeMap::new()
    };
    let column_tags: BTreeMap<_, _> = wanted
        .column_tags
        .iter()
        .filter(|_| carry.tags && by_annotation(Aspect::ColumnTags))
        .map(|(column, tags)| {
            let there = present.column_tags.get(column).cloned().unwrap_or_default();
            (column.as_str().to_owned(), lacking(tags, &there))
        })
        .filter(|(_, tags)| !tags.is_empty())
        .collect();

    if carry.tags && !wanted.tags.is_empty() && row(object.kind, Aspect::Tags).is_none() {
        let message = format!(
            "has tags, and a {} cannot be tagged",
            object.kind.spec().singular
        );
        draft.find(&codes::ASPECT_NOT_CARRIED, key, message, None);
    }
    if comment.is_none() && tags.is_empty() && column_tags.is_empty() {
        return;
    }
    let created = (key.clone(), Slot::Create);
    let after = draft.container(key).into_iter().chain([created]);
    let op = Op::Annotate {
        comment,
        tags,
        column_tags,
    };
    draft.step(key, object.kind, Slot::Annotate, op, after);
}
