//! Decides which objects the request leaves out.

use std::collections::BTreeSet;

use crate::codes;
use crate::model::{Class, ObjectKey};
use crate::plan::draft::{Draft, Fate};
use crate::plan::pattern::Pattern;

/// The schema that every catalog has and nobody can make.
const INFORMATION_SCHEMA: &str = "information_schema";

pub(super) fn run(draft: &mut Draft<'_>) {
    let scope = Scope::of(draft);
    let objects = &draft.source.objects;
    let schemas_in_use: BTreeSet<_> = objects
        .keys()
        .filter(|key| key.name.len() > 2 && scope.selects(key))
        .filter_map(|key| key.name.parent())
        .collect();
    for key in objects.keys() {
        let platform = key
            .name
            .parts()
            .get(1)
            .is_some_and(|schema| *schema == INFORMATION_SCHEMA.into());
        let selected = match key.class {
            Class::Catalog => true,
            Class::Schema => {
                scope.selects(key) || (!scope.excludes(key) && schemas_in_use.contains(&key.name))
            }
            _ => scope.selects(key),
        };
        if platform {
            let reason = "every catalog has its own".to_owned();
            draft.decide(key, Fate::Skipped(reason));
        } else if !selected {
            draft.decide(key, Fate::Excluded);
        }
    }
    let catalog = draft.source_catalog();
    for pattern in scope.include.iter().chain(&scope.exclude) {
        if !objects.keys().any(|key| names(pattern, key)) {
            let message = format!("pattern `{}` matches nothing in the catalog", pattern.text);
            let remedy = Some("check its spelling; patterns leave the catalog out");
            draft.find(&codes::PATTERN_WITHOUT_MATCH, &catalog, message, remedy);
        }
    }
}

/// The patterns of a request. The request pass has refused those that cannot be read.
pub(super) struct Scope {
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
}

impl Scope {
    pub(super) fn of(draft: &Draft<'_>) -> Self {
        let read = |texts: &[String]| {
            texts
                .iter()
                .filter_map(|text| Pattern::parse(text).ok())
                .collect()
        };
        Self {
            include: read(&draft.request.include),
            exclude: read(&draft.request.exclude),
        }
    }

    /// Whether the request leaves out an object, or the schema that it is in.
    pub(super) fn excludes(&self, key: &ObjectKey) -> bool {
        self.exclude.iter().any(|pattern| names(pattern, key))
    }

    /// Whether the request asks for an object and does not leave it out.
    pub(super) fn selects(&self, key: &ObjectKey) -> bool {
        !self.excludes(key)
            && (self.include.is_empty() || self.include.iter().any(|pattern| names(pattern, key)))
    }
}

fn names(pattern: &Pattern, key: &ObjectKey) -> bool {
    match key.name.parts() {
        [_, schema] => pattern.names_schema(schema.as_str()),
        [_, schema, object] => pattern.names_object(schema.as_str(), object.as_str()),
        _ => false,
    }
}
