//! Views and functions: texts, order, and what they may not read.

use clone_core::model::{Detail, Inventory, Kind};
use clone_core::plan::{Op, PlanRequest, Planned, hides_what_it_reads};
use clone_core::render::{script, summary, tree};
use sql_rewrite::Namespace;

use crate::simulate::{Replacing, apply};
use crate::world::{World, codes, name, planned, request};

/// Views over views in an order that names do not tell, functions, and names in every length.
fn tangled() -> World {
    World::new("prod")
        .schema("gov")
        .function("gov.net", "x / prod.gov.rate(1)")
        .function("gov.rate", "1.19")
        .comment("it's the rate")
        .schema("sales")
        .table("sales.orders", 7)
        .view(
            "sales.a_top",
            "SELECT * FROM z_base WHERE note <> 'prod.sales.x'",
        )
        .comment("top")
        .column_tag("id", "pii", "no")
        .grant("analysts", &["SELECT"])
        .owner("alice")
        .view(
            "sales.z_base",
            "SELECT orders.id, gov.net(orders.amount) FROM sales.orders -- prod.sales.orders\n",
        )
        .view(
            "sales.catalogued",
            "SELECT * FROM prod.information_schema.tables;",
        )
        .view("sales.elsewhere", "SELECT * FROM main.geo.countries")
}

