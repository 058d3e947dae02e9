//! What is refused, left out or told.

use clone_core::model::Kind;
use clone_core::plan::{Depth, PlanRequest, Planned, request_findings};
use rstest::rstest;
use sql_rewrite::Ident;

use crate::world::{World, codes, planned, request};

fn world() -> World {
    World::new("prod").schema("sales").table("sales.orders", 1)
}

/// What a plan says about a world, and what it leaves out.
fn said(request: &PlanRequest, world: &World) -> (bool, Vec<String>) {
    let planned = planned(request, world, None);
    let mut lines = codes(&planned);
    for skip in &planned.plan().skipped {
        lines.push(format!("skips {}: {}", skip.object, skip.reason));
    }
    (matches!(planned, Planned::Blocked(_)), lines)
}

#[rstest]
#[case::masked(world().table("sales.people", 1).mask("email", "prod.gov.hide"),
    &["Deny CX4201 relation:prod.sales.people"])]
#[case::filtered(world().table("sales.people", 1).row_filter("prod.gov.mine"),
    &["Deny CX4201 relation:prod.sales.people"])]
#[case::policy(world().policy("schema:prod.sales", "hide pii"),
    &["Deny CX4202 schema:prod.sales"])]
#[case::gap(world().gap("schema:prod.sales", "sees 1 of 2 tables"),
    &["Deny CX3001 schema:prod.sales"])]
#[case::no_pin(world().table_detail(|table| table.pin = None),
    &["Deny CX3003 relation:prod.sales.orders"])]
#[case::dotted(world().table("sales.`a.b`", 1),
    &["Deny CX3004 relation:prod.sales.`a.b`"])]
#[case::parquet(world().table_detail(|table| table.format = "PARQUET".to_owned()),
    &["Warning CX4302 relation:prod.sales.orders"])]
#[case::materialized(world().opaque(Kind::MaterializedView, "sales.daily", "MATERIALIZED_VIEW"),
    &["Warning CX4301 relation:prod.sales.daily"])]
#[case::unknown(world().opaque(Kind::Other, "sales.thing", "QUANTUM_TABLE"),
    &["Warning CX4301 other:prod.sales.thing"])]
#[case::external(world().external("s3://prod/orders"),
    &["Note CX4305 relation:prod.sales.orders"])]
#[case::python(world().function("sales.f", "return 1").with(|object| {
        let clone_core::model::Detail::Function(function) = &mut object.detail else { panic!() };
        function.language = "PYTHON".to_owned();
    }), &["Warning CX4308 function:prod.sales.f"])]
#[case::nonsense(world().view("sales.v", "SELEKT 1 FRM"),
    &["Deny CX4103 relation:prod.sales.v"])]
#[case::key_to_nothing(world().foreign_key("fk", "prod.sales.gone"),
    &["Warning CX4108 relation:prod.sales.orders"])]
#[case::constraint_of_another_kind(world().table_detail(|table| {
        table.unknown_constraints.push(clone_core::model::UnknownConstraint {
            name: "positive".to_owned(),
            wire_kind: "named_table_constraint".to_owned(),
        });
    }), &["Warning CX4109 relation:prod.sales.orders"])]
#[case::key_to_another_catalog(world().foreign_key("fk", "main.sales.orders"), &[])]
#[case::plain(world(), &[])]
fn each_trap_of_a_source_is_named(#[case] world: World, #[case] expected: &[&str]) {
    let (blocked, lines) = said(&request(), &world);
    let findings: Vec<_> = lines
        .iter()
        .filter(|line| !line.starts_with("skips"))
        .collect();
    assert_eq!(findings, expected);
    assert_eq!(
        blocked,
        expected.iter().any(|line| line.starts_with("Deny"))
    );
}

#[rstest]
#[case::of_shallow(world().table_detail(|table| table.shallow_clone = true), "CX4303")]
#[case::of_external(world().external("s3://prod/orders"), "CX4304")]
fn shallow_clones_that_the_platform_refuses_are_denied(#[case] world: World, #[case] code: &str) {
    let mut request = request();
    request.depth = Depth::Shallow;
    let (blocked, lines) = said(&request, &world);
    assert!(blocked);
    assert!(lines[0].starts_with(&format!("Deny {code}")), "{lines:?}");
}

