//! What the destination has beyond the source. It is told, never taken away.

use std::collections::BTreeSet;

use sql_rewrite::QName;

use super::present::Present;
use crate::codes;
use crate::model::{Class, Object, ObjectKey};
use crate::plan::draft::{DEFAULT_SCHEMA, Draft};

pub(super) fn run(draft: &mut Draft<'_>) {
    let Some(target) = draft.target else { return };
    let wanted: BTreeSet<_> = draft
        .source
        .objects
        .keys()
        .map(|key| draft.dest_key(key))
        .collect();
    for key in target.objects.keys().filter(|key| !wanted.contains(*key)) {
        let schema = key
            .name
            .parent()
            .map(|name| ObjectKey::new(Class::Schema, name));
        let told_by_schema = key.name.len() > 2 && schema.is_some_and(|key| !wanted.contains(&key));
        let born = key.class == Class::Schema && key.name.leaf() == DEFAULT_SCHEMA;
        if !told_by_schema && !born {
            let message = "is in the destination and not in the source; it stays";
            draft.find(&codes::EXTRA_IN_TARGET, key, message, None);
        }
    }
    for (key, object, _) in draft.cloned() {
        let more = draft
            .existing(key)
            .map(|existing| beyond(object, existing))
            .unwrap_or_default();
        if !more.is_empty() {
            let message = format!("the clone also has {}", more.join(", "));
            draft.find(&codes::EXTRA_IN_TARGET, key, message, None);
        }
    }
}

/// What an existing clone has that its source has not.
fn beyond(object: &Object, existing: &Object) -> Vec<String> {
    let (wanted, there) = (Present::of(object), Present::of(existing));
    let mut more = Vec::new();
    for key in there
        .tags
        .keys()
        .filter(|key| !wanted.tags.contains_key(*key))
    {
        more.push(format!("tag `{key}`"));
    }
    for (column, tags) in &there.column_tags {
        let of_source = wanted.column_tags.get(column);
        for key in tags.keys() {
            if of_source.is_none_or(|tags| !tags.contains_key(key)) {
                more.push(format!("tag `{key}` on column {column}"));
            }
        }
    }
    for (principal, privileges) in &there.grants {
        let of_source = wanted.grants.get(principal);
        let extra: Vec<_> = privileges
            .iter()
            .filter(|privilege| of_source.is_none_or(|there| !there.contains(*privilege)))
            .map(String::as_str)
            .collect();
        if !extra.is_empty() {
            let principal = QName::new([principal.as_str().into()]);
            more.push(format!("{} for {principal}", extra.join(", ")));
        }
    }
    more
}
