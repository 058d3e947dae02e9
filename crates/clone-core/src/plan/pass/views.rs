//! One view: what it is to be in the destination, and what is done to get there.

use std::collections::BTreeMap;

use sql_rewrite::{Ident, Mapping, Namespace};

use crate::codes;
use crate::model::{Column, Detail, Kind, Object, ObjectKey, ViewDetail};
use crate::plan::Op;
use crate::plan::draft::{Draft, Slot, Start};
use crate::plan::marker::Marker;
use crate::plan::text::{self, SqlKind, Texts};
use crate::rules::carried_properties;

/// The view with its text retargeted.
///
/// # Errors
/// Why the text cannot be retargeted.
pub(super) fn retargeted(view: &ViewDetail, mapping: &Mapping) -> Result<(Detail, Texts), String> {
    let mut texts = Texts::default();
    let wanted = ViewDetail {
        text: texts.retarget(&view.text, SqlKind::Query, &view.namespace, mapping)?,
        ..view.clone()
    };
    Ok((Detail::View(Box::new(wanted)), texts))
}

/// Plans the view; none when it is left out.
pub(super) fn place(
    draft: &mut Draft<'_>,
    key: &ObjectKey,
    object: &Object,
    wanted: ViewDetail,
    namespace: Option<Namespace>,
    after: Vec<(ObjectKey, Slot)>,
) -> Option<Start> {
    let carry = draft.request.carry;
    let mut properties = Marker::of(object).properties();
    if carry.properties {
        properties.extend(carried_properties(&object.properties));
    }
    let columns: Vec<_> = wanted
        .columns
        .iter()
        .map(|column| Column {
            comment: column
                .comment
                .clone()
                .filter(|text| carry.comments && !text.is_empty()),
            tags: BTreeMap::new(),
            ..column.clone()
        })
        .collect();
    let replace = match draft.existing(key) {
        None => false,
        Some(existing) => match (&existing.detail, Marker::read(&existing.properties)) {
            (Detail::View(there), Some(found))
                if existing.kind == Kind::View && found.source == object.name =>
            {
                if text::same(&there.text, &wanted.text)
                    && same_columns(&there.columns, &columns, carry.comments)
                    && properties
                        .iter()
                        .all(|(name, value)| existing.properties.get(name) == Some(value))
                {
                    return Some(Start::Kept);
                }
                true
            }
            _ => {
                let reason =
                    "an object of this name is in the destination and was not made from this one";
                let remedy = "rename or drop it, or exclude the view";
                draft.skip(&codes::OBJECT_NOT_OURS, key, reason, Some(remedy));
                return None;
            }
        },
    };
    let comment = object
        .comment
        .clone()
        .filter(|comment| carry.comments && !comment.is_empty());
    let op = Op::CreateView {
        text: wanted.text,
        namespace,
        columns,
        comment,
        properties,
        replace,
    };
    draft.step(key, Kind::View, Slot::Create, op, after);
    Some(if replace {
        Start::Replaced
    } else {
        Start::Created
    })
}

/// Whether the columns have the names, and where they are carried the comments, that are wanted.
fn same_columns(there: &[Column], wanted: &[Column], comments: bool) -> bool {
    there.len() == wanted.len()
        && there.iter().zip(wanted).all(|(there, wanted)| {
            let named = Ident::new(there.name.as_str()) == Ident::new(wanted.name.as_str());
            let commented = match &wanted.comment {
                Some(comment) if comments => there.comment.as_ref() == Some(comment),
                _ => true,
            };
            named && commented
        })
}
