//! One run per pair.

use clone_core::ports::{Journal as _, PairKey};
use clone_engine::journal::SqliteJournal;

use crate::world::{World, staging};

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_is_being_cloned_is_left_alone() {
    let world = World::small().await;
    let plan = world.ready(&staging()).await;
    let workspace = &plan.plan().source.workspace;
    let pair = PairKey {
        source: format!("{workspace}/prod"),
        target: format!("{workspace}/staging"),
    };
    let lease = SqliteJournal::open(&world.state)
        .unwrap()
        .lease(&pair)
        .await
        .unwrap();
    let error = world.apply(&plan).await.unwrap_err();
    assert_eq!(error.code().id, "CX4902");
    drop(lease);
    world.apply(&plan).await.unwrap();
}
