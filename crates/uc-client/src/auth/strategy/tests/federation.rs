use super::{World, bearer};

#[tokio::test]
async fn a_token_of_the_environment_is_exchanged() {
    let world = World::new().await;
    let ground = world.ground(&[("DATABRICKS_OIDC_TOKEN_ENV", "MY_JWT"), ("MY_JWT", "jwt-1")]);
    let credentials = world.sign_in("env-oidc", &ground).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    let asked = &world.idp.asked()[0];
    assert_eq!(asked.field("subject_token"), "jwt-1");
    assert_eq!(
        asked.field("subject_token_type"),
        "urn:ietf:params:oauth:token-type:jwt"
    );
    assert_eq!(
        asked.field("grant_type"),
        "urn:ietf:params:oauth:grant-type:token-exchange"
    );
    assert!(
        !asked.form.contains_key("client_id"),
        "the account's policy applies"
    );
}

#[tokio::test]
async fn a_file_is_read_anew_for_each_token() {
    let world = World::new().await;
    let file = world.home.path().join("jwt");
    std::fs::write(&file, "jwt-1\n").unwrap();
    let path = file.to_str().unwrap();
    let ground = world.ground(&[
        ("DATABRICKS_OIDC_TOKEN_FILE", path),
        ("DATABRICKS_CLIENT_ID", "client-1"),
        ("DATABRICKS_AUTH_TYPE", "file-oidc"),
    ]);
    let credentials = world.sign_in("file-oidc", &ground).await.unwrap();
    bearer(&credentials).await;
    std::fs::write(&file, "jwt-2").unwrap();
    world.clock.by(3_600);
    assert_eq!(bearer(&credentials).await, "Bearer access-2");
    let told: Vec<_> = world
        .idp
        .asked()
        .iter()
        .map(|asked| {
            format!(
                "{} {}",
                asked.field("subject_token"),
                asked.field("client_id")
            )
        })
        .collect();
    assert_eq!(told, ["jwt-1 client-1", "jwt-2 client-1"]);
}

#[tokio::test]
async fn an_absent_identity_is_told() {
    let world = World::new().await;
    let error = world
        .sign_in("env-oidc", &world.ground(&[]))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        "there is no identity token: DATABRICKS_OIDC_TOKEN is not set"
    );
}

#[tokio::test]
async fn a_job_of_github_asks_for_its_identity() {
    let world = World::new().await;
    let url = format!("{}/github?api-version=2.0", world.idp.address);
    let ground = world.ground(&[
        ("ACTIONS_ID_TOKEN_REQUEST_URL", &url),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "job-token"),
        ("DATABRICKS_CLIENT_ID", "client-1"),
    ]);
    let credentials = world.sign_in("github-oidc", &ground).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    let asked = &world.idp.asked()[0];
    assert_eq!(asked.field("subject_token"), "identity-for-audience-1");
    assert_eq!(asked.field("client_id"), "client-1");
}
