//! Owners, handed over last: whoever hands an object over may not change it afterwards.

use std::collections::{BTreeMap, BTreeSet};

use super::present::Present;
use crate::model::{Class, ObjectKey};
use crate::plan::Op;
use crate::plan::draft::{Draft, Slot};

pub(super) fn run(draft: &mut Draft<'_>) {
    if !draft.request.carry.owners {
        return;
    }
    let handed_over: Vec<_> = draft
        .cloned()
        .into_iter()
        .filter_map(|(key, object, start)| {
            let owner = object.owner.clone().filter(|owner| !owner.is_empty())?;
            let present = Present::in_clone(draft, key, object, start).owner;
            (present.as_ref() != Some(&owner)).then_some((key, object.kind, owner))
        })
        .collect();
    let last = Lasts::of(draft, handed_over.iter().map(|(key, ..)| *key));
    for (key, kind, owner) in handed_over {
        let after = last.before_handing_over(draft, key);
        draft.step(key, kind, Slot::Owner, Op::SetOwner { owner }, after);
    }
}

type Place = (ObjectKey, Slot);

/// Which steps come last, for each object and inside each schema.
struct Lasts {
    /// Of each object, the steps it has.
    own: BTreeMap<ObjectKey, BTreeSet<Slot>>,
    /// Objects that are handed over.
    handed_over: BTreeSet<ObjectKey>,
    /// Steps of other objects that need an object to be the runner's still.
    users: BTreeMap<ObjectKey, BTreeSet<Place>>,
    /// What each container holds.
    inside: BTreeMap<ObjectKey, BTreeSet<ObjectKey>>,
}

impl Lasts {
    fn of<'k>(draft: &Draft<'_>, handed_over: impl Iterator<Item = &'k ObjectKey>) -> Self {
        let mut lasts = Self {
            own: BTreeMap::new(),
            handed_over: handed_over.cloned().collect(),
            users: BTreeMap::new(),
            inside: BTreeMap::new(),
        };
        for step in &draft.steps {
            lasts
                .own
                .entry(step.from.clone())
                .or_default()
                .insert(step.slot.clone());
            for (needed, _) in step.after.iter().filter(|(needed, _)| *needed != step.from) {
                let user = (step.from.clone(), step.slot.clone());
                lasts.users.entry(needed.clone()).or_default().insert(user);
            }
        }
        // A view that is made now needs what it reads, whether that is made now or was there.
        for (reader, read) in &draft.reads {
            if lasts
                .own
                .get(reader)
                .is_some_and(|slots| slots.contains(&Slot::Create))
            {
                for key in read {
                    let user = (reader.clone(), Slot::Create);
                    lasts.users.entry(key.clone()).or_default().insert(user);
                }
            }
        }
        let members: BTreeSet<_> = lasts
            .own
            .keys()
            .chain(&lasts.handed_over)
            .cloned()
            .collect();
        for key in members {
            if let Some(parent) = key.name.parent() {
                let class = if parent.len() == 1 {
                    Class::Catalog
                } else {
                    Class::Schema
                };
                lasts
                    .inside
                    .entry(ObjectKey::new(class, parent))
                    .or_default()
                    .insert(key);
            }
        }
        lasts
    }

    fn before_handing_over(&self, draft: &Draft<'_>, key: &ObjectKey) -> BTreeSet<Place> {
        let mut before: BTreeSet<_> = self
            .own
            .get(key)
            .into_iter()
            .flatten()
            .map(|slot| (key.clone(), slot.clone()))
            .collect();
        match key.class {
            Class::Schema => self.ends_inside(key, &mut before),
            Class::Catalog => {
                let schemas = draft
                    .source
                    .objects
                    .keys()
                    .filter(|key| key.class == Class::Schema);
                for schema in schemas {
                    if self.handed_over.contains(schema) {
                        before.insert((schema.clone(), Slot::Owner));
                    } else {
                        self.ends_of(schema, &mut before);
                        self.ends_inside(schema, &mut before);
                    }
                }
            }
            _ => before.extend(self.users.get(key).into_iter().flatten().cloned()),
        }
        before
    }

    fn ends_inside(&self, container: &ObjectKey, ends: &mut BTreeSet<Place>) {
        for key in self.inside.get(container).into_iter().flatten() {
            self.ends_of(key, ends);
        }
    }

    fn ends_of(&self, key: &ObjectKey, ends: &mut BTreeSet<Place>) {
        if self.handed_over.contains(key) {
            ends.insert((key.clone(), Slot::Owner));
        } else {
            let own = self.own.get(key).into_iter().flatten();
            ends.extend(own.map(|slot| (key.clone(), slot.clone())));
        }
    }
}
