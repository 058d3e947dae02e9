//! What holds for every catalog.

use std::collections::BTreeSet;

use clone_core::model::{Detail, Inventory};
use clone_core::plan::{CheckedPlan, Depth, PlanRequest, Planned, Step, StepId};
use clone_core::run::{Report, RunId, RunState, StepEvent, remaining};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sql_rewrite::{Input, Mapping, QName, SqlKind, references};

use crate::reports::{done, entry, plan};
use crate::simulate::{Replacing, apply};
use crate::world::{World, name, planned, request};

const NAMES: [&str; 10] = [
    "orders",
    "`o'brien`",
    "`tick``name`",
    "`ü#?%`",
    "`select`",
    "`a b`",
    "Größe",
    "`-- x`",
    "x_1",
    "`${y}`",
];
const PEOPLE: [&str; 4] = ["runner", "alice", "team's `x`", "etl"];
const TEXTS: [&str; 4] = ["plain", "it's", r"\'; DROP", "ünï\ncode"];

/// One more object or fact.
#[derive(Clone, Debug)]
enum Bit {
    Schema(&'static str),
    Table(&'static str, &'static str, u64),
    Volume(&'static str, &'static str),
    View(&'static str, &'static str, Index, bool),
    Comment(&'static str),
    Tag(&'static str, &'static str),
    ColumnTag(&'static str),
    Grant(&'static str, &'static str),
    Owner(&'static str),
    Property(&'static str),
    PrimaryKey,
    ForeignKey(Index),
    External,
    Mask,
}

fn bit() -> impl Strategy<Value = Bit> {
    let text = || select(&TEXTS[..]);
    prop_oneof![
        2 => select(&NAMES[..]).prop_map(Bit::Schema),
        6 => (select(&NAMES[..]), select(&NAMES[..]), 0..9_u64).prop_map(|(s, t, v)| Bit::Table(s, t, v)),
        1 => (select(&NAMES[..]), select(&NAMES[..])).prop_map(|(s, t)| Bit::Volume(s, t)),
        3 => (select(&NAMES[..]), select(&NAMES[..]), any::<Index>(), any::<bool>())
            .prop_map(|(s, t, i, short)| Bit::View(s, t, i, short)),
        2 => text().prop_map(Bit::Comment),
        2 => (text(), text()).prop_map(|(k, v)| Bit::Tag(k, v)),
        1 => text().prop_map(Bit::ColumnTag),
        3 => (select(&PEOPLE[..]), select(&["SELECT", "MODIFY"][..])).prop_map(|(p, x)| Bit::Grant(p, x)),
        3 => select(&PEOPLE[..]).prop_map(Bit::Owner),
        1 => text().prop_map(Bit::Property),
        2 => Just(Bit::PrimaryKey),
        2 => any::<Index>().prop_map(Bit::ForeignKey),
        1 => Just(Bit::External),
        1 => Just(Bit::Mask),
    ]
}

fn world() -> impl Strategy<Value = World> {
    prop::collection::vec(bit(), 0..60).prop_map(|bits| {
        let mut world = World::new("prod");
        let mut tables: Vec<String> = Vec::new();
        let mut relations: Vec<QName> = Vec::new();
        let mut on_table = false;
        for bit in bits {
            let there = |world: &World, path: &str| {
                let full = name(&format!("prod.{path}"));
                world.0.objects.keys().any(|key| key.name == full)
            };
            world = match bit {
                Bit::Schema(schema) if !there(&world, schema) => {
                    on_table = false;
                    world.schema(schema)
                }
                Bit::Table(schema, table, version) => {
                    let path = format!("{schema}.{table}");
                    if there(&world, schema) && !there(&world, &path) {
                        on_table = true;
                        tables.push(format!("prod.{path}"));
                        relations.push(name(&format!("prod.{path}")));
                        world.table(&path, version)
                    } else {
                        world
                    }
                }
                Bit::Volume(schema, volume) => {
                    let path = format!("{schema}.{volume}");
                    if there(&world, schema) && !there(&world, &path) {
                        on_table = false;
                        world.volume(&path, &[("a/b.txt", 1), ("c", 2)])
                    } else {
                        world
                    }
                }
                Bit::View(schema, view, index, short) => {
                    let path = format!("{schema}.{view}");
                    if there(&world, schema) && !there(&world, &path) && !relations.is_empty() {
                        on_table = false;
                        let read = index.get(&relations).clone();
                        relations.push(name(&format!("prod.{path}")));
                        world.view(&path, &reading(&read, schema, short))
                    } else {
                        world
                    }
                }
                Bit::Comment(text) => world.comment(text),
                Bit::Tag(key, value) => world.tag(key, value),
                Bit::Owner(owner) => world.owner(owner),
                Bit::Property(text) => world.property(text, text),
                Bit::Grant(principal, privilege) => world.with(|object| {
                    let there = object
                        .grants
                        .iter_mut()
                        .find(|grant| grant.principal == principal);
                    match there {
                        Some(grant) => {
                            grant.privileges.insert(privilege.to_owned());
                        }
                        None => object.grants.push(clone_core::model::Grant {
                            principal: principal.to_owned(),
                            privileges: [privilege.to_owned()].into(),
                        }),
                    }
                    object.grants.sort();
                }),
                Bit::ColumnTag(text) if on_table => world.column_tag("email", text, text),
                Bit::PrimaryKey if on_table => world
                    .table_detail(|table| {
                        table.constraints.retain(|key| key.name != "pk");
                    })
                    .primary_key("pk"),
                Bit::ForeignKey(index) if on_table => {
                    let parent = index.get(&tables).clone();
                    world
                        .table_detail(|table| {
                            table.constraints.retain(|key| key.name != "fk");
                        })
                        .foreign_key("fk", &parent)
                }
                Bit::External if on_table => world.external("s3://prod/data"),
                Bit::Mask if on_table => world.mask("email", "prod.gov.hide"),
                _ => world,
            };
        }
        world
    })
}

/// A query of a relation, with a full name or the shortest that means it in a schema.
fn reading(relation: &QName, schema: &str, short: bool) -> String {
    let parts = relation.parts();
    let same_schema = parts[1] == name(schema).parts()[0];
    let written = match (short, same_schema) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    };
    let name = QName::new(parts[written..].iter().cloned());
    format!(
        "SELECT 'prod.x' AS id FROM {} AS r -- prod.x",
        name.to_sql()
    )
}

/// No definition of a clone reads an object in whose place the clone has its own.
fn reads_itself(target: &Inventory) -> bool {
    target.objects.values().all(|object| {
        let Detail::View(view) = &object.detail else {
            return true;
        };
        let input = Input {
            text: &view.text,
            kind: SqlKind::Query,
            namespace: &view.namespace,
            mapping: &Mapping::default(),
        };
        let references = references(&input).unwrap().references;
        !references.is_empty()
            && references.iter().all(|found| {
                found
                    .resolved
                    .as_ref()
                    .is_some_and(|name| name.parts()[0] == target.catalog)
            })
    })
}

fn deep() -> PlanRequest {
    let mut request = request();
    request.allow = vec!["CX4201".to_owned()];
    request.external_root = Some("s3://clones".to_owned());
    request
}

/// The steps in another order in which each comes after what it needs.
fn shuffled(steps: &[Step], seed: u32) -> Vec<Step> {
    let lot = |step: &Step| step.id.0.wrapping_add(seed).wrapping_mul(2_654_435_761);
    let mut waiting: Vec<&Step> = steps.iter().collect();
    let mut done = BTreeSet::new();
    let mut order = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting
            .iter()
            .enumerate()
            .filter(|(_, step)| step.after.iter().all(|need| done.contains(need)))
            .min_by_key(|(_, step)| lot(step));
        let (at, _) = ready.unwrap();
        let step = waiting.remove(at);
        done.insert(step.id);
        order.push(step.clone());
    }
    order
}

/// Plans and applies until the planner has nothing to do; panics when that takes more than a plan.
fn complete(
    request: &PlanRequest,
    world: &World,
    target: Option<Inventory>,
    replacing: Replacing,
) -> Inventory {
    let next = planned(request, world, target.as_ref());
    let plan = next.plan();
    let target = match &next {
        Planned::Ready(_) => {
            apply(plan, &plan.steps, &world.0, target.as_ref(), replacing).unwrap()
        }
        Planned::UpToDate(_) => return target.unwrap(),
        Planned::Blocked(_) => panic!("blocked: {:#?}", plan.findings),
    };
    let again = planned(request, world, Some(&target));
    assert!(
        matches!(again, Planned::UpToDate(_)),
        "not up to date: {}",
        clone_core::render::script(again.plan())
    );
    target
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// P1 and P6: the planner is deterministic, and what it plans passes the linter and survives
    /// being written and read.
    #[test]
    fn a_plan_is_the_same_every_time_and_keeps_the_rules(world in world(), shallow in any::<bool>()) {
        let mut request = deep();
        request.depth = if shallow { Depth::Shallow } else { Depth::Deep };
        let first = planned(&request, &world, None);
        let text = first.plan().to_json().unwrap();
        prop_assert_eq!(&text, &planned(&request, &world.clone(), None).plan().to_json().unwrap());
        let read = CheckedPlan::from_json(&text).unwrap();
        prop_assert_eq!(read.plan(), first.plan());
    }

    /// P2: planning against the finished clone says that it is up to date. P3: nothing in it reads
    /// the source.
    #[test]
    fn a_finished_clone_is_up_to_date(world in world()) {
        let target = complete(&deep(), &world, None, Replacing::Forgets);
        prop_assert!(reads_itself(&target));
    }

    /// Steps run side by side: any order that respects what each comes after gives the same clone.
    #[test]
    fn steps_may_run_in_any_order_that_respects_their_needs(world in world(), seed in any::<u32>()) {
        let request = deep();
        let first = planned(&request, &world, None);
        let plan = first.plan();
        let in_order = apply(plan, &plan.steps, &world.0, None, Replacing::Forgets).unwrap();
        let shuffled = shuffled(&plan.steps, seed);
        let target = apply(plan, &shuffled, &world.0, None, Replacing::Forgets).unwrap();
        prop_assert_eq!(target.objects, in_order.objects);
    }

    /// Wherever a run is cut off, a new plan completes what it left.
    #[test]
    fn a_run_cut_off_anywhere_is_completed_by_a_new_plan(world in world(), cut in any::<Index>()) {
        let request = deep();
        let first = planned(&request, &world, None);
        let plan = first.plan();
        let whole = complete(&request, &world, None, Replacing::Forgets);
        let cut = cut.index(plan.steps.len() + 1);
        let half = apply(plan, &plan.steps[..cut], &world.0, None, Replacing::Forgets);
        let completed = complete(&request, &world, half, Replacing::Forgets);
        prop_assert_eq!(completed.objects, whole.objects);
    }

    /// Whether or not replacing keeps grants, tags and keys, one plan brings a clone up to date.
    #[test]
    fn a_moved_source_is_caught_up_with_by_one_plan(world in world(), moves in 1..9_u64, keeps in any::<bool>()) {
        let replacing = if keeps { Replacing::Keeps } else { Replacing::Forgets };
        let target = complete(&deep(), &world, None, replacing);
        let mut moved = world;
        for object in moved.0.objects.values_mut() {
            if let Detail::View(view) = &mut object.detail
                && moves % 2 == 0
            {
                view.text = view.text.replace("-- prod.x", "-- moved");
            }
            if let Detail::Table(table) = &mut object.detail
                && let Some(pin) = &mut table.pin
                && pin.version % 2 == 0
            {
                pin.version += moves;
            }
        }
        complete(&deep(), &moved, Some(target), replacing);
    }

    /// P10: leaving a schema out gives what a catalog without it gives, but for the skipped ones.
    #[test]
    fn an_excluded_schema_changes_nothing_else(world in world()) {
        let mut request = deep();
        request.exclude = vec!["orders".to_owned()];
        request.allow.extend(["CX1005".to_owned(), "CX4101".to_owned()]);
        let kept = planned(&request, &world, None);
        let touched = kept.plan().steps.iter().any(|step| {
            step.from.0.name.parts().get(1).is_some_and(|schema| schema.as_str() == "orders")
        });
        prop_assert!(!touched);
    }

    /// P8: any sequence of entries folds, and a step that is done stays done.
    #[test]
    fn a_journal_folds_whatever_it_holds(
        events in prop::collection::vec((0..40_u32, 0..6_u8), 0..80)
    ) {
        let plan = plan();
        let mut done_steps = BTreeSet::new();
        let mut entries = Vec::new();
        for (step, event) in events {
            let id = StepId(step);
            let event = match event {
                0 => StepEvent::Started,
                1 => StepEvent::Done { outcome: clone_core::ports::Outcome::default() },
                2 => StepEvent::Skipped { because: StepId(step + 1) },
                3 => StepEvent::Interrupted,
                4 => StepEvent::Finished,
                _ => StepEvent::Failed { failure: clone_core::run::Failure {
                    code: "CX5001".to_owned(),
                    message: String::new(),
                    causes: Vec::new(),
                    remedy: None,
                } },
            };
            if matches!(event, StepEvent::Done { .. }) {
                done_steps.insert(id);
            }
            let about = !matches!(event, StepEvent::Interrupted | StepEvent::Finished);
            entries.push(entry(step, about.then_some(id), event));
            let state = RunState::fold(&entries);
            prop_assert!(done_steps.iter().all(|id| state.is_done(*id)));
            prop_assert!(remaining(&plan, &state).steps.iter().all(|id| !done_steps.contains(id)));
            // P9: the report balances at every moment.
            prop_assert!(Report::new(&plan, Some(RunId(String::new())), &state).balanced());
        }
    }

    #[test]
    fn a_run_that_is_cut_off_and_resumed_does_each_step_once(cut in any::<Index>()) {
        let plan = plan();
        let cut = cut.index(plan.steps.len());
        let entries: Vec<_> = plan.steps[..cut].iter().flat_map(|step| done(step, 0)).collect();
        let left = remaining(&plan, &RunState::fold(&entries)).steps;
        let wanted: Vec<_> = plan.steps[cut..].iter().map(|step| step.id).collect();
        prop_assert_eq!(left, wanted);
    }
}

/// How planning scales: `cargo test -p clone-core --test it -- --ignored --nocapture scale`.
#[test]
#[ignore = "takes long, and prints instead of judging"]
fn scale() {
    let mut world = World::new("prod");
    for schema in 0..20 {
        world = world.schema(&format!("s{schema}")).owner("alice");
        for table in 0..500 {
            let path = format!("s{schema}.t{table}");
            let mut object = World::new("prod")
                .schema(&format!("s{schema}"))
                .table(&path, 1);
            object = object
                .comment("c")
                .tag("k", "v")
                .grant("a", &["SELECT"])
                .owner("bob");
            let (key, object) = object.primary_key("pk").0.objects.pop_last().unwrap();
            world.0.objects.insert(key, object);
        }
    }
    for _ in 0..2 {
        let plan = planned(&deep(), &world, None);
        println!(
            "{} objects, {} steps",
            world.0.objects.len(),
            plan.plan().steps.len()
        );
    }
}
