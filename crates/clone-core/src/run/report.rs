//! What came of a plan, object by object.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Failure, RunId, RunState, StepState};
use crate::codes::{self, Exit};
use crate::model::{Kind, ObjectKey};
use crate::plan::{Finding, Op, Plan, Step};

/// The number of the report format that this version writes.
pub const REPORT_FORMAT: u32 = 1;

/// What came of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The number of the format.
    pub format: u32,
    /// The id of the plan.
    pub plan: String,
    /// The run; none when there was nothing to do.
    pub run: Option<RunId>,
    /// The catalog that was read.
    pub source: String,
    /// The catalog that was written.
    pub dest: String,
    /// Every object of the source.
    pub objects: Vec<ObjectReport>,
    /// The counts of each kind.
    pub kinds: BTreeMap<Kind, Counts>,
    /// What the plan had to say.
    pub findings: Vec<Finding>,
    /// Files that were copied.
    pub files: u64,
    /// Bytes that were copied.
    pub bytes: u64,
    /// Milliseconds from the first entry of the journal to the last.
    pub millis: u64,
    /// Whether the user stopped the run.
    pub interrupted: bool,
}

/// What came of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectReport {
    /// The object of the source.
    pub object: ObjectKey,
    /// What it is.
    pub kind: Kind,
    /// What came of it.
    pub result: ObjectResult,
}

/// What came of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectResult {
    /// Its clone was made.
    Cloned,
    /// Its clone was there and was brought up to date.
    Updated,
    /// Its clone was as wanted.
    Unchanged,
    /// The plan left it out, or what it needs failed and nothing of it was tried.
    Skipped {
        /// Why.
        reason: String,
    },
    /// Its clone is missing or incomplete.
    Failed {
        /// The code of the failure.
        code: String,
        /// What happened, as a fragment.
        reason: String,
        /// What to do.
        remedy: Option<String>,
    },
}

/// Counts of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Objects that the source holds.
    pub inventory: u64,
    /// Objects whose clone was made.
    pub cloned: u64,
    /// Objects whose clone was brought up to date.
    pub updated: u64,
    /// Objects whose clone was as wanted.
    pub unchanged: u64,
    /// Objects that the plan left out, and those that were not tried because what they need failed.
    pub skipped: u64,
    /// Objects whose clone is missing or incomplete.
    pub failed: u64,
}

impl Counts {
    /// Whether every object is accounted for once.
    pub fn balanced(&self) -> bool {
        self.inventory == self.cloned + self.updated + self.unchanged + self.skipped + self.failed
    }

    fn add(&mut self, result: &ObjectResult) {
        let counter = match result {
            ObjectResult::Cloned => &mut self.cloned,
            ObjectResult::Updated => &mut self.updated,
            ObjectResult::Unchanged => &mut self.unchanged,
            ObjectResult::Skipped { .. } => &mut self.skipped,
            ObjectResult::Failed { .. } => &mut self.failed,
        };
        *counter += 1;
    }
}

impl Report {
    /// The report of a plan and what happened to it.
    pub fn new(plan: &Plan, run: Option<RunId>, state: &RunState) -> Self {
        let mut objects = of_steps(plan, state);
        objects.extend(plan.unchanged.iter().map(|same| ObjectReport {
            object: same.object.0.clone(),
            kind: same.kind,
            result: ObjectResult::Unchanged,
        }));
        objects.extend(plan.skipped.iter().map(|skip| ObjectReport {
            object: skip.object.0.clone(),
            kind: skip.kind,
            result: ObjectResult::Skipped {
                reason: skip.reason.clone(),
            },
        }));
        objects.sort_by(|a, b| a.object.cmp(&b.object));
        let mut kinds: BTreeMap<Kind, Counts> = BTreeMap::new();
        for (kind, inventory) in &plan.inventory {
            kinds.entry(*kind).or_default().inventory = *inventory;
        }
        for object in &objects {
            kinds.entry(object.kind).or_default().add(&object.result);
        }
        let (mut files, mut bytes) = (0_u64, 0_u64);
        for step in &plan.steps {
            if let Some(StepState::Done(outcome)) = state.step(step.id) {
                files = files.saturating_add(outcome.files);
                bytes = bytes.saturating_add(outcome.bytes);
            }
        }
        let lasted = match (state.began, state.ended) {
            (Some(began), Some(ended)) => ended.duration_since(began),
            _ => SignedDuration::ZERO,
        };
        Self {
            format: REPORT_FORMAT,
            plan: plan.id.clone(),
            run,
            source: plan.request.source.as_str().to_owned(),
            dest: plan.request.dest.as_str().to_owned(),
            objects,
            kinds,
            findings: plan.findings.clone(),
            files,
            bytes,
            millis: u64::try_from(lasted.as_millis()).unwrap_or(0),
            interrupted: state.interrupted,
        }
    }

