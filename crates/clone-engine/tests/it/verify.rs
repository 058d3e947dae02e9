//! A clone that was tampered with is found out.

use clone_core::model::Kind;
use clone_engine::{Verdict, VerifyRequest};
use sql_rewrite::Ident;

use crate::world::{World, staging};

fn request() -> VerifyRequest {
    VerifyRequest {
        source: Ident::from("prod"),
        dest: Ident::from("staging"),
        checksums: true,
        workers: 4,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fresh_clone_is_the_same_also_after_the_source_moved_on() {
    let world = World::small().await;
    world.clone_by(&staging()).await;
    world
        .sql("INSERT INTO prod.sales.orders VALUES (9, 1, 1.0)")
        .await;
    let report = world.clxs.verify(&request()).await.unwrap();
    assert!(
        report
            .objects
            .iter()
            .all(|object| object.verdict == Verdict::Same),
        "{report:#?}"
    );
    assert_eq!(report.objects.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_values_and_files_that_differ_are_found() {
    let world = World::small().await;
    world.clone_by(&staging()).await;
    world
        .sql("INSERT INTO staging.sales.customers VALUES (3, 'Initech')")
        .await;
    world
        .sql("UPDATE staging.sales.orders SET amount = 0 WHERE id = 1")
        .await;
    let files = world.clxs.session().client().files();
    files
        .delete("/Volumes/staging/sales/files/a.txt")
        .await
        .unwrap();
    let report = world.clxs.verify(&request()).await.unwrap();
    assert!(!report.is_same());
    let how: Vec<String> = report
        .objects
        .iter()
        .map(|object| {
            format!(
                "{:?} {} {:?}",
                object.kind == Kind::Volume,
                object.name,
                object.verdict
            )
        })
        .collect();
    insta::assert_snapshot!(how.join("\n"), @r#"
    false sales.customers Differs { how: "2 rows in the source, 3 in the clone" }
    false sales.orders Differs { how: "the checksums differ" }
    true sales.files Differs { how: "`/a.txt` is missing in the clone" }
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_gone_is_missing() {
    let world = World::small().await;
    world.clone_by(&staging()).await;
    world.sql("DROP TABLE staging.sales.customers").await;
    let report = world.clxs.verify(&request()).await.unwrap();
    assert_eq!(report.count(|verdict| *verdict == Verdict::Missing), 1);
}
