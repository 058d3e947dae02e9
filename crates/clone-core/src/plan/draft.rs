//! A plan in the making: what the passes read and add to.

use std::collections::{BTreeMap, BTreeSet};

use sql_rewrite::{Ident, QName};

use super::{Finding, Op, PlanInput, PlanRequest, Severity};
use crate::codes::{Allow, Code};
use crate::model::{Class, Detail, Identity, Inventory, Kind, Object, ObjectKey};

/// The schema that a catalog is born with.
pub(crate) const DEFAULT_SCHEMA: &str = "default";

/// What becomes of an object of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The request leaves it out.
    Excluded,
    /// It cannot be cloned, for this reason.
    Skipped(String),
    /// It is cloned.
    Cloned(Start),
}

/// How the clone of an object comes to exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// The plan makes it.
    Created,
    /// The plan makes it again.
    Replaced,
    /// It is there, with the data and definition that are wanted.
    Kept,
}

/// The place of a step among the steps of its object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    Create,
    Files,
    Properties,
    Annotate,
    Key(String),
    Grant,
    Owner,
}

/// A step before it has a number. Objects are named by their key in the source.
#[derive(Clone, Debug)]
pub(crate) struct Sketch {
    pub(crate) from: ObjectKey,
    pub(crate) kind: Kind,
    pub(crate) slot: Slot,
    pub(crate) op: Op,
    /// What must have succeeded before; a pair that no step has is there already.
    pub(crate) after: BTreeSet<(ObjectKey, Slot)>,
}

/// A plan in the making.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) request: &'a PlanRequest,
    pub(crate) source: &'a Inventory,
    pub(crate) target: Option<&'a Inventory>,
    pub(crate) target_identity: &'a Identity,
    pub(crate) steps: Vec<Sketch>,
    pub(crate) findings: Vec<Finding>,
    /// What each view and function reads, by keys of the source.
    pub(crate) reads: BTreeMap<ObjectKey, BTreeSet<ObjectKey>>,
    /// Where the source keeps external data, without slashes at the end.
    pub(crate) locations: BTreeSet<String>,
    fates: BTreeMap<ObjectKey, Fate>,
    /// The schema that creating the catalog brings, unless the catalog is there already.
    born: Object,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(input: &PlanInput<'a>) -> Self {
        Self {
            request: input.request,
            source: input.source,
            target: input.target,
            target_identity: input.target_identity,
            steps: Vec::new(),
            findings: Vec::new(),
            reads: BTreeMap::new(),
            locations: super::location::of_source(input.source),
            fates: BTreeMap::new(),
            born: Object {
                kind: Kind::Schema,
                name: QName::new([input.request.dest.clone(), Ident::from(DEFAULT_SCHEMA)]),
                id: None,
                owner: Some(input.target_identity.principal.clone()),
                comment: None,
                properties: BTreeMap::new(),
                tags: BTreeMap::new(),
                grants: Vec::new(),
                detail: Detail::Schema { storage_root: None },
            },
        }
    }

    /// The key of the source catalog itself.
    pub(crate) fn source_catalog(&self) -> ObjectKey {
        ObjectKey::new(Class::Catalog, QName::new([self.source.catalog.clone()]))
    }

    /// The name that an object of the source gets.
    pub(crate) fn dest_name(&self, name: &QName) -> QName {
        let inner = name.parts().iter().skip(1).cloned();
        QName::new([self.request.dest.clone()].into_iter().chain(inner))
    }

    /// The key that an object of the source gets.
    pub(crate) fn dest_key(&self, key: &ObjectKey) -> ObjectKey {
        ObjectKey::new(key.class, self.dest_name(&key.name))
    }

    /// What is in the target under the name that an object of the source gets, before anything is
    /// done or, for the schema that a catalog is born with, once the catalog is made.
    pub(crate) fn existing(&self, key: &ObjectKey) -> Option<&Object> {
        let key = self.dest_key(key);
        match self.target {
            Some(target) => target.objects.get(&key),
            None => {
                (key.class == Class::Schema && key.name == self.born.name).then_some(&self.born)
            }
        }
    }

    /// What became of an object so far.
    pub(crate) fn fate(&self, key: &ObjectKey) -> Option<&Fate> {
        self.fates.get(key)
    }

    /// How the clone of an object comes to exist, if it is cloned.
    pub(crate) fn start(&self, key: &ObjectKey) -> Option<Start> {
        match self.fates.get(key) {
            Some(Fate::Cloned(start)) => Some(*start),
            _ => None,
        }
    }

    /// Decides an object's fate. The first decision stays.
    pub(crate) fn decide(&mut self, key: &ObjectKey, fate: Fate) {
        self.fates.entry(key.clone()).or_insert(fate);
    }

    /// The objects of one kind that nothing was decided about.
    pub(crate) fn undecided(&self, kind: Kind) -> Vec<(&'a ObjectKey, &'a Object)> {
        self.source
            .objects
            .iter()
            .filter(|(key, object)| object.kind == kind && !self.fates.contains_key(*key))
            .collect()
    }

    /// The objects that are cloned, and how each comes to exist.
    pub(crate) fn cloned(&self) -> Vec<(&'a ObjectKey, &'a Object, Start)> {
        self.source
            .objects
            .iter()
            .filter_map(|(key, object)| Some((key, object, self.start(key)?)))
            .collect()
    }

    /// Adds a finding, as a warning if the request accepts its code.
    pub(crate) fn find(
        &mut self,
        code: &Code,
        object: &ObjectKey,
        message: impl Into<String>,
        remedy: Option<&str>,
    ) {
        let accepted = code.allow == Allow::Accepts
            && self
                .request
                .allow
                .iter()
                .any(|id| id.eq_ignore_ascii_case(code.id));
        let severity = if accepted {
            Severity::Warning
        } else {
            code.severity
        };
        self.findings.push(Finding {
            severity,
            code: code.id.to_owned(),
            object: object.clone(),
            message: message.into(),
            remedy: remedy.map(str::to_owned),
        });
    }

    /// Leaves an object out, with a finding that says why.
    pub(crate) fn skip(
        &mut self,
        code: &Code,
        object: &ObjectKey,
        reason: impl Into<String>,
        remedy: Option<&str>,
    ) {
        let reason = reason.into();
        self.find(code, object, reason.clone(), remedy);
        self.decide(object, Fate::Skipped(reason));
    }

    /// Adds a step for an object, after the steps named by `after`.
    pub(crate) fn step(
        &mut self,
        from: &ObjectKey,
        kind: Kind,
        slot: Slot,
        op: Op,
        after: impl IntoIterator<Item = (ObjectKey, Slot)>,
    ) {
        self.steps.push(Sketch {
            from: from.clone(),
            kind,
            slot,
            op,
            after: after.into_iter().collect(),
        });
    }

    /// The step that makes the container of an object; none where the container is there already.
    pub(crate) fn container(&self, key: &ObjectKey) -> Option<(ObjectKey, Slot)> {
        let catalog = self.source_catalog();
        let schema = key
            .name
            .parent()
            .map(|name| ObjectKey::new(Class::Schema, name))
            .filter(|schema| self.start(schema) == Some(Start::Created));
        schema
            .or_else(|| (self.start(&catalog) == Some(Start::Created)).then_some(catalog))
            .map(|key| (key, Slot::Create))
    }
}
