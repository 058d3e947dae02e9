//! The planner: two inventories and a request in, a checked plan out.

use std::collections::{BTreeMap, BTreeSet};

use sql_rewrite::{Dst, Src};

use super::check::{CheckedPlan, Violations};
use super::draft::{Draft, Fate, Sketch, Slot, Start};
use super::facts::facts_digest;
use super::{
    FORMAT, Finding, Guard, GuardState, Plan, PlanRequest, Severity, Skip, Step, StepId, Unchanged,
};
use super::{graph, pass};
use crate::model::{Identity, Inventory, Kind, ObjectKey};

/// What a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'a> {
    /// What was asked.
    pub request: &'a PlanRequest,
    /// What the source holds.
    pub source: &'a Inventory,
    /// What the destination holds, if it exists.
    pub target: Option<&'a Inventory>,
    /// Where the destination is, and who writes it.
    pub target_identity: &'a Identity,
    /// The version of clxs.
    pub tool: &'a str,
}

/// What planning comes to.
#[derive(Clone, Debug)]
pub enum Planned {
    /// There is nothing to do; the plan says what is as wanted, and what is left out.
    UpToDate(Box<Plan>),
    /// Findings must be dealt with first; the plan cannot be applied.
    Blocked(Box<Plan>),
    /// The plan can be applied.
    Ready(Box<CheckedPlan>),
}

impl Planned {
    /// The plan, whatever can be done with it.
    pub fn plan(&self) -> &Plan {
        match self {
            Self::UpToDate(plan) | Self::Blocked(plan) => plan,
            Self::Ready(checked) => checked.plan(),
        }
    }
}

/// Plans a clone. The same input gives the same plan, byte for byte.
///
/// # Errors
/// [`Violations`] when the plan breaks a rule that every plan keeps, which is a bug in clxs.
pub fn plan(input: &PlanInput<'_>) -> Result<Planned, Violations> {
    let mut draft = Draft::new(input);
    pass::run(&mut draft);
    let mut plan = written_down(draft, input)?;
    plan.id = plan.content_id();
    if plan
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Deny)
    {
        return Ok(Planned::Blocked(Box::new(plan)));
    }
    let checked = CheckedPlan::check(plan)?;
    Ok(if checked.plan().steps.is_empty() {
        Planned::UpToDate(Box::new(checked.into_plan()))
    } else {
        Planned::Ready(Box::new(checked))
    })
}

fn written_down(draft: Draft<'_>, input: &PlanInput<'_>) -> Result<Plan, Violations> {
    let (steps, guards) = (numbered(&draft)?, guards(&draft));
    let touched: BTreeSet<_> = steps.iter().map(|step| &step.from.0).collect();
    let mut inventory = BTreeMap::new();
    let mut unchanged = Vec::new();
    let mut skipped = Vec::new();
    for (key, object) in &draft.source.objects {
        let (object, kind) = (Src(key.clone()), object.kind);
        *inventory.entry(kind).or_default() += 1;
        let reason = match draft.fate(key) {
            Some(Fate::Cloned(_)) if touched.contains(key) => continue,
            Some(Fate::Cloned(Start::Kept)) => {
                unchanged.push(Unchanged { object, kind });
                continue;
            }
            Some(Fate::Excluded) => "left out by the request".to_owned(),
            Some(Fate::Skipped(reason)) => reason.clone(),
            // Passes that were stopped early decided nothing; such a plan is blocked.
            Some(Fate::Cloned(_)) | None => "the plan is blocked".to_owned(),
        };
        skipped.push(Skip {
            object,
            kind,
            reason,
        });
    }
    let mut findings = draft.findings;
    findings.sort_by(|a, b| {
        (a.severity, &a.code, &a.object, &a.message)
            .cmp(&(b.severity, &b.code, &b.object, &b.message))
    });
    findings.dedup();
    Ok(Plan {
        format: FORMAT,
        id: String::new(),
        tool: input.tool.to_owned(),
        made_at: input.source.taken_at,
        request: input.request.clone(),
        source: input.source.identity.clone(),
        target: input.target_identity.clone(),
        inventory,
        steps,
        unchanged,
        skipped,
        findings,
        guards,
    })
}

/// Orders the sketches and gives them numbers.
fn numbered(draft: &Draft<'_>) -> Result<Vec<Step>, Violations> {
    let sketches = &draft.steps;
    let places: BTreeMap<(&ObjectKey, &Slot), usize> = sketches
        .iter()
        .enumerate()
        .map(|(at, sketch)| ((&sketch.from, &sketch.slot), at))
        .collect();
    let needs: Vec<BTreeSet<usize>> = sketches
        .iter()
        .map(|sketch| {
            sketch
                .after
                .iter()
                .filter_map(|(key, slot)| places.get(&(key, slot)).copied())
                .collect()
        })
        .collect();
    let order = graph::order(&needs)
        .map_err(|cycle| Violations::one(format!("steps {cycle:?} need one another")))?;
    let mut numbers = vec![StepId(0); order.len()];
    for (number, at) in (1_u32..).zip(&order) {
        if let Some(place) = numbers.get_mut(*at) {
            *place = StepId(number);
        }
    }
    let number = |at: &usize| numbers.get(*at).copied();
    Ok(order
        .iter()
        .filter_map(|at| {
            let sketch: &Sketch = sketches.get(*at)?;
            let mut after: Vec<_> = needs.get(*at)?.iter().filter_map(number).collect();
            after.sort_unstable();
            Some(Step {
                id: number(at)?,
                kind: sketch.kind,
                object: Dst(draft.dest_key(&sketch.from)),
                from: Src(sketch.from.clone()),
                op: sketch.op.clone(),
                after,
            })
        })
        .collect())
}

/// The facts about the objects that the plan touches, on both sides.
fn guards(draft: &Draft<'_>) -> Vec<Guard> {
    let touched: BTreeSet<_> = draft.steps.iter().map(|sketch| &sketch.from).collect();
    let mut guards = Vec::new();
    for key in touched {
        if let Some(object) = draft.source.objects.get(key) {
            guards.push(Guard::Source {
                object: Src(key.clone()),
                state: GuardState::Facts {
                    digest: facts_digest(object),
                },
            });
        }
        let dest = draft.dest_key(key);
        let there = draft.target.and_then(|target| target.objects.get(&dest));
        guards.push(Guard::Target {
            object: Dst(dest),
            state: there.map_or(GuardState::Absent, |object| GuardState::Facts {
                digest: facts_digest(object),
            }),
        });
    }
    guards
}

/// The findings that block a plan.
pub fn blocking(plan: &Plan) -> impl Iterator<Item = &Finding> {
    plan.findings
        .iter()
        .filter(|finding| finding.severity == Severity::Deny)
}

/// How many objects of each kind a list names.
pub(crate) fn count_kinds(kinds: impl Iterator<Item = Kind>) -> BTreeMap<Kind, u64> {
    let mut counts = BTreeMap::new();
    for kind in kinds {
        *counts.entry(kind).or_default() += 1;
    }
    counts
}
