//! What is refused, and in which words.

use clone_core::codes::Exit;
use clone_core::plan::{PlanRequest, Planned};
use clone_engine::{CloneXs, ConnectOptions, EngineError};
use sql_rewrite::Ident;

use crate::world::{World, failures, staging};

fn request(source: &str, dest: &str) -> PlanRequest {
    PlanRequest::new(Ident::from(source), Ident::from(dest))
}

/// The code, the message and the hint of an error.
fn said(error: &EngineError) -> String {
    format!(
        "{} {error}\nhint: {}",
        error.code().id,
        error.hint().unwrap_or_default()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_catalog_is_answered_with_the_nearest() {
    let world = World::small().await;
    let error = world.plan(&request("prdo", "staging")).await.unwrap_err();
    insta::assert_snapshot!(said(&error), @r"
    CX1001 there is no catalog `prdo` that `admin@local` can see
    hint: did you mean `prod`?
    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_cannot_be_planned_is_refused_before_anything_is_read() {
    let world = World::small().await;
    for (source, dest, code) in [
        ("prod", "PROD", "CX1002"),
        ("hive_metastore", "x", "CX1003"),
        ("prod", "a.b", "CX1013"),
    ] {
        let error = world.plan(&request(source, dest)).await.unwrap_err();
        assert_eq!(error.code().id, code, "{source} -> {dest}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destination_that_is_not_ours_blocks_the_plan() {
    let world = World::small().await;
    world.sql("CREATE CATALOG staging").await;
    let planned = world.plan(&staging()).await.unwrap();
    assert!(matches!(planned, Planned::Blocked(_)));
    assert!(
        planned
            .plan()
            .findings
            .iter()
            .any(|finding| finding.code == "CX4001")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_under_privileged_principal_learns_what_it_cannot_see_and_which_grant_shows_it() {
    let world = World::small().await;
    let poor = world.as_new_user("poor@example.com").await;
    world
        .sql("GRANT USE CATALOG ON CATALOG prod TO `poor@example.com`")
        .await;
    world
        .sql("GRANT USE SCHEMA ON SCHEMA prod.sales TO `poor@example.com`")
        .await;
    world
        .sql("GRANT SELECT ON TABLE prod.sales.customers TO `poor@example.com`")
        .await;
    let planned = poor
        .plan(&staging(), &clone_core::ports::Silent)
        .await
        .unwrap();
    assert!(matches!(planned, Planned::Blocked(_)));
    let gaps: Vec<_> = planned
        .plan()
        .findings
        .iter()
        .filter(|finding| finding.code == "CX3001")
        .collect();
    assert!(!gaps.is_empty());
    let remedies: Vec<_> = gaps
        .iter()
        .filter_map(|gap| gap.remedy.as_deref())
        .collect();
    assert!(
        remedies.iter().any(|text| text.contains("GRANT")),
        "{remedies:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_privilege_to_create_is_named_with_its_grant() {
    let world = World::small().await;
    let reader = world.as_new_user("reader@example.com").await;
    world
        .sql("GRANT ALL PRIVILEGES ON CATALOG prod TO `reader@example.com`")
        .await;
    let plan = match reader
        .plan(&staging(), &clone_core::ports::Silent)
        .await
        .unwrap()
    {
        Planned::Ready(plan) => *plan,
        other => panic!("{:#?}", other.plan().findings),
    };
    let options = clone_engine::ApplyOptions::default();
    let silent = std::sync::Arc::new(clone_core::ports::Silent);
    let applied = reader.apply(&plan, &options, silent).await.unwrap();
    assert_eq!(applied.report.exit(), Exit::Partial);
    let failed = failures(&applied);
    assert!(
        failed.contains("GRANT CREATE CATALOG ON METASTORE TO `reader@example.com`"),
        "{failed}"
    );
    assert!(applied.report.balanced());

    // With the privilege, the same plan goes on and completes.
    world
        .sql("GRANT CREATE CATALOG ON METASTORE TO `reader@example.com`")
        .await;
    let again = reader
        .apply(
            &plan,
            &options,
            std::sync::Arc::new(clone_core::ports::Silent),
        )
        .await;
    let again = again.unwrap();
    assert!(
        !failures(&again).contains("create catalog"),
        "{}",
        failures(&again)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_whose_source_moved_is_refused_and_the_object_named() {
    let world = World::small().await;
    let plan = world.ready(&staging()).await;
    world
        .sql("INSERT INTO prod.sales.orders VALUES (9, 1, 1.0)")
        .await;
    let error = world.apply(&plan).await.unwrap_err();
    assert_eq!(error.code().id, "CX4901");
    assert!(
        error
            .to_string()
            .contains("prod.sales.orders changed in the source"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_whose_target_appeared_is_refused() {
    let world = World::small().await;
    let plan = world.ready(&staging()).await;
    world.sql("CREATE CATALOG staging").await;
    let error = world.apply(&plan).await.unwrap_err();
    assert_eq!(error.code().id, "CX4901");
    assert!(
        error
            .to_string()
            .contains("staging appeared in the destination"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn plan_files_that_are_damaged_edited_or_newer_are_refused() {
    let world = World::small().await;
    let plan = world.ready(&staging()).await;
    let path = world.state.join("p.plan.json");
    std::fs::create_dir_all(&world.state).unwrap();
    clone_engine::write_plan(&plan, &path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let cases = [
        (text.get(..text.len() / 2).unwrap().to_owned(), "CX1009"),
        ("hello".to_owned(), "CX1009"),
        ("{}".to_owned(), "CX1009"),
        (
            text.replacen("\"format\": 1", "\"format\": 99", 1),
            "CX1010",
        ),
        (text.replacen("sales", "males", 1), "CX1011"),
    ];
    for (content, code) in cases {
        std::fs::write(&path, &content).unwrap();
        let error = world
            .clxs
            .open_plan(&path.display().to_string())
            .unwrap_err();
        assert_eq!(error.code().id, code, "{error}: {:?}", error.because());
    }
    let error = world.clxs.open_plan("no-such-file.json").unwrap_err();
    assert_eq!(error.code().id, "CX1015");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_plan_is_found_by_its_id() {
    let world = World::small().await;
    let plan = world.ready(&staging()).await;
    world.clxs.keep(&plan).unwrap();
    assert_eq!(world.clxs.open_plan(&plan.plan().id).unwrap(), plan);
}

#[tokio::test]
async fn a_directory_that_is_no_workspace_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    let options = ConnectOptions {
        local: Some(dir.path().to_owned()),
        state_dir: Some(dir.path().join("state")),
        ..ConnectOptions::default()
    };
    let error = CloneXs::connect(&options).await.unwrap_err();
    assert_eq!(error.code().id, "CX1007");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_called_that() {
    let world = World::empty().await;
    let options = ConnectOptions {
        local: Some(world.local.clone()),
        state_dir: Some(world.state.clone()),
        token: Some(clone_engine::Secret::new("dapi-wrong")),
        ..ConnectOptions::default()
    };
    let error = CloneXs::connect(&options).await.unwrap_err();
    assert_eq!(error.code().id, "CX2001", "{error}: {:?}", error.because());
}
