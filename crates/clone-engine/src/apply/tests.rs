//! The walk over a world that fails on schedule.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use clone_core::model::{Class, Identity, Kind, ObjectKey};
use clone_core::plan::{Action, FORMAT, Op, Plan, PlanRequest, Step, StepId};
use clone_core::ports::{
    ActionKey, Actuator, Journal as _, Outcome, PortError, PortErrorKind, PortResult, Retry, Silent,
};
use clone_core::run::{Entry, RunId, RunState, StepEvent};
use jiff::Timestamp;
use sql_rewrite::{Dst, Ident, QName, Src};

use super::{Cancel, End, Patience, Shared, Standing, Walk};
use crate::journal::MemoryJournal;

/// A world that does what is asked, except where the schedule says otherwise.
#[derive(Debug, Default)]
struct World {
    faults: Mutex<BTreeMap<StepId, VecDeque<PortError>>>,
    performed: Mutex<Vec<StepId>>,
    running: Mutex<(usize, usize)>,
    /// Stops the run when this step is performed.
    stop_at: Option<(StepId, Cancel)>,
    /// A step that never ends.
    hangs: Option<StepId>,
}

impl World {
    fn failing(faults: impl IntoIterator<Item = (u32, PortErrorKind, Retry, usize)>) -> Self {
        let mut schedule = BTreeMap::new();
        for (step, kind, retry, times) in faults {
            let errors = (0..times).map(|_| PortError::new(kind, "on schedule").retry(retry));
            schedule.insert(StepId(step), errors.collect());
        }
        Self {
            faults: Mutex::new(schedule),
            ..Self::default()
        }
    }

    fn performed(&self) -> Vec<u32> {
        self.performed
            .lock()
            .unwrap()
            .iter()
            .map(|id| id.0)
            .collect()
    }
}

