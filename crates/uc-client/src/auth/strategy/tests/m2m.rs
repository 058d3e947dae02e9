use base64::Engine as _;
use serde_json::json;

use super::{World, bearer, header};
use crate::auth::{Connection, Credentials};
use crate::{Client, Host};

const CLIENT: [(&str, &str); 2] = [
    ("DATABRICKS_CLIENT_ID", "client-1"),
    ("DATABRICKS_CLIENT_SECRET", "s3cret-of-client"),
];

#[tokio::test]
async fn a_client_gets_a_token_and_renews_it() {
    let world = World::new().await;
    let ground = world.ground(&CLIENT);
    let credentials = world.sign_in("oauth-m2m", &ground).await.unwrap();
    assert!(
        world.idp.asked().is_empty(),
        "no token before one is needed"
    );
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    world.clock.by(3_600 - 40);
    assert_eq!(bearer(&credentials).await, "Bearer access-2");
    let asked = world.idp.asked();
    assert_eq!(asked.len(), 2);
    let basic = base64::engine::general_purpose::STANDARD.encode("client-1:s3cret-of-client");
    assert_eq!(asked[0].authorization, Some(format!("Basic {basic}")));
    assert_eq!(asked[0].field("grant_type"), "client_credentials");
    assert_eq!(asked[0].field("scope"), "all-apis");
    assert!(!asked[0].form.contains_key("client_secret"));
}

#[tokio::test]
async fn a_group_is_asked_for() {
    let world = World::new().await;
    let ground = world.ground(&[CLIENT[0], CLIENT[1], ("DATABRICKS_GROUP_ID", "g-7")]);
    let credentials = world.sign_in("oauth-m2m", &ground).await.unwrap();
    bearer(&credentials).await;
    assert_eq!(world.idp.asked()[0].field("assume_group"), "g-7");
}

#[tokio::test]
async fn a_refusal_is_told_in_the_words_of_the_service_without_the_secret() {
    let world = World::new().await;
    let answer = json!({
        "error": "invalid_client",
        "error_description": "no client client-1 with s3cret-of-client",
    });
    world.idp.will_say([(401, answer)]);
    let ground = world.ground(&CLIENT);
    let credentials = world.sign_in("oauth-m2m", &ground).await.unwrap();
    let error = credentials.current().await.unwrap_err();
    let told = error.to_string().replace(&world.idp.address, "HOST");
    insta::assert_snapshot!(told, @"HOST/oidc/v1/token refuses: invalid_client: no client client-1 with ***");
    let all = format!("{error:?} {credentials:?} {ground:?}");
    assert!(!all.contains("s3cret"), "{all}");
    assert_eq!(world.idp.asked().len(), 1, "asking again would not help");
}

#[tokio::test]
async fn a_busy_service_is_asked_again() {
    let world = World::new().await;
    world
        .idp
        .will_say([(429, json!({})), (503, json!({})), (502, json!({}))]);
    let credentials = world
        .sign_in("oauth-m2m", &world.ground(&CLIENT))
        .await
        .unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-4");
}

#[tokio::test]
async fn an_answer_without_a_token_is_refused() {
    let world = World::new().await;
    world
        .idp
        .will_say([(200, json!({"access_token": 7, "x": "s3cret"}))]);
    let credentials = world
        .sign_in("oauth-m2m", &world.ground(&CLIENT))
        .await
        .unwrap();
    let error = credentials.current().await.unwrap_err().to_string();
    assert!(
        error.ends_with("answers with something other than was promised"),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_refused_before_its_time_is_renewed_and_the_call_made_once_more() {
    let world = World::new().await;
    let credentials = world
        .sign_in("oauth-m2m", &world.ground(&CLIENT))
        .await
        .unwrap();
    let host = Host::parse(&world.idp.address).unwrap();
    let client = Client::connect(&Connection { host, credentials }).unwrap();
    let young = client.api().current_user(None, None).await;
    assert!(young.is_err(), "a young token was not refused for its age");
    world.clock.by(61);
    let user = client.api().current_user(None, None).await.unwrap();
    assert_eq!(
        user.into_inner().user_name.as_deref(),
        Some("ana@example.com")
    );
    let calls = world.idp.seen();
    let calls: Vec<_> = calls
        .iter()
        .filter(|seen| seen.path.ends_with("/Me"))
        .map(|seen| seen.authorization.as_deref().unwrap())
        .collect();
    assert_eq!(
        calls,
        ["Bearer access-1", "Bearer access-1", "Bearer access-2"]
    );
}

#[tokio::test]
async fn a_host_of_several_workspaces_is_told_which() {
    let world = World::new().await;
    let variables = [CLIENT[0], CLIENT[1], ("DATABRICKS_WORKSPACE_ID", "77")];
    let credentials = Credentials::configure(&world.settings(&variables))
        .await
        .unwrap();
    assert_eq!(
        header(&credentials, "x-databricks-workspace-id").await,
        "77"
    );
}
