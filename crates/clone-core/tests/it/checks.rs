//! What the linter and the reader of plan files refuse.

use clone_core::model::{ConstraintRule, Kind};
use clone_core::plan::{CheckedPlan, Finding, LoadError, Op, Plan, Severity, StepId};
use rstest::rstest;
use sql_rewrite::{Dst, Src};

use crate::world::{World, name, planned, request};

fn good() -> Plan {
    let world = World::new("prod")
        .schema("sales")
        .owner("alice")
        .table("sales.customers", 1)
        .primary_key("customers_pk")
        .table("sales.orders", 1)
        .comment("orders")
        .grant("analysts", &["SELECT"])
        .foreign_key("fk", "prod.sales.customers")
        .owner("bob")
        .view("sales.open", "SELECT * FROM orders");
    planned(&request(), &world, None).plan().clone()
}

fn step(plan: &mut Plan, is: impl Fn(&Op) -> bool) -> &mut clone_core::plan::Step {
    plan.steps.iter_mut().find(|step| is(&step.op)).unwrap()
}

#[rstest]
#[case::order(|plan: &mut Plan| plan.steps.swap(0, 1), "is listed in place")]
#[case::forward(|plan: &mut Plan| plan.steps[0].after.push(StepId(3)), "does not come before it")]
#[case::itself(|plan: &mut Plan| plan.steps[0].after.push(StepId(1)), "does not come before it")]
#[case::writes_source(|plan: &mut Plan| {
    let step = plan.steps.last_mut().unwrap();
    step.object = Dst(step.from.0.clone());
}, "is not in the destination")]
#[case::reads_elsewhere(|plan: &mut Plan| {
    let step = step(plan, |op| matches!(op, Op::CloneTable { .. }));
    let Op::CloneTable { source, .. } = &mut step.op else { unreachable!() };
    *source = Src(name("prod.hr.salaries"));
}, "reads `prod.hr.salaries`")]
#[case::points_at_source(|plan: &mut Plan| {
    let step = step(plan, |op| matches!(op, Op::AddConstraint { constraint, .. } if constraint.name == "fk"));
    let Op::AddConstraint { constraint, .. } = &mut step.op else { unreachable!() };
    let ConstraintRule::ForeignKey { parent, .. } = &mut constraint.rule else { unreachable!() };
    *parent = name("prod.sales.customers");
}, "which is cloned")]
#[case::definition_reads_source(|plan: &mut Plan| {
    let step = step(plan, |op| matches!(op, Op::CreateView { .. }));
    let Op::CreateView { text, .. } = &mut step.op else { unreachable!() };
    *text = "SELECT * FROM (SELECT 1) JOIN Prod.sales.`Orders`".to_owned();
}, "sales.")]
#[case::definition_runs_in_source(|plan: &mut Plan| {
    let step = step(plan, |op| matches!(op, Op::CreateView { .. }));
    let Op::CreateView { namespace: Some(namespace), .. } = &mut step.op else { unreachable!() };
    namespace.catalog = "prod".into();
}, "reads `prod.sales.orders`")]
#[case::nonsense(|plan: &mut Plan| {
    let step = step(plan, |op| matches!(op, Op::CreateView { .. }));
    let Op::CreateView { text, .. } = &mut step.op else { unreachable!() };
    *text = "SELEKT 1 FRM".to_owned();
}, "is not understood")]
#[case::grants_early(|plan: &mut Plan| step(plan, |op| matches!(op, Op::Grant { .. })).after.clear(),
    "does not wait for step")]
#[case::owner_early(|plan: &mut Plan| {
    plan.steps.iter_mut()
        .find(|step| matches!(step.op, Op::SetOwner { .. }) && step.kind == Kind::Table).unwrap()
        .after.pop();
}, "does not wait for step")]
#[case::container_early(|plan: &mut Plan| {
    plan.steps.iter_mut()
        .find(|step| matches!(step.op, Op::SetOwner { .. }) && step.kind == Kind::Schema).unwrap()
        .after.pop();
}, "does not wait for step")]
#[case::forgets(|plan: &mut Plan| { plan.unchanged.clear(); plan.skipped.clear();
    plan.inventory.insert(Kind::Volume, 1); }, "the plan accounts for")]
#[case::denied(|plan: &mut Plan| plan.findings.push(Finding {
    severity: Severity::Deny,
    code: "CX4201".to_owned(),
    object: plan.steps[0].from.0.clone(),
    message: String::new(),
    remedy: None,
}), "blocks it")]
fn a_plan_that_breaks_a_rule_is_refused(#[case] harm: impl Fn(&mut Plan), #[case] says: &str) {
    let mut plan = good();
    CheckedPlan::check(plan.clone()).unwrap();
    harm(&mut plan);
    plan.id = plan.content_id();
    let violations = CheckedPlan::check(plan).unwrap_err().to_string();
    assert!(violations.contains(says), "{violations}");
}

#[test]
fn a_plan_survives_being_written_and_read() {
    let plan = good();
    let text = plan.to_json().unwrap();
    assert_eq!(CheckedPlan::from_json(&text).unwrap().plan(), &plan);
    assert_eq!(text, Plan::from_json(&text).unwrap().to_json().unwrap());
}

#[test]
fn a_spoilt_plan_file_is_refused_with_its_own_code() {
    let text = good().to_json().unwrap();
    let code = |text: &str| CheckedPlan::from_json(text).unwrap_err().code().id;
    assert_eq!(code(&text[..text.len() / 2]), "CX1009");
    assert_eq!(code("{}"), "CX1009");
    assert_eq!(code("[1, 2]"), "CX1009");
    assert_eq!(code(&text.replacen("\"tool\"", "\"tools\"", 1)), "CX1009");
    assert_eq!(
        code(&text.replacen("\"format\": 1", "\"format\": 2", 1)),
        "CX1010"
    );
    assert_eq!(code(&text.replace("analysts", "everybody")), "CX1011");
}

#[test]
fn a_blocked_plan_is_refused_with_its_findings() {
    let world = World::new("prod")
        .schema("s")
        .table("s.t", 1)
        .mask("id", "prod.s.f");
    let text = planned(&request(), &world, None).plan().to_json().unwrap();
    let error = CheckedPlan::from_json(&text).unwrap_err();
    assert!(matches!(&error, LoadError::Blocked(plan) if plan.findings.len() == 1));
    assert_eq!(error.code().id, "CX4000");
}

#[test]
fn the_instant_is_no_part_of_the_id() {
    let mut plan = good();
    plan.made_at = "2027-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(plan.content_id(), plan.id);
    plan.tool.push('x');
    assert_ne!(plan.content_id(), plan.id);
}
