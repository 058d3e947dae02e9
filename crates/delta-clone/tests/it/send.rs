//! Futures of this crate can be moved between threads.

use delta_clone::{At, CloneSpec, Cloner, NoProgress};

fn sendable<T: Send>(future: T) -> T {
    future
}

#[tokio::test]
async fn every_operation_can_be_spawned() {
    let url: url::Url = "file:///nowhere/at/all/".parse().unwrap();
    let other: url::Url = "file:///nowhere/else/".parse().unwrap();
    let spec = CloneSpec::deep(url.clone(), other.clone());
    let cloner = Cloner::default();
    assert!(
        sendable(cloner.clone_table(&spec, &NoProgress))
            .await
            .is_err()
    );
    assert!(sendable(cloner.verify(&url, 0, &other)).await.is_err());
    assert!(sendable(cloner.restore(&url, At::Latest)).await.is_err());
    assert!(sendable(cloner.describe(&url, At::Latest)).await.is_err());
    assert!(sendable(cloner.history(&url)).await.is_err());
    let spawned = tokio::spawn(async move { cloner.clone_table(&spec, &NoProgress).await });
    assert!(spawned.await.unwrap().is_err());
}
