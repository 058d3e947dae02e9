use super::{World, bearer};
use crate::auth::strategy::Stop;
use crate::auth::strategy::table::ROWS;

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

#[rstest::rstest]
#[case::a_job_without_the_permission("another-token", None)]
#[case::a_job_that_may("job-token", Some("Bearer access-1"))]
#[tokio::test]
async fn the_identity_of_a_job_is_asked_for_before_it_is_relied_on(
    #[case] token: &str,
    #[case] expected: Option<&str>,
) {
    let world = World::new().await;
    let url = format!("{}/github?api-version=2.0", world.idp.address);
    let ground = world.ground(&[
        ("ACTIONS_ID_TOKEN_REQUEST_URL", &url),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", token),
        ("DATABRICKS_CLIENT_ID", "client-1"),
    ]);
    match (world.sign_in("github-oidc", &ground).await, expected) {
        (Ok(credentials), Some(expected)) => assert_eq!(bearer(&credentials).await, expected),
        (Err(why), None) => assert!(
            why.ends_with("/github refuses: HTTP status 401 Unauthorized"),
            "{why}"
        ),
        (found, _) => panic!("{found:?}"),
    }
}

const PIPELINE: [(&str, &str); 5] = [
    ("SYSTEM_TEAMPROJECTID", "p"),
    ("SYSTEM_HOSTTYPE", "build"),
    ("SYSTEM_PLANID", "plan-1"),
    ("SYSTEM_JOBID", "job-1"),
    ("DATABRICKS_CLIENT_ID", "client-1"),
];

#[tokio::test]
async fn a_job_of_azure_pipelines_asks_for_its_identity_anew_for_each_token() {
    let world = World::new().await;
    let collection = format!("{}/team/", world.idp.address);
    let mut variables = PIPELINE.to_vec();
    variables.push(("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", &collection));
    variables.push(("SYSTEM_ACCESSTOKEN", "job-token"));
    let ground = world.ground(&variables);
    let credentials = world.sign_in("azure-devops-oidc", &ground).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    world.clock.by(3_600);
    assert_eq!(bearer(&credentials).await, "Bearer access-2");
    let asked = &world.idp.asked()[0];
    assert_eq!(asked.field("subject_token"), "identity-7.2-preview.1");
    assert_eq!(asked.field("client_id"), "client-1");
    let mut identities = world.idp.seen();
    identities.retain(|seen| seen.path.ends_with("/oidctoken"));
    assert_eq!(identities.len(), 3, "once to see whether there is one");
    assert_eq!(identities[0].header("content-type"), "application/json");
    assert!(!format!("{credentials:?}").contains("job-token"));
}

#[rstest::rstest]
#[case::elsewhere(
    &[],
    "no SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: this is no job of Azure Pipelines"
)]
#[case::not_passed_on(
    &[("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "https://dev.azure.com/t/")],
    "no SYSTEM_ACCESSTOKEN: set it in the `env` of the pipeline's step, to $(System.AccessToken)"
)]
#[case::no_address(
    &[("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "t"), ("SYSTEM_ACCESSTOKEN", "x")],
    "there is no identity token: SYSTEM_TEAMFOUNDATIONCOLLECTIONURI is no address"
)]
#[tokio::test]
async fn a_pipeline_that_has_no_identity_is_told(
    #[case] more: &[(&str, &str)],
    #[case] expected: &str,
) {
    let world = World::new().await;
    let ground = world.ground(&[&PIPELINE, more].concat());
    let error = world
        .sign_in("azure-devops-oidc", &ground)
        .await
        .unwrap_err();
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_service_that_is_away_is_no_reason_to_be_somebody_else() {
    let world = World::new().await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let collection = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let mut variables = PIPELINE.to_vec();
    variables.push(("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", &collection));
    variables.push(("SYSTEM_ACCESSTOKEN", "x"));
    let mut ground = world.ground(&variables);
    ground.is_wanted = false;
    let row = ROWS
        .iter()
        .find(|row| row.name == "azure-devops-oidc")
        .unwrap();
    let stop = row.strategy.sign_in(&ground).await.unwrap_err();
    assert!(matches!(stop, Stop::Auth(error) if error.is_passing()));
}