#[async_trait]
impl Actuator for World {
    async fn perform(&self, _action: &Action, key: &ActionKey) -> PortResult<Outcome> {
        {
            let mut running = self.running.lock().unwrap();
            running.0 += 1;
            running.1 = running.1.max(running.0);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
        self.running.lock().unwrap().0 -= 1;
        if self.hangs == Some(key.step) {
            std::future::pending::<()>().await;
        }
        if let Some((step, cancel)) = &self.stop_at
            && *step == key.step
        {
            cancel.stop();
        }
        if let Some(error) = self
            .faults
            .lock()
            .unwrap()
            .get_mut(&key.step)
            .and_then(VecDeque::pop_front)
        {
            return Err(error);
        }
        self.performed.lock().unwrap().push(key.step);
        Ok(Outcome::default())
    }
}

/// A plan of schemas, each after the ones that are listed.
fn plan(steps: &[(u32, &[u32])]) -> Plan {
    let here = Identity {
        workspace: "w".into(),
        metastore_id: "m".into(),
        metastore_name: "m".into(),
        principal: "me".into(),
    };
    let key = |id: u32| {
        let name = QName::new([Ident::from("c"), Ident::new(format!("s{id}"))]);
        ObjectKey::new(Class::Schema, name)
    };
    let step = |(id, after): &(u32, &[u32])| Step {
        id: StepId(*id),
        object: Dst(key(*id)),
        kind: Kind::Schema,
        from: Src(key(*id)),
        op: Op::CreateSchema {
            comment: None,
            properties: BTreeMap::new(),
        },
        after: after.iter().map(|id| StepId(*id)).collect(),
    };
    Plan {
        format: FORMAT,
        id: "0123abcd".into(),
        tool: "test".into(),
        made_at: Timestamp::UNIX_EPOCH,
        request: PlanRequest::new(Ident::from("a"), Ident::from("c")),
        source: here.clone(),
        target: here,
        inventory: BTreeMap::new(),
        steps: steps.iter().map(step).collect(),
        unchanged: Vec::new(),
        skipped: Vec::new(),
        findings: Vec::new(),
        guards: Vec::new(),
    }
}

/// A small plan, for other tests.
pub(crate) fn test_plan() -> Plan {
    plan(&[(1, &[]), (2, &[1])])
}

const QUICK: Patience = Patience {
    tries: 4,
    pause: Duration::from_millis(1),
    longest: Duration::from_millis(5),
};

struct Run {
    end: PortResult<End>,
    told: String,
}

/// Walks once, going on where the journal says the plan stands.
async fn walk(plan: &Plan, world: &Arc<World>, journal: &MemoryJournal, cancel: &Cancel) -> Run {
    let run = match journal.latest(&plan.id).await.unwrap() {
        Some(run) => run,
        None => journal.begin(plan).await.unwrap(),
    };
    let standing = standing(plan, journal, &run).await;
    let shared = Shared {
        plan: Arc::new(plan.clone()),
        run: run.clone(),
        journal: Arc::new(journal.clone()),
        actuator: Arc::clone(world) as Arc<dyn Actuator>,
        observer: Arc::new(Silent),
        patience: QUICK,
        cancel: cancel.clone(),
    };
    let end = Walk::new(shared, 3, &standing.done).run().await;
    let told = tell(&journal.replay(&run).await.unwrap().1);
    Run { end, told }
}

async fn standing(plan: &Plan, journal: &MemoryJournal, run: &RunId) -> Standing {
    let (_, entries) = journal.replay(run).await.unwrap();
    Standing::of(plan, &RunState::fold(&entries))
}

/// The final state of each step, one a line.
fn tell(entries: &[Entry]) -> String {
    let mut last = BTreeMap::new();
    for entry in entries {
        let word = match &entry.event {
            StepEvent::Started => "started".to_owned(),
            StepEvent::Done { .. } => "done".to_owned(),
            StepEvent::Failed { failure } => format!("failed {}", failure.code),
            StepEvent::Skipped { because } => format!("skipped because of {because}"),
            StepEvent::Interrupted => "interrupted".to_owned(),
            StepEvent::Finished => "finished".to_owned(),
        };
        last.insert(entry.step.map_or(u32::MAX, |id| id.0), word);
    }
    let name = |id: &u32| {
        if *id == u32::MAX {
            "run".to_owned()
        } else {
            id.to_string()
        }
    };
    last.iter()
        .map(|(id, word)| format!("{}: {word}\n", name(id)))
        .collect()
}

#[tokio::test]
async fn every_step_runs_once_and_after_what_it_needs() {
    let plan = plan(&[
        (1, &[]),
        (2, &[1]),
        (3, &[1]),
        (4, &[2, 3]),
        (5, &[]),
        (6, &[5]),
    ]);
    let world = Arc::new(World::default());
    let run = walk(&plan, &world, &MemoryJournal::default(), &Cancel::new()).await;
    assert_eq!(run.end.unwrap(), End::Finished);
    let order = world.performed();
    assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), 6);
    let place = |id| order.iter().position(|have| *have == id).unwrap();
    for step in &plan.steps {
        for need in &step.after {
            assert!(place(need.0) < place(step.id.0), "{order:?}");
        }
    }
}

#[tokio::test]
async fn no_more_workers_than_asked_for() {
    let many: Vec<(u32, &[u32])> = (1..=20).map(|id| (id, [].as_slice())).collect();
    let world = Arc::new(World::default());
    walk(
        &plan(&many),
        &world,
        &MemoryJournal::default(),
        &Cancel::new(),
    )
    .await
    .end
    .unwrap();
    assert_eq!(world.running.lock().unwrap().1, 3);
}