#[test]
fn definitions_are_retargeted_and_come_after_what_they_read() {
    let planned = planned(&request(), &tangled(), None);
    let plan = planned.plan();
    insta::assert_snapshot!(tree(plan), @r#"
    Plan c550762d8abc  prod -> staging   deep, pinned 2026-11-21 09:00:00 UTC
      + catalog staging
        ~ schema default  properties
        + schema gov
          + function  net
          + function  rate
        + schema sales
          + view      a_top       1 tag, 1 grant, owner alice
          + view      catalogued
          + view      elsewhere
          + table     orders      v7
          + view      z_base
    "#);
    insta::assert_snapshot!(script(plan), @r#"
    -- plan c550762d8abc: prod -> staging

    -- step 1: create catalog staging
    POST /api/2.1/unity-catalog/catalogs {"name":"staging","properties":{"clone_xs.metastore":"m1","clone_xs.source":"prod","clone_xs.source_id":"id-1"}}

    -- step 2: set properties of schema staging.default
    PATCH /api/2.1/unity-catalog/schemas/staging.default {"properties":{"clone_xs.source":"prod.default","clone_xs.source_id":"id-2"}}

    -- step 3: create schema staging.gov
    POST /api/2.1/unity-catalog/schemas {"name":"gov","catalog_name":"staging","properties":{"clone_xs.source":"prod.gov","clone_xs.source_id":"id-3"}}

    -- step 4: create schema staging.sales
    POST /api/2.1/unity-catalog/schemas {"name":"sales","catalog_name":"staging","properties":{"clone_xs.source":"prod.sales","clone_xs.source_id":"id-6"}}

    -- step 5: clone table staging.sales.orders
    CREATE TABLE `staging`.`sales`.`orders` DEEP CLONE `prod`.`sales`.`orders` VERSION AS OF 7 TBLPROPERTIES ('clone_xs.source' = 'prod.sales.orders', 'clone_xs.source_id' = 'id-7', 'clone_xs.source_version' = '7');

    -- step 6: create view staging.sales.catalogued
    CREATE VIEW `staging`.`sales`.`catalogued` (`id`) TBLPROPERTIES ('clone_xs.source' = 'prod.sales.catalogued', 'clone_xs.source_id' = 'id-10') AS SELECT * FROM staging.information_schema.tables;

    -- step 7: create view staging.sales.elsewhere
    CREATE VIEW `staging`.`sales`.`elsewhere` (`id`) TBLPROPERTIES ('clone_xs.source' = 'prod.sales.elsewhere', 'clone_xs.source_id' = 'id-11') AS SELECT * FROM main.geo.countries;

    -- step 8: create function staging.gov.rate
    CREATE FUNCTION `staging`.`gov`.`rate`(`x` DOUBLE) RETURNS DOUBLE LANGUAGE SQL DETERMINISTIC COMMENT 'it\'s the rate' CONTAINS SQL RETURN 1.19;

    -- step 9: create function staging.gov.net
    CREATE FUNCTION `staging`.`gov`.`net`(`x` DOUBLE) RETURNS DOUBLE LANGUAGE SQL DETERMINISTIC CONTAINS SQL RETURN x / staging.gov.rate(1);

    -- step 10: create view staging.sales.z_base
    -- current schema: staging.sales
    CREATE VIEW `staging`.`sales`.`z_base` (`id`) TBLPROPERTIES ('clone_xs.source' = 'prod.sales.z_base', 'clone_xs.source_id' = 'id-9') AS SELECT orders.id, gov.net(orders.amount) FROM sales.orders -- prod.sales.orders
    ;

    -- step 11: create view staging.sales.a_top
    -- current schema: staging.sales
    CREATE VIEW `staging`.`sales`.`a_top` (`id`) COMMENT 'top' TBLPROPERTIES ('clone_xs.source' = 'prod.sales.a_top', 'clone_xs.source_id' = 'id-8') AS SELECT * FROM z_base WHERE note <> 'prod.sales.x';

    -- step 12: annotate view staging.sales.a_top
    ALTER TABLE `staging`.`sales`.`a_top` ALTER COLUMN `id` SET TAGS ('pii' = 'no');

    -- step 13: grant on view staging.sales.a_top
    PATCH /api/2.1/unity-catalog/permissions/table/staging.sales.a_top {"changes":[{"principal":"analysts","add":["SELECT"]}]}

    -- step 14: hand view staging.sales.a_top over to alice
    PATCH /api/2.1/unity-catalog/tables/staging.sales.a_top {"owner":"alice"}
    "#);
    insta::assert_snapshot!(summary(plan), @r#"
    1 finding
      warning CX4104  prod.sales.a_top: line 1, column 36: a string holds a mapped name; it was not changed
                       hint: look at it by hand: what it names was not retargeted
    10 to create, 1 to update, 0 unchanged, 0 left out. Nothing has changed yet.
    "#);
}

/// What a plan makes of the views of a world: what is skipped and why, and the texts that stay.
fn views(request: &PlanRequest, world: &World) -> (Planned, Vec<String>) {
    let planned = planned(request, world, None);
    let mut lines = codes(&planned);
    for skip in planned
        .plan()
        .skipped
        .iter()
        .filter(|skip| skip.kind != Kind::Schema)
    {
        lines.push(format!("skips {}: {}", skip.object.0.name, skip.reason));
    }
    for step in &planned.plan().steps {
        if let Op::CreateView { text, .. } = &step.op {
            lines.push(format!("{}: {text}", step.object.0.name));
        }
    }
    (planned, lines)
}

#[test]
fn a_view_over_an_excluded_schema_is_denied_and_when_accepted_reads_the_source() {
    let world = tangled().schema("crm").table("crm.people", 1).view(
        "sales.mixed",
        "SELECT * FROM crm.people JOIN orders USING (id)",
    );
    let mut request = request();
    request.include = vec!["sales".to_owned(), "gov".to_owned()];
    let (planned, lines) = views(&request, &world);
    assert!(matches!(planned, Planned::Blocked(_)));
    assert_eq!(lines[0], "Deny CX4101 relation:prod.sales.mixed");

    request.allow = vec!["CX4101".to_owned()];
    let (planned, lines) = views(&request, &world);
    assert!(matches!(planned, Planned::Ready(_)));
    assert_eq!(lines[0], "Warning CX4101 relation:prod.sales.mixed");
    insta::assert_snapshot!(
        lines.iter().find(|line| line.contains("mixed: ")).unwrap(),
        @r#"
    staging.sales.mixed: SELECT * FROM prod.crm.people JOIN orders USING (id)
    "#
    );
}

#[test]
fn what_depends_on_a_skipped_object_is_skipped_with_that_reason() {
    let world = World::new("prod")
        .schema("s")
        .table("s.people", 1)
        .mask("email", "prod.s.hide")
        .function("s.count_people", "(SELECT COUNT(*) FROM prod.s.people)")
        .view("s.adults", "SELECT * FROM people")
        .view("s.some", "SELECT s.count_people(1) FROM adults")
        .view("s.free", "SELECT 1 AS id");
    let mut request = request();
    request.allow = vec!["CX4201".to_owned()];
    let (planned, lines) = views(&request, &world);
    assert!(matches!(planned, Planned::Ready(_)));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Warning CX4106 function:prod.s.count_people
    Warning CX4106 relation:prod.s.adults
    Warning CX4106 relation:prod.s.some
    Warning CX4201 relation:prod.s.people
    skips prod.s.adults: reads `prod.s.people`, which is not cloned
    skips prod.s.people: has masks on `email`, and CLONE refuses protected tables
    skips prod.s.some: reads `prod.s.adults`, which is not cloned
    skips prod.s.count_people: reads `prod.s.people`, which is not cloned
    staging.s.free: SELECT 1 AS id
    "#);
}

#[test]
fn a_circle_is_named_and_the_rest_goes_on() {
    let world = World::new("prod")
        .schema("s")
        .view("s.a", "SELECT * FROM b")
        .view("s.b", "SELECT * FROM c")
        .view("s.c", "SELECT * FROM a")
        .view("s.d", "SELECT * FROM c")
        .view("s.e", "SELECT 1 AS id");
    let mut request = request();
    request.allow = vec!["CX4105".to_owned()];
    let (planned, lines) = views(&request, &world);
    assert!(matches!(planned, Planned::Ready(_)));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Warning CX4105 relation:prod.s.a
    Warning CX4105 relation:prod.s.b
    Warning CX4105 relation:prod.s.c
    Warning CX4106 relation:prod.s.d
    skips prod.s.a: is part of a circle: `prod.s.a` reads `prod.s.b` reads `prod.s.c` reads `prod.s.a`
    skips prod.s.b: is part of a circle: `prod.s.a` reads `prod.s.b` reads `prod.s.c` reads `prod.s.a`
    skips prod.s.c: is part of a circle: `prod.s.a` reads `prod.s.b` reads `prod.s.c` reads `prod.s.a`
    skips prod.s.d: reads `prod.s.c`, which is not cloned
    staging.s.e: SELECT 1 AS id
    "#);
}

#[test]
fn a_reference_to_nothing_is_told() {
    let world = World::new("prod")
        .schema("s")
        .view("s.a", "SELECT * FROM gone");
    let (planned, lines) = views(&request(), &world);
    assert!(matches!(planned, Planned::Ready(_)));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Warning CX4102 relation:prod.s.a
    skips prod.s.a: refers to `prod.s.gone`, which is not in the catalog
    "#);
}

#[test]
fn a_function_that_nobody_listed_is_taken_for_a_built_in() {
    let world = World::new("prod")
        .schema("s")
        .view("s.a", "SELECT released_yesterday(1) AS x")
        .view("s.b", "SELECT s.gone(1) AS x");
    let (planned, lines) = views(&request(), &world);
    assert!(matches!(planned, Planned::Ready(_)));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Warning CX4102 relation:prod.s.b
    skips prod.s.b: refers to `prod.s.gone`, which is not in the catalog
    staging.s.a: SELECT released_yesterday(1) AS x
    "#);
}

#[test]
fn what_only_running_shows_is_told() {
    let world = World::new("prod")
        .schema("s")
        .table("s.t", 1)
        .view("s.a", "SELECT * FROM IDENTIFIER(session.which)")
        .view("s.b", "SELECT current_catalog() AS c FROM s.t");
    let (planned, lines) = views(&request(), &world);
    assert!(matches!(planned, Planned::Ready(_)));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Warning CX4104 relation:prod.s.a
    Warning CX4104 relation:prod.s.b
    staging.s.a: SELECT * FROM IDENTIFIER(session.which)
    staging.s.b: SELECT current_catalog() AS c FROM s.t
    "#);
}

/// The platform is asked exactly where the plan would have to warn.
#[rstest::rstest]
#[case("SELECT * FROM IDENTIFIER(session.which)", true)]
#[case("SELECT 'prod.s.t' AS x FROM s.t", true)]
#[case("SELECT 'main.s.t' AS x FROM s.t", false)]
#[case("SELECT id FROM prod.s.t", false)]
#[case("SELEKT", false)]
fn only_a_view_that_hides_what_it_reads_is_asked_for(#[case] text: &str, #[case] hides: bool) {
    let world = World::new("prod")
        .schema("s")
        .table("s.t", 1)
        .view("s.v", text);
    let (_, lines) = views(&request(), &world);
    assert_eq!(
        lines.iter().any(|line| line.contains("CX4104")),
        hides,
        "{lines:?}"
    );
    let view = world
        .0
        .objects
        .values()
        .find(|object| object.kind == Kind::View)
        .unwrap();
    let Detail::View(detail) = &view.detail else {
        unreachable!()
    };
    assert_eq!(hides_what_it_reads(&view.name, detail), hides);
}

#[test]
fn what_the_platform_says_of_a_view_orders_it() {
    let world = World::new("prod")
        .schema("s")
        .view("s.a", "SELECT * FROM IDENTIFIER(session.which)")
        .with(|object| {
            let Detail::View(view) = &mut object.detail else {
                unreachable!()
            };
            view.dependencies = Some(vec![name("prod.s.z"), name("main.s.t")]);
        })
        .view("s.z", "SELECT 1 AS one");
    let (planned, lines) = views(&request(), &world);
    insta::assert_snapshot!(lines.join("\n"), @r"
    Warning CX4104 relation:prod.s.a
    staging.s.z: SELECT 1 AS one
    staging.s.a: SELECT * FROM IDENTIFIER(session.which)
    ");
    let Planned::Ready(plan) = planned else {
        panic!("{planned:?}")
    };
    let told: Vec<_> = plan
        .plan()
        .findings
        .iter()
        .map(|found| found.message.as_str())
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    line 1, column 15: what this names is only known while running; the platform says that it reads `prod.s.z`, `main.s.t`
    what it names is only known while it runs; the platform says that it reads `prod.s.z`, `main.s.t`
    ");
}

fn cloned(world: &World) -> Inventory {
    let planned = planned(&request(), world, None);
    let plan = planned.plan();
    apply(plan, &plan.steps, &world.0, None, Replacing::Forgets).unwrap()
}

#[test]
fn a_view_that_changed_is_replaced_with_all_that_governs_it() {
    let world = tangled();
    let target = cloned(&world);
    assert!(matches!(
        planned(&request(), &world, Some(&target)),
        Planned::UpToDate(_)
    ));
    let world = world.edit("relation:prod.sales.a_top", |object| {
        let Detail::View(view) = &mut object.detail else {
            panic!()
        };
        view.text = "SELECT * FROM z_base".to_owned();
    });
    let planned = planned(&request(), &world, Some(&target));
    insta::assert_snapshot!(script(planned.plan()), @r#"
    -- plan 21b6f29d7739: prod -> staging

    -- step 1: replace view staging.sales.a_top
    -- current schema: staging.sales
    CREATE OR REPLACE VIEW `staging`.`sales`.`a_top` (`id`) COMMENT 'top' TBLPROPERTIES ('clone_xs.source' = 'prod.sales.a_top', 'clone_xs.source_id' = 'id-8') AS SELECT * FROM z_base;

    -- step 2: annotate view staging.sales.a_top
    ALTER TABLE `staging`.`sales`.`a_top` ALTER COLUMN `id` SET TAGS ('pii' = 'no');

    -- step 3: grant on view staging.sales.a_top
    PATCH /api/2.1/unity-catalog/permissions/table/staging.sales.a_top {"changes":[{"principal":"analysts","add":["SELECT"]}]}

    -- step 4: hand view staging.sales.a_top over to alice
    PATCH /api/2.1/unity-catalog/tables/staging.sales.a_top {"owner":"alice"}
    "#);
}

#[test]
fn a_view_that_is_not_ours_is_left_alone() {
    let world = tangled();
    let mut target = cloned(&world);
    for object in target
        .objects
        .values_mut()
        .filter(|object| object.name.leaf() == "z_base")
    {
        object.properties.clear();
    }
    let planned = planned(&request(), &world, Some(&target));
    let codes: Vec<_> = codes(&planned)
        .into_iter()
        .filter(|line| !line.contains("CX4104"))
        .collect();
    assert_eq!(
        codes,
        [
            "Deny CX4002 relation:prod.sales.z_base",
            "Warning CX4106 relation:prod.sales.a_top"
        ]
    );
}

#[test]
fn a_function_with_another_definition_is_left_alone() {
    let world = tangled();
    let target = cloned(&world);
    let changed = world.clone().edit("function:prod.gov.rate", |object| {
        let Detail::Function(function) = &mut object.detail else {
            panic!()
        };
        function.body = "1.07".to_owned();
    });
    let blocked = planned(&request(), &changed, Some(&target));
    assert!(codes(&blocked).contains(&"Deny CX4003 function:prod.gov.rate".to_owned()));

    // Its comment can be set by making the same function again.
    let commented = world.edit("function:prod.gov.rate", |object| {
        object.comment = Some("the rate".to_owned());
    });
    let ready = planned(&request(), &commented, Some(&target));
    insta::assert_snapshot!(script(ready.plan()), @r#"
    -- plan b9661a2312fb: prod -> staging

    -- step 1: replace function staging.gov.rate
    CREATE OR REPLACE FUNCTION `staging`.`gov`.`rate`(`x` DOUBLE) RETURNS DOUBLE LANGUAGE SQL DETERMINISTIC COMMENT 'the rate' CONTAINS SQL RETURN 1.19;
    "#);
}

#[test]
fn short_names_of_another_current_schema_keep_their_meaning() {
    let world = World::new("prod")
        .schema("gov")
        .table("gov.codes", 1)
        .schema("sales")
        .view("sales.v", "SELECT * FROM codes")
        .with(|object| {
            let Detail::View(view) = &mut object.detail else {
                panic!()
            };
            view.namespace = Namespace {
                catalog: "prod".into(),
                schema: "gov".into(),
            };
        });
    let planned = planned(&request(), &world, None);
    let step = planned
        .plan()
        .steps
        .iter()
        .find(|step| step.kind == Kind::View)
        .unwrap();
    let Op::CreateView {
        text, namespace, ..
    } = &step.op
    else {
        panic!()
    };
    assert_eq!(text, "SELECT * FROM codes");
    let current = Namespace {
        catalog: "staging".into(),
        schema: "gov".into(),
    };
    assert_eq!(namespace.as_ref(), Some(&current));
}
