use rstest::rstest;
use serde_json::json;

use super::{World, bearer};
use crate::Credentials;
use crate::auth::cloud::AzureCloud;

const RESOURCE: &str =
    "/subscriptions/sub-1/resourceGroups/g/providers/Microsoft.Databricks/workspaces/w";
const USE: (&str, &str) = ("ARM_USE_MSI", "true");
const CLIENT: (&str, &str) = ("ARM_CLIENT_ID", "client-1");

async fn signed_in(world: &World, variables: &[(&str, &str)]) -> Result<Credentials, String> {
    let mut ground = world.ground(variables);
    ground.azure = Some(AzureCloud {
        login: "https://login.example/",
        management: "https://management.example/",
        application: "app-1",
    });
    world.sign_in("azure-msi", &ground).await
}

#[tokio::test]
async fn the_service_of_a_machine_gives_tokens() {
    let world = World::new().await;
    let machine = ("AZURE_POD_IDENTITY_AUTHORITY_HOST", &*world.idp.address);
    let credentials = signed_in(&world, &[USE, machine]).await.unwrap();
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
    assert_eq!(asked[0].path, "/metadata/identity/oauth2/token");
    assert_eq!(asked[0].header("metadata"), "true");
    assert_eq!(asked[0].field("api-version"), "2018-02-01");
    assert_eq!(asked[0].field("resource"), "app-1");
    assert!(!asked[0].form.contains_key("client_id"));
}

#[tokio::test]
async fn one_of_several_identities_and_the_workspace_can_be_named() {
    let world = World::new().await;
    let machine = ("AZURE_POD_IDENTITY_AUTHORITY_HOST", &*world.idp.address);
    let resource = ("DATABRICKS_AZURE_RESOURCE_ID", RESOURCE);
    let credentials = signed_in(&world, &[USE, CLIENT, resource, machine]).await;
    let headers = credentials.unwrap().present().await.unwrap().headers;
    assert_eq!(headers["authorization"], "Bearer access-1");
    assert_eq!(
        headers["x-databricks-azure-sp-management-token"],
        "access-2"
    );
    assert_eq!(
        headers["x-databricks-azure-workspace-resource-id"],
        RESOURCE
    );
    let told: Vec<_> = world
        .idp
        .asked()
        .iter()
        .map(|asked| format!("{} {}", asked.field("client_id"), asked.field("resource")))
        .collect();
    assert_eq!(
        told,
        ["client-1 app-1", "client-1 https://management.example/"]
    );
}