#[tokio::test]
async fn one_bad_object_takes_only_its_dependents_with_it() {
    let plan = plan(&[(1, &[]), (2, &[1]), (3, &[2]), (4, &[3]), (5, &[1])]);
    let world = Arc::new(World::failing([(
        2,
        PortErrorKind::Denied,
        Retry::Never,
        1,
    )]));
    let run = walk(&plan, &world, &MemoryJournal::default(), &Cancel::new()).await;
    assert_eq!(run.end.unwrap(), End::Finished);
    insta::assert_snapshot!(run.told, @r"
    1: done
    2: failed CX5002
    3: skipped because of 2
    4: skipped because of 2
    5: done
    run: finished
    ");
}

#[rstest::rstest]
#[case::throttled(Retry::After(Duration::from_millis(1)), 3, "done")]
#[case::lost_answer(Retry::AfterProbe, 2, "done")]
#[case::at_once(Retry::Now, 1, "done")]
#[case::too_often(Retry::Now, 9, "failed CX5005")]
#[tokio::test]
async fn failures_that_pass_are_tried_again_within_bounds(
    #[case] retry: Retry,
    #[case] times: usize,
    #[case] expected: &str,
) {
    let plan = plan(&[(1, &[])]);
    let world = Arc::new(World::failing([(
        1,
        PortErrorKind::Unavailable,
        retry,
        times,
    )]));
    let run = walk(&plan, &world, &MemoryJournal::default(), &Cancel::new()).await;
    run.end.unwrap();
    assert_eq!(run.told, format!("1: {expected}\nrun: finished\n"));
}

#[tokio::test]
async fn a_second_run_does_what_failed_and_was_skipped_and_nothing_else() {
    let plan = plan(&[(1, &[]), (2, &[1]), (3, &[2])]);
    let world = Arc::new(World::failing([(
        2,
        PortErrorKind::Denied,
        Retry::Never,
        1,
    )]));
    let journal = MemoryJournal::default();
    walk(&plan, &world, &journal, &Cancel::new())
        .await
        .end
        .unwrap();
    assert_eq!(world.performed(), [1]);
    let again = walk(&plan, &world, &journal, &Cancel::new()).await;
    assert_eq!(again.end.unwrap(), End::Finished);
    assert_eq!(world.performed(), [1, 2, 3]);
    assert_eq!(again.told, "1: done\n2: done\n3: done\nrun: finished\n");
}

#[tokio::test]
async fn a_gentle_stop_lets_running_steps_end_and_a_second_run_goes_on() {
    let plan = plan(&[(1, &[]), (2, &[1]), (3, &[2]), (4, &[3])]);
    let (journal, cancel) = (MemoryJournal::default(), Cancel::new());
    let world = Arc::new(World {
        stop_at: Some((StepId(2), cancel.clone())),
        ..World::default()
    });
    let run = walk(&plan, &world, &journal, &cancel).await;
    assert_eq!(run.end.unwrap(), End::Interrupted);
    assert_eq!(run.told, "1: done\n2: done\nrun: interrupted\n");

    let rest = Arc::new(World::default());
    let again = walk(&plan, &rest, &journal, &Cancel::new()).await;
    assert_eq!(again.end.unwrap(), End::Finished);
    assert_eq!(rest.performed(), [3, 4]);
}

#[tokio::test]
async fn insisting_stops_a_step_that_hangs_and_leaves_it_open() {
    let plan = plan(&[(1, &[]), (2, &[])]);
    let (journal, cancel) = (MemoryJournal::default(), Cancel::new());
    let world = Arc::new(World {
        hangs: Some(StepId(1)),
        ..World::default()
    });
    let stopper = cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        stopper.stop();
        stopper.stop();
    });
    let run = walk(&plan, &world, &journal, &cancel).await;
    assert_eq!(run.end.unwrap(), End::Interrupted);
    assert_eq!(run.told, "1: started\n2: done\nrun: interrupted\n");
    let id = journal.latest(&plan.id).await.unwrap().unwrap();
    let standing = standing(&plan, &journal, &id).await;
    assert_eq!(standing.open, BTreeSet::from([StepId(1)]));
}

#[tokio::test]
async fn stopping_when_all_is_done_is_no_interruption() {
    let plan = plan(&[(1, &[])]);
    let cancel = Cancel::new();
    let world = Arc::new(World {
        stop_at: Some((StepId(1), cancel.clone())),
        ..World::default()
    });
    let run = walk(&plan, &world, &MemoryJournal::default(), &cancel).await;
    assert_eq!(run.end.unwrap(), End::Finished);
}

#[tokio::test]
async fn a_full_disk_stops_the_run_and_the_next_one_finishes_it() {
    let plan = plan(&[(1, &[]), (2, &[1]), (3, &[2])]);
    let world = Arc::new(World::default());
    let journal = MemoryJournal::with_room_for(3);
    let run = walk(&plan, &world, &journal, &Cancel::new()).await;
    assert_eq!(run.end.unwrap_err().kind, PortErrorKind::Full);
    assert_eq!(run.told, "1: done\n2: started\n");

    journal.make_room();
    let again = walk(&plan, &world, &journal, &Cancel::new()).await;
    assert_eq!(again.end.unwrap(), End::Finished);
    assert_eq!(again.told, "1: done\n2: done\n3: done\nrun: finished\n");
}