    /// Whether every object of the source is accounted for once, in each kind.
    pub fn balanced(&self) -> bool {
        self.kinds.values().all(Counts::balanced)
    }

    /// How the command ends. Only a report that balances ends well.
    pub fn exit(&self) -> Exit {
        if !self.balanced() {
            Exit::Bug
        } else if self.interrupted {
            Exit::Interrupted
        } else if self.kinds.values().any(|counts| counts.failed > 0) {
            Exit::Partial
        } else {
            Exit::Done
        }
    }
}

/// The objects that have steps: done when all are, failed by the first that is not.
fn of_steps(plan: &Plan, state: &RunState) -> Vec<ObjectReport> {
    let mut steps: BTreeMap<&ObjectKey, Vec<&Step>> = BTreeMap::new();
    for step in &plan.steps {
        steps.entry(&step.from.0).or_default().push(step);
    }
    steps
        .into_iter()
        .filter_map(|(object, steps)| {
            let failed = steps.iter().find(|step| !state.is_done(step.id));
            let made = steps.iter().any(|step| makes(&step.op));
            let result = match failed {
                Some(first) => match untried(plan, state, object, &steps) {
                    Some(cause) => ObjectResult::Skipped {
                        reason: format!("not tried, because this failed: {cause}"),
                    },
                    None => failure(plan, state, first),
                },
                None if made => ObjectResult::Cloned,
                None => ObjectResult::Updated,
            };
            let kind = steps.first()?.kind;
            Some(ObjectReport {
                object: object.clone(),
                kind,
                result,
            })
        })
        .collect()
}

/// The step of another object that failed, if nothing of this object was tried because of it.
fn untried(plan: &Plan, state: &RunState, object: &ObjectKey, steps: &[&Step]) -> Option<String> {
    let mut cause = None;
    for step in steps {
        let Some(StepState::Skipped(because)) = state.step(step.id) else {
            return None;
        };
        let because = plan.steps.iter().find(|other| other.id == *because)?;
        if because.from.0 == *object {
            return None;
        }
        cause.get_or_insert(because);
    }
    cause.map(crate::render::title)
}

/// Whether a step makes a clone that was not there.
fn makes(op: &Op) -> bool {
    match op {
        Op::CreateCatalog { .. } | Op::CreateSchema { .. } | Op::CreateVolume { .. } => true,
        Op::CloneTable { replace, .. }
        | Op::CreateView { replace, .. }
        | Op::CreateFunction { replace, .. } => !replace,
        _ => false,
    }
}

/// Why a step is not done.
fn failure(plan: &Plan, state: &RunState, step: &Step) -> ObjectResult {
    let title = crate::render::title(step);
    match state.step(step.id) {
        Some(StepState::Failed(Failure {
            code,
            message,
            remedy,
            causes: _,
        })) => ObjectResult::Failed {
            code: code.clone(),
            reason: format!("{title}: {message}"),
            remedy: remedy.clone(),
        },
        Some(StepState::Skipped(because)) => {
            let cause = plan.steps.iter().find(|other| other.id == *because);
            let cause = cause.map_or_else(|| because.to_string(), crate::render::title);
            ObjectResult::Failed {
                code: codes::NOT_REACHED.id.to_owned(),
                reason: format!("{title}: not tried, because this failed: {cause}"),
                remedy: None,
            }
        }
        Some(StepState::Started) => ObjectResult::Failed {
            code: codes::STEP_UNKNOWN.id.to_owned(),
            reason: format!("{title}: started, and its outcome is not known"),
            remedy: Some("resume the run".to_owned()),
        },
        Some(StepState::Done(_)) | None => ObjectResult::Failed {
            code: codes::NOT_REACHED.id.to_owned(),
            reason: format!("{title}: not reached"),
            remedy: Some("resume the run".to_owned()),
        },
    }
}
