use super::{World, bearer, header};
use crate::auth::cloud::AzureCloud;

const RESOURCE: &str =
    "/subscriptions/sub-1/resourceGroups/g/providers/Microsoft.Databricks/workspaces/w";
const MANAGEMENT: &str = "x-databricks-azure-sp-management-token";

fn cloud(world: &World) -> AzureCloud {
    AzureCloud {
        login: Box::leak(format!("{}/", world.idp.address).into_boxed_str()),
        management: "https://management.example/",
        application: "app-1",
    }
}

const CLIENT: [(&str, &str); 2] = [
    ("ARM_CLIENT_ID", "client-1"),
    ("ARM_CLIENT_SECRET", "s3cret"),
];

#[tokio::test]
async fn a_service_principal_gets_a_token_of_its_tenant() {
    let world = World::new().await;
    let mut ground = world.ground(&[CLIENT[0], CLIENT[1], ("ARM_TENANT_ID", "tenant-1")]);
    ground.azure = Some(cloud(&world));
    let credentials = world.sign_in("azure-client-secret", &ground).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    assert_eq!(header(&credentials, MANAGEMENT).await, "");
    let asked = &world.idp.asked()[0];
    assert_eq!(asked.path, "/tenant-1/oauth2/token");
    assert_eq!(asked.field("resource"), "app-1");
    assert_eq!(asked.field("client_secret"), "s3cret");
}

#[tokio::test]
async fn a_resource_id_brings_the_second_token_and_the_workspace_tells_the_tenant() {
    let world = World::new().await;
    let mut ground = world.ground(&[
        CLIENT[0],
        CLIENT[1],
        ("DATABRICKS_AZURE_RESOURCE_ID", RESOURCE),
    ]);
    ground.azure = Some(cloud(&world));
    let credentials = world.sign_in("azure-client-secret", &ground).await.unwrap();
    let headers = credentials.present().await.unwrap().headers;
    assert_eq!(headers["authorization"], "Bearer access-1");
    assert_eq!(headers[MANAGEMENT], "access-2");
    assert_eq!(
        headers["x-databricks-azure-workspace-resource-id"],
        RESOURCE
    );
    let told: Vec<_> = world
        .idp
        .asked()
        .iter()
        .map(|asked| format!("{} {}", asked.path, asked.field("resource")))
        .collect();
    assert_eq!(
        told,
        [
            "/tenant-9/oauth2/token app-1",
            "/tenant-9/oauth2/token https://management.example/",
        ]
    );
}

#[tokio::test]
async fn a_host_outside_azure_is_not_signed_in_to_with_entra() {
    let world = World::new().await;
    let error = world
        .sign_in("azure-client-secret", &world.ground(&CLIENT))
        .await
        .unwrap_err();
    assert_eq!(error, "the host is not in Azure");
}

#[cfg(unix)]
#[tokio::test]
async fn the_azure_cli_gives_tokens() {
    let world = World::new().await;
    let end = 1_800_000_000 + 3_600;
    let log = world.home.path().join("log");
    world.program(
        "az",
        &format!(
            "#!/bin/sh\necho \"$@\" >> {log}\n\
             case \"$*\" in *sub-1*) echo 'no such subscription' >&2; exit 1;; esac\n\
             case \"$2\" in show) echo '{{\"user\":{{\"type\":\"user\"}}}}';;\n\
             *) echo '{{\"accessToken\":\"a.eyJ4IjoxfQ.c\",\"expires_on\":{end},\"tokenType\":\"Bearer\"}}';; esac\n",
            log = log.display()
        ),
    );
    let path = format!("{}:/usr/bin:/bin", world.home.path().display());
    let mut ground = world.ground(&[
        ("PATH", &path),
        ("ARM_TENANT_ID", "tenant-1"),
        ("DATABRICKS_AZURE_RESOURCE_ID", RESOURCE),
    ]);
    ground.azure = Some(cloud(&world));
    let credentials = world.sign_in("azure-cli", &ground).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer a.eyJ4IjoxfQ.c");
    assert_eq!(header(&credentials, MANAGEMENT).await, "a.eyJ4IjoxfQ.c");
    let asked = std::fs::read_to_string(log).unwrap();
    insta::assert_snapshot!(asked, @r"
    account show --output json
    account get-access-token --resource app-1 --output json --subscription sub-1 --tenant tenant-1
    account get-access-token --resource app-1 --output json --tenant tenant-1
    account get-access-token --resource https://management.example/ --output json --subscription sub-1 --tenant tenant-1
    account get-access-token --resource https://management.example/ --output json --tenant tenant-1
    ");
}

#[tokio::test]
async fn a_job_of_github_is_a_client_of_entra() {
    let world = World::new().await;
    let url = format!("{}/github?api-version=2.0", world.idp.address);
    let mut ground = world.ground(&[
        ("ACTIONS_ID_TOKEN_REQUEST_URL", &url),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "job-token"),
        ("ARM_CLIENT_ID", "client-1"),
        ("DATABRICKS_AZURE_RESOURCE_ID", RESOURCE),
    ]);
    ground.azure = Some(cloud(&world));
    let credentials = world.sign_in("github-oidc-azure", &ground).await.unwrap();
    let headers = credentials.present().await.unwrap().headers;
    assert_eq!(headers["authorization"], "Bearer access-1");
    assert_eq!(
        headers.len(),
        1,
        "the principal must be known to the workspace"
    );
    let asked = world.idp.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].path, "/tenant-9/oauth2/token");
    assert_eq!(asked[0].field("grant_type"), "client_credentials");
    assert_eq!(asked[0].field("resource"), "app-1");
    assert_eq!(asked[0].field("client_id"), "client-1");
    assert_eq!(
        asked[0].field("client_assertion_type"),
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    assert_eq!(
        asked[0].field("client_assertion"),
        "identity-for-api://AzureADTokenExchange"
    );
}

#[rstest::rstest]
#[case::no_job(None, true, "no ACTIONS_ID_TOKEN_REQUEST_URL with its token")]
#[case::not_azure(Some("job-token"), false, "the host is not in Azure")]
#[case::no_permission(Some("another-token"), true, "GITHUB refuses: HTTP status 401")]
#[tokio::test]
async fn a_job_of_github_without_an_identity_is_told(
    #[case] token: Option<&str>,
    #[case] in_azure: bool,
    #[case] expected: &str,
) {
    let world = World::new().await;
    let url = format!("{}/github", world.idp.address);
    let mut variables = vec![("ARM_CLIENT_ID", "client-1"), ("ARM_TENANT_ID", "tenant-1")];
    if let Some(token) = token {
        variables.push(("ACTIONS_ID_TOKEN_REQUEST_URL", &url));
        variables.push(("ACTIONS_ID_TOKEN_REQUEST_TOKEN", token));
    }
    let mut ground = world.ground(&variables);
    ground.azure = in_azure.then(|| cloud(&world));
    let error = world
        .sign_in("github-oidc-azure", &ground)
        .await
        .unwrap_err();
    let error = error.replace(&url, "GITHUB");
    assert!(error.starts_with(expected), "{error}");
}
