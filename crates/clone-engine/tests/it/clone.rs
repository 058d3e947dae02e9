//! A whole clone, twice, and what is carried.

use clone_core::codes::Exit;
use clone_core::plan::{Depth, PlanRequest, Planned};
use clone_engine::RunEnd;
use sql_rewrite::Ident;

use crate::world::{World, failures, staging};

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_and_reads_the_clone() {
    let world = World::small().await;
    let applied = world.clone_by(&staging()).await;
    assert_eq!(failures(&applied), "");
    assert_eq!(applied.report.exit(), Exit::Done);
    assert!(applied.report.balanced());

    let best = world
        .column("SELECT name FROM staging.sales.best ORDER BY name")
        .await;
    assert_eq!(best, ["Acme", "Globex"]);
    // The source gains a row; the clone does not follow.
    world
        .sql("INSERT INTO prod.sales.orders VALUES (4, 2, 1000.0)")
        .await;
    assert_eq!(
        world
            .column("SELECT count(*) FROM staging.sales.orders")
            .await,
        ["3"]
    );
    let text = world
        .column("SELECT view_definition FROM staging.information_schema.views")
        .await;
    assert!(!text.iter().any(|text| text.contains("prod.")), "{text:?}");

    let tags =
        "SELECT tag_name FROM staging.information_schema.table_tags WHERE table_name = 'orders'";
    assert_eq!(world.column(tags).await, ["domain"]);
    let tags = "SELECT column_name FROM staging.information_schema.column_tags";
    assert_eq!(world.column(tags).await, ["amount"]);
    let grants = "SELECT grantee FROM staging.information_schema.table_privileges \
                  WHERE table_name = 'orders' AND privilege_type = 'SELECT'";
    assert!(
        world
            .column(grants)
            .await
            .contains(&"account users".to_owned())
    );
    let comment =
        "SELECT comment FROM staging.information_schema.tables WHERE table_name = 'orders'";
    assert_eq!(world.column(comment).await, ["orders"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn cloning_again_changes_nothing_and_says_so() {
    let world = World::small().await;
    world.clone_by(&staging()).await;
    let planned = world.plan(&staging()).await.unwrap();
    let Planned::UpToDate(plan) = planned else {
        panic!("{}", clone_core::render::tree(planned.plan()));
    };
    assert!(plan.unchanged.len() >= 8, "{}", plan.unchanged.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_table_is_cloned_again_and_nothing_else() {
    let world = World::small().await;
    world.clone_by(&staging()).await;
    world
        .sql("INSERT INTO prod.sales.orders VALUES (4, 2, 1000.0)")
        .await;
    let applied = world.clone_by(&staging()).await;
    assert_eq!(failures(&applied), "");
    assert_eq!(
        world
            .column("SELECT count(*) FROM staging.sales.orders")
            .await,
        ["4"]
    );
    let updated: u64 = applied
        .report
        .kinds
        .values()
        .map(|counts| counts.updated)
        .sum();
    assert_eq!(updated, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn shallow_clones_read_the_same_rows() {
    let world = World::small().await;
    let applied = world
        .clone_by(&PlanRequest {
            depth: Depth::Shallow,
            ..staging()
        })
        .await;
    assert_eq!(failures(&applied), "");
    assert_eq!(
        world
            .column("SELECT count(*) FROM staging.sales.orders")
            .await,
        ["3"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_names_survive() {
    let world = World::empty().await;
    for statement in [
        "CREATE CATALOG `pr-öd`",
        "CREATE SCHEMA `pr-öd`.`select`",
        "CREATE TABLE `pr-öd`.`select`.`a#b?c` (`x y` INT, `tick``s` STRING)",
        "INSERT INTO `pr-öd`.`select`.`a#b?c` VALUES (1, 'one')",
        "CREATE VIEW `pr-öd`.`select`.`from` AS SELECT `x y` FROM `pr-öd`.`select`.`a#b?c`",
    ] {
        world.sql(statement).await;
    }
    let request = PlanRequest::new(Ident::from("pr-öd"), Ident::from("st-äging"));
    let applied = world.clone_by(&request).await;
    assert_eq!(failures(&applied), "");
    assert_eq!(
        world
            .column("SELECT `x y` FROM `st-äging`.`select`.`from`")
            .await,
        ["1"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_a_complete_plan_again_does_nothing() {
    let world = World::small().await;
    let plan = world.ready(&staging()).await;
    world.apply(&plan).await.unwrap();
    let again = world.apply(&plan).await.unwrap();
    assert_eq!(again.report.exit(), Exit::Done);
    assert_eq!(again.done_before, plan.plan().steps.len());
    let runs = world.clxs.runs(10).await.unwrap();
    assert_eq!((runs.len(), runs[0].state), (1, RunEnd::Complete));
}