#[test]
fn an_external_root_inside_the_source_is_denied() {
    let mut request = request();
    request.external_root = Some("s3://prod/orders/clones".to_owned());
    let (blocked, lines) = said(&request, &world().external("s3://prod/orders"));
    assert!(blocked);
    assert_eq!(
        lines,
        [
            "Deny CX4307 relation:prod.sales.orders",
            "skips relation:prod.sales.orders: `s3://prod/orders/clones/staging/sales/tables/orders` \
             overlaps `s3://prod/orders` of the source",
        ]
    );
}

#[test]
fn an_accepted_code_leaves_the_object_out_and_goes_on() {
    let world = world()
        .table("sales.people", 1)
        .mask("email", "prod.gov.hide")
        .primary_key("people_pk")
        .table("sales.visits", 1)
        .foreign_key("visits_people", "prod.sales.people");
    let mut request = request();
    request.allow = vec!["cx4201".to_owned()];
    let (blocked, lines) = said(&request, &world);
    assert!(!blocked);
    assert_eq!(
        lines,
        [
            "Warning CX4107 relation:prod.sales.visits",
            "Warning CX4201 relation:prod.sales.people",
            "skips relation:prod.sales.people: has masks on `email`, and CLONE refuses protected tables",
        ]
    );
}

#[test]
fn what_is_excluded_is_not_looked_at() {
    let world = world()
        .schema("hr")
        .table("hr.people", 1)
        .mask("email", "prod.gov.hide")
        .policy("schema:prod.hr", "hide pii")
        .gap("schema:prod.hr", "sees 1 of 2 tables");
    let mut request = request();
    request.exclude = vec!["HR".to_owned()];
    let (blocked, lines) = said(&request, &world);
    assert!(!blocked);
    assert_eq!(
        lines,
        [
            "skips schema:prod.hr: left out by the request",
            "skips relation:prod.hr.people: left out by the request",
        ]
    );
}

#[test]
fn a_pattern_without_match_is_denied() {
    let mut request = request();
    request.include = vec!["sales".to_owned(), "slaes.orders".to_owned()];
    let (blocked, lines) = said(&request, &world());
    assert!(blocked);
    assert_eq!(lines[0], "Deny CX1005 catalog:prod");
}

#[rstest]
#[case("prod", "PROD", "CX1002")]
#[case("hive_metastore", "staging", "CX1003")]
#[case("System", "staging", "CX1003")]
#[case("samples", "staging", "CX1003")]
#[case("__databricks_internal", "staging", "CX1003")]
#[case("prod", "system", "CX1003")]
#[case("prod", "a.b", "CX1013")]
#[case("prod", "a b", "CX1013")]
#[case("prod", "", "CX1013")]
fn a_request_is_refused_before_anything_is_read(
    #[case] source: &str,
    #[case] dest: &str,
    #[case] code: &str,
) {
    let request = PlanRequest::new(Ident::from(source), Ident::from(dest));
    let codes: Vec<_> = request_findings(&request)
        .into_iter()
        .map(|f| f.code)
        .collect();
    assert_eq!(codes, [code]);
}

#[rstest]
#[case("CX9999", false)]
#[case("CX4001", false)]
#[case("CX4201", true)]
#[case("CX4107", true)]
fn only_codes_that_can_be_accepted_are_taken(#[case] code: &str, #[case] taken: bool) {
    let mut request = request();
    request.allow = vec![code.to_owned()];
    assert_eq!(request_findings(&request).is_empty(), taken);
}

#[test]
fn another_metastore_is_refused_by_name() {
    let mut world = world();
    world.0.identity.metastore_id = "m2".to_owned();
    let (blocked, lines) = said(&request(), &world);
    assert!(blocked);
    assert_eq!(lines[0], "Deny CX6001 catalog:prod");
}
