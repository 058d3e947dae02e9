//! The cache as a file that others use too.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::TokenCache;
use crate::auth::{Environment, Secret, Token};

fn cache(home: &std::path::Path) -> TokenCache {
    TokenCache::of(&Environment::from_iter([("HOME", home.to_str().unwrap())])).unwrap()
}

fn token(access: &str) -> Token {
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    Token {
        refresh: Some(Secret::new("again")),
        ..Token::new(
            Secret::new(access),
            Some(now + SignedDuration::from_hours(1)),
            now,
        )
    }
}

#[tokio::test]
async fn what_others_wrote_stays() {
    let home = tempfile::tempdir().unwrap();
    let cache = cache(home.path());
    let theirs = json!({
        "version": 1,
        "theirs": {"x": 1},
        "tokens": {"https://other.example": {"access_token": "o", "token_type": "Bearer", "new": 2}},
    });
    std::fs::create_dir_all(cache.file().parent().unwrap()).unwrap();
    std::fs::write(cache.file(), theirs.to_string()).unwrap();
    let locked = cache.lock().await.unwrap();
    locked.put("https://mine.example", &token("mine")).unwrap();
    let found = locked
        .get("https://mine.example", Timestamp::MAX)
        .unwrap()
        .unwrap();
    assert_eq!(found.access.expose(), "mine");
    assert_eq!(found.refresh.unwrap().expose(), "again");
    assert_eq!(found.expiry, token("mine").expiry);
    assert!(locked.remove("https://mine.example").unwrap());
    assert!(!locked.remove("https://mine.example").unwrap());
    let now: Value = serde_json::from_slice(&std::fs::read(cache.file()).unwrap()).unwrap();
    assert_eq!(now, theirs);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let cache = cache(home.path());
    std::fs::create_dir_all(cache.file().parent().unwrap()).unwrap();
    std::fs::write(cache.file(), r#"{"version":1,"tokens":{}}"#).unwrap();
    std::fs::set_permissions(cache.file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    cache
        .lock()
        .await
        .unwrap()
        .put("k", &token("mine"))
        .unwrap();
    let mode = std::fs::metadata(cache.file())
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_cache_that_is_not_understood_is_not_touched() {
    for text in [r#"{"version":2,"tokens":{}}"#, "access-secret", "[1]", "{}"] {
        let home = tempfile::tempdir().unwrap();
        let cache = cache(home.path());
        std::fs::create_dir_all(cache.file().parent().unwrap()).unwrap();
        std::fs::write(cache.file(), text).unwrap();
        let locked = cache.lock().await.unwrap();
        let error = locked.put("k", &token("mine")).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
        assert_eq!(std::fs::read_to_string(cache.file()).unwrap(), text);
    }
}

#[tokio::test]
async fn one_holds_it_at_a_time() {
    let home = tempfile::tempdir().unwrap();
    let cache = Arc::new(cache(home.path()));
    let first = cache.lock().await.unwrap();
    let waiting = tokio::spawn({
        let cache = Arc::clone(&cache);
        async move {
            let locked = cache.lock().await.unwrap();
            locked
                .get("k", Timestamp::MAX)
                .unwrap()
                .unwrap()
                .access
                .expose()
                .to_owned()
        }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    first.put("k", &token("of the first")).unwrap();
    drop(first);
    assert_eq!(waiting.await.unwrap(), "of the first");
}
