use serde_json::json;

use super::{World, bearer};
use crate::SetupError;
use crate::auth::{Clock as _, Login, LoginOptions, Secret, Token};

/// Any port: tests run side by side.
fn options() -> LoginOptions {
    LoginOptions {
        ports: 0..=0,
        ..LoginOptions::default()
    }
}

/// Follows redirects as a browser does, and gives the last page.
async fn browse(address: &str) -> String {
    let browser = reqwest::Client::new();
    // The redirect leads to `localhost`, which may be an IPv6 address here.
    let first = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let answer = first.get(address).send().await.unwrap();
    let to = answer.headers()["location"]
        .to_str()
        .unwrap()
        .replace("localhost", "127.0.0.1");
    browser.get(to).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn a_person_signs_in_once_and_the_token_renews_itself() {
    let world = World::new().await;
    let settings = world.settings(&[]);
    let login = Login::begin(&settings, &options()).await.unwrap();
    let address = login.address().unwrap();
    let asked: std::collections::BTreeMap<_, _> = address.query_pairs().into_owned().collect();
    assert_eq!(asked["client_id"], "databricks-cli");
    assert_eq!(asked["scope"], "all-apis offline_access");
    let (done, page) = tokio::join!(login.finish(), browse(address.as_str()));
    let done = done.unwrap();
    assert!(page.contains("Signed in"), "{page}");
    assert!(done.renews);
    let cached = std::fs::read_to_string(&done.cache).unwrap();
    let cached: serde_json::Value = serde_json::from_str(&cached).unwrap();
    let entry = &cached["tokens"][&world.idp.address];
    assert_eq!(entry["access_token"], "access-1");
    assert_eq!(entry["refresh_token"], "refresh-1");

    // The cache was filled by the real clock; the ground's clock is past its end.
    let ground = world.ground(&[("DATABRICKS_AUTH_TYPE", "external-browser")]);
    world.clock.by(10 * 365 * 86_400);
    let credentials = world.sign_in("external-browser", &ground).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-2");
    let renewal = &world.idp.asked()[1];
    assert_eq!(renewal.field("grant_type"), "refresh_token");
    assert_eq!(renewal.field("refresh_token"), "refresh-1");
    assert_eq!(renewal.field("client_id"), "databricks-cli");
    assert!(Login::forget(&settings).await.unwrap());
    assert!(!Login::forget(&settings).await.unwrap());
}

#[tokio::test]
async fn a_visit_with_another_state_is_not_believed() {
    let world = World::new().await;
    let login = Login::begin(&world.settings(&[]), &options())
        .await
        .unwrap();
    let address = login.address().unwrap();
    let asked: std::collections::BTreeMap<_, _> = address.query_pairs().into_owned().collect();
    let back = asked["redirect_uri"].replace("localhost", "127.0.0.1");
    let visits = async {
        let stranger = reqwest::get(format!("{back}/?code=evil&state=guessed"))
            .await
            .unwrap();
        assert_eq!(stranger.status(), 400);
        let favicon = reqwest::get(format!("{back}/favicon.ico")).await.unwrap();
        assert_eq!(favicon.status(), 400);
        browse(address.as_str()).await
    };
    let (done, _) = tokio::join!(login.finish(), visits);
    done.unwrap();
    assert_eq!(world.idp.asked()[0].field("code"), "code-1");
}

#[tokio::test]
async fn a_person_who_declines_ends_the_wait() {
    let world = World::new().await;
    let login = Login::begin(&world.settings(&[]), &options())
        .await
        .unwrap();
    let address = login.address().unwrap();
    let asked: std::collections::BTreeMap<_, _> = address.query_pairs().into_owned().collect();
    let back = asked["redirect_uri"].replace("localhost", "127.0.0.1");
    let state = &asked["state"];
    let visit = format!("{back}/?error=access_denied&error_description=not+today&state={state}");
    let (done, visit) = tokio::join!(login.finish(), reqwest::get(visit));
    visit.unwrap();
    let Err(SetupError::Auth { source, .. }) = done else {
        panic!("{done:?}");
    };
    assert_eq!(
        source.to_string(),
        "the sign-in did not succeed: access_denied not today"
    );
}

#[tokio::test]
async fn nobody_is_waited_for_for_ever() {
    let world = World::new().await;
    let options = LoginOptions {
        patience: std::time::Duration::ZERO,
        ..options()
    };
    let login = Login::begin(&world.settings(&[]), &options).await.unwrap();
    let Err(SetupError::Auth { source, .. }) = login.finish().await else {
        panic!("it cannot succeed");
    };
    assert_eq!(
        source.to_string(),
        "the sign-in did not succeed: nobody came back within 0 s"
    );
}

async fn keep(world: &World, seconds: i64, refresh: Option<&str>) -> crate::auth::strategy::Ground {
    let ground = world.ground(&[]);
    let app = crate::auth::strategy::App::of(&ground).unwrap();
    let now = world.clock.now();
    let end = now + jiff::SignedDuration::from_secs(seconds);
    let token = Token {
        refresh: refresh.map(Secret::new),
        ..Token::new(Secret::new("kept"), Some(end), now)
    };
    app.cache
        .lock()
        .await
        .unwrap()
        .put(&app.key, &token)
        .unwrap();
    ground
}

#[tokio::test]
async fn a_kept_token_is_used_without_a_word_to_the_service() {
    let world = World::new().await;
    let ground = keep(&world, 3_600, None).await;
    let credentials = world.sign_in("external-browser", &ground).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer kept");
    assert!(world.idp.seen().is_empty());
}

#[tokio::test]
async fn a_spent_refresh_token_means_signing_in_again() {
    let world = World::new().await;
    let ground = keep(&world, -1, Some("spent")).await;
    world
        .idp
        .will_say([(400, json!({"error": "invalid_grant"}))]);
    let error = world
        .sign_in("external-browser", &ground)
        .await
        .unwrap_err();
    let told = error.replace(&world.idp.address, "HOST");
    assert_eq!(
        told,
        "a sign-in to `HOST` is needed: the last one can no longer be renewed (invalid_grant)"
    );
}

#[tokio::test]
async fn two_processes_renew_once() {
    let world = World::new().await;
    let ground = keep(&world, 30, Some("refresh-0")).await;
    let (a, b) = tokio::join!(
        world.sign_in("external-browser", &ground),
        world.sign_in("external-browser", &ground)
    );
    assert_eq!(bearer(&a.unwrap()).await, "Bearer access-1");
    assert_eq!(bearer(&b.unwrap()).await, "Bearer access-1");
    assert_eq!(world.idp.asked().len(), 1);
}

#[tokio::test]
async fn nobody_has_signed_in() {
    let world = World::new().await;
    let error = world
        .sign_in("external-browser", &world.ground(&[]))
        .await
        .unwrap_err();
    assert!(
        error.ends_with("is needed: nobody has signed in yet"),
        "{error}"
    );
}