#[tokio::test]
async fn the_service_of_an_app_wants_its_header() {
    let world = World::new().await;
    let endpoint = format!("{}/msi/token", world.idp.address);
    let variables = [
        USE,
        CLIENT,
        ("IDENTITY_ENDPOINT", &*endpoint),
        ("IDENTITY_HEADER", "s3cret-of-app"),
        // Asked only where there is no service of an app.
        ("AZURE_POD_IDENTITY_AUTHORITY_HOST", &world.idp.address),
    ];
    let credentials = signed_in(&world, &variables).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    let asked = &world.idp.asked()[0];
    assert_eq!(asked.path, "/msi/token");
    assert_eq!(asked.header("x-identity-header"), "s3cret-of-app");
    assert_eq!(asked.header("metadata"), "");
    assert_eq!(asked.field("api-version"), "2019-08-01");
    assert_eq!(asked.field("client_id"), "client-1");
    assert!(!format!("{credentials:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_pod_exchanges_its_file() {
    let world = World::new().await;
    let file = world.home.path().join("token");
    std::fs::write(&file, "jwt-of-pod\n").unwrap();
    let variables = [
        USE,
        ("AZURE_AUTHORITY_HOST", &*format!("{}/", world.idp.address)),
        ("AZURE_TENANT_ID", "tenant-1"),
        ("AZURE_FEDERATED_TOKEN_FILE", file.to_str().unwrap()),
        ("AZURE_CLIENT_ID", "client-1"),
        ("DATABRICKS_AZURE_RESOURCE_ID", RESOURCE),
    ];
    let credentials = signed_in(&world, &variables).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    let asked = world.idp.asked();
    assert_eq!(asked[0].path, "/tenant-1/oauth2/v2.0/token");
    assert_eq!(asked[0].field("client_assertion"), "jwt-of-pod");
    assert_eq!(asked[0].field("client_id"), "client-1");
    let scopes: Vec<_> = asked.iter().map(|asked| asked.field("scope")).collect();
    assert_eq!(
        scopes,
        ["app-1/.default", "https://management.example/.default"]
    );
}

#[tokio::test]
async fn a_machine_without_this_identity_is_told_what_to_do() {
    let world = World::new().await;
    let machine = ("AZURE_POD_IDENTITY_AUTHORITY_HOST", &*world.idp.address);
    let answer = json!({"error": "invalid_request", "error_description": "Identity not found"});
    world.idp.will_say([(400, answer)]);
    let credentials = signed_in(&world, &[USE, machine]).await.unwrap();
    let refused = credentials.current().await.unwrap_err().to_string();
    insta::assert_snapshot!(refused.replace(&world.idp.address, "SERVICE"), @"SERVICE refuses: invalid_request: Identity not found; give the machine an identity, and if it has several, name one by azure_client_id (ARM_CLIENT_ID)");
}

#[tokio::test]
async fn a_machine_outside_azure_is_told_what_to_do() {
    let world = World::new().await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let machine = ("AZURE_POD_IDENTITY_AUTHORITY_HOST", &*address);
    let credentials = signed_in(&world, &[USE, machine]).await.unwrap();
    let absent = credentials.current().await.unwrap_err();
    assert!(absent.is_passing());
    insta::assert_snapshot!(absent.to_string().replace(&address, "SERVICE"), @"the managed identity's service does not answer at SERVICE: this is no machine of Azure that has one; unset azure_use_msi (ARM_USE_MSI), or sign in with azure-client-secret or azure-cli");
}

#[rstest]
#[case::off(&[("ARM_USE_MSI", "false")], "azure_use_msi (ARM_USE_MSI) is not switched on")]
#[case::arc(
    &[USE, ("IDENTITY_ENDPOINT", "http://a"), ("IMDS_ENDPOINT", "http://b")],
    "the identities of Azure Arc are not asked; use azure-client-secret or azure-cli"
)]
#[case::service_fabric(
    &[USE, ("IDENTITY_ENDPOINT", "http://a"), ("IDENTITY_HEADER", "x"), ("IDENTITY_SERVER_THUMBPRINT", "t")],
    "the identities of Service Fabric are not asked; use azure-client-secret or azure-cli"
)]
#[case::machine_learning(
    &[USE, ("MSI_ENDPOINT", "http://a"), ("MSI_SECRET", "x")],
    "the identities of Azure Machine Learning are not asked; use azure-client-secret or azure-cli"
)]
#[case::cloud_shell(
    &[USE, ("MSI_ENDPOINT", "http://a")],
    "the identities of the Cloud Shell are not asked; use azure-client-secret or azure-cli"
)]
#[case::half_a_service(
    &[USE, ("IDENTITY_ENDPOINT", "http://a")],
    "IDENTITY_ENDPOINT cannot be used: no IDENTITY_HEADER is set beside it"
)]
#[case::no_address(
    &[USE, ("IDENTITY_ENDPOINT", "a"), ("IDENTITY_HEADER", "x")],
    "IDENTITY_ENDPOINT cannot be used: it is no address"
)]
#[case::a_pod_of_nobody(
    &[USE, ("AZURE_AUTHORITY_HOST", "http://a"), ("AZURE_TENANT_ID", "t"), ("AZURE_FEDERATED_TOKEN_FILE", "f")],
    "AZURE_FEDERATED_TOKEN_FILE cannot be used: no azure_client_id (ARM_CLIENT_ID) says whose it is"
)]
#[tokio::test]
async fn a_place_that_is_not_known_is_refused(
    #[case] variables: &[(&str, &str)],
    #[case] expected: &str,
) {
    let world = World::new().await;
    assert_eq!(signed_in(&world, variables).await.unwrap_err(), expected);
    assert!(world.idp.seen().is_empty());
}

#[tokio::test]
async fn a_host_outside_azure_has_no_managed_identity() {
    let world = World::new().await;
    let error = world.sign_in("azure-msi", &world.ground(&[USE])).await;
    assert_eq!(error.unwrap_err(), "the host is not in Azure");
}
