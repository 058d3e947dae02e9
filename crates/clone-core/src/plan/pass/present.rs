//! What a clone has once it exists, before anything is repaired.

use std::collections::{BTreeMap, BTreeSet};

use sql_rewrite::Ident;

use crate::model::{Column, Detail, Object, ObjectKey};
use crate::plan::draft::{Draft, Start};
use crate::rules::{Aspect, Native, row};

/// The governance of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Present {
    pub(super) comment: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) column_tags: BTreeMap<Ident, BTreeMap<String, String>>,
    pub(super) grants: BTreeMap<String, BTreeSet<String>>,
    pub(super) owner: Option<String>,
}

impl Present {
    /// Everything that an object has.
    pub(super) fn of(object: &Object) -> Self {
        Self {
            comment: object.comment.clone().filter(|comment| !comment.is_empty()),
            tags: object.tags.clone(),
            column_tags: columns(object)
                .iter()
                .filter(|column| !column.tags.is_empty())
                .map(|column| (Ident::new(column.name.as_str()), column.tags.clone()))
                .collect(),
            grants: object
                .grants
                .iter()
                .map(|grant| (grant.principal.clone(), grant.privileges.clone()))
                .collect(),
            owner: object.owner.clone(),
        }
    }

    /// What the clone of an object has: all that is there when it is kept, what the creating
    /// statement brings when it is made.
    pub(super) fn in_clone(
        draft: &Draft<'_>,
        key: &ObjectKey,
        object: &Object,
        start: Start,
    ) -> Self {
        if start == Start::Kept {
            return draft.existing(key).map(Self::of).unwrap_or_default();
        }
        let wanted = Self::of(object);
        let brought =
            |aspect| row(object.kind, aspect).is_some_and(|row| row.native == Native::Carried);
        let mut present = Self {
            owner: Some(draft.target_identity.principal.clone()),
            ..Self::default()
        };
        if brought(Aspect::Comment) {
            present.comment = wanted.comment;
        }
        if brought(Aspect::Tags) {
            present.tags = wanted.tags;
        }
        if brought(Aspect::ColumnTags) {
            present.column_tags = wanted.column_tags;
        }
        if brought(Aspect::Grants) {
            present.grants = wanted.grants;
        }
        present
    }
}

/// The columns of a table or view.
fn columns(object: &Object) -> &[Column] {
    match &object.detail {
        Detail::Table(table) => &table.columns,
        Detail::View(view) => &view.columns,
        _ => &[],
    }
}

/// The entries of `wanted` that `present` lacks or has with another value.
pub(super) fn lacking(
    wanted: &BTreeMap<String, String>,
    present: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    wanted
        .iter()
        .filter(|(key, value)| present.get(*key) != Some(*value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
