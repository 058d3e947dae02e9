//! What came of a plan.

use clone_core::codes::Exit;
use clone_core::model::Kind;
use clone_core::plan::{Op, Plan, Step, StepId};
use clone_core::ports::Outcome;
use clone_core::run::{
    Entry, Failure, ObjectResult, Report, RunId, RunState, StepEvent, remaining,
};

use crate::world::{World, planned, request};

pub(crate) fn plan() -> Plan {
    let world = World::new("prod")
        .schema("sales")
        .table("sales.customers", 1)
        .primary_key("customers_pk")
        .table("sales.orders", 1)
        .comment("orders")
        .grant("analysts", &["SELECT"])
        .foreign_key("fk", "prod.sales.customers")
        .opaque(Kind::StreamingTable, "sales.live", "STREAMING_TABLE");
    planned(&request(), &world, None).plan().clone()
}

pub(crate) fn entry(second: u32, step: Option<StepId>, event: StepEvent) -> Entry {
    let at = format!("2026-11-21T09:00:{:02}Z", second % 60)
        .parse()
        .unwrap();
    Entry { at, step, event }
}

pub(crate) fn done(step: &Step, second: u32) -> [Entry; 2] {
    let outcome = Outcome {
        files: 2,
        bytes: 10,
        statement: None,
    };
    [
        entry(second, Some(step.id), StepEvent::Started),
        entry(second, Some(step.id), StepEvent::Done { outcome }),
    ]
}

fn report(plan: &Plan, entries: &[Entry]) -> Report {
    Report::new(plan, Some(RunId("r".to_owned())), &RunState::fold(entries))
}

#[test]
fn a_run_that_went_well_balances_and_ends_well() {
    let plan = plan();
    let mut entries: Vec<_> = (0..)
        .zip(&plan.steps)
        .flat_map(|(n, step)| done(step, n))
        .collect();
    entries.push(entry(30, None, StepEvent::Finished));
    let report = report(&plan, &entries);
    assert!(report.balanced());
    assert_eq!(report.exit(), Exit::Done);
    assert_eq!(report.kinds[&Kind::Table].cloned, 2);
    assert_eq!(report.kinds[&Kind::StreamingTable].skipped, 1);
    assert_eq!(
        (report.millis, report.bytes),
        (30_000, 10 * plan.steps.len() as u64)
    );
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
}

#[test]
fn a_failure_is_reported_where_it_happened_and_where_it_was_felt() {
    let plan = plan();
    let failed = plan
        .steps
        .iter()
        .find(|step| {
            matches!(step.op, Op::CloneTable { .. }) && step.from.0.name.leaf() == "customers"
        })
        .unwrap();
    let mut entries = Vec::new();
    for (second, step) in (0..).zip(&plan.steps) {
        if step.id == failed.id {
            let failure = Failure {
                code: "CX5001".to_owned(),
                message: "no room".to_owned(),
                causes: Vec::new(),
                remedy: None,
            };
            entries.push(entry(second, Some(step.id), StepEvent::Failed { failure }));
        } else if step.after.contains(&failed.id) || step.from.0.name.leaf() == "customers" {
            entries.push(entry(
                second,
                Some(step.id),
                StepEvent::Skipped { because: failed.id },
            ));
        } else {
            entries.extend(done(step, second));
        }
    }
    entries.push(entry(40, None, StepEvent::Finished));
    let report = report(&plan, &entries);
    assert!(report.balanced());
    assert_eq!(report.exit(), Exit::Partial);
    let of = |leaf: &str| {
        report
            .objects
            .iter()
            .find(|object| object.object.name.leaf() == leaf)
            .unwrap()
            .result
            .clone()
    };
    let ObjectResult::Failed { code, reason, .. } = of("customers") else {
        panic!()
    };
    assert_eq!(
        (code.as_str(), reason.as_str()),
        ("CX5001", "clone table staging.sales.customers: no room")
    );
    let ObjectResult::Failed { code, reason, .. } = of("orders") else {
        panic!()
    };
    assert_eq!(code, "CX5012");
    assert_eq!(
        reason,
        "add key `fk` to table staging.sales.orders: not tried, because this failed: \
         clone table staging.sales.customers"
    );
    assert_eq!(of("sales"), ObjectResult::Cloned);

    let left = remaining(&plan, &RunState::fold(&entries));
    assert!(left.steps.contains(&failed.id));
    assert_eq!(left.uncertain, [failed.id]);
}

#[test]
fn an_interrupted_run_says_so_until_it_is_resumed() {
    let plan = plan();
    let mut entries = done(&plan.steps[0], 0).to_vec();
    entries.push(entry(1, None, StepEvent::Interrupted));
    assert_eq!(report(&plan, &entries).exit(), Exit::Interrupted);
    entries.extend(plan.steps[1..].iter().flat_map(|step| done(step, 2)));
    entries.push(entry(3, None, StepEvent::Finished));
    assert_eq!(report(&plan, &entries).exit(), Exit::Done);
}

#[test]
fn a_report_that_does_not_balance_is_a_bug() {
    let mut plan = plan();
    plan.inventory.insert(Kind::View, 1);
    let entries: Vec<_> = plan.steps.iter().flat_map(|step| done(step, 0)).collect();
    assert_eq!(report(&plan, &entries).exit(), Exit::Bug);
}

#[test]
fn nothing_to_do_is_done() {
    let mut plan = plan();
    plan.inventory = [(Kind::StreamingTable, 1)].into();
    plan.steps.clear();
    let report = Report::new(&plan, None, &RunState::default());
    assert_eq!((report.exit(), report.millis), (Exit::Done, 0));
}
