use serde_json::json;

use super::{World, bearer};

const SESSION: &str = "/session-7/token";

fn variables(address: &str) -> [(&'static str, String); 1] {
    [("DATABRICKS_METADATA_SERVICE_URL", address.to_owned())]
}

async fn signed_in(world: &World, address: &str) -> Result<crate::Credentials, String> {
    let variables = variables(address);
    let variables = variables
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let ground = world.ground(&variables);
    assert!(!format!("{ground:?}").contains("session-7"));
    let signed_in = world.sign_in("metadata-service", &ground).await;
    signed_in.map_err(|error| error.replace(&world.idp.address, "SERVICE"))
}

#[tokio::test]
async fn the_service_is_asked_for_the_host_and_again_before_the_end() {
    let world = World::new().await;
    let address = format!("{}{SESSION}", world.idp.address);
    let credentials = signed_in(&world, &address).await.unwrap();
    assert_eq!(world.idp.asked().len(), 1, "a token is asked for at once");
    assert_eq!(bearer(&credentials).await, "Bearer access-1");
    world.clock.by(3_600 - 40);
    assert_eq!(bearer(&credentials).await, "Bearer access-2");
    let asked = world.idp.asked();
    assert_eq!(asked.len(), 2);
    for asked in asked {
        assert_eq!(asked.path, SESSION);
        assert_eq!(asked.header("x-databricks-metadata-version"), "1");
        assert_eq!(asked.header("x-databricks-host"), world.idp.address);
    }
    assert!(!format!("{credentials:?}").contains("session-7"));
}

#[tokio::test]
async fn a_busy_service_is_asked_again() {
    let world = World::new().await;
    world.idp.will_say([(503, json!({})), (429, json!({}))]);
    let address = format!("{}{SESSION}", world.idp.address);
    let credentials = signed_in(&world, &address).await.unwrap();
    assert_eq!(bearer(&credentials).await, "Bearer access-3");
}

#[tokio::test]
async fn a_service_that_gives_no_token_is_told_without_its_address() {
    let world = World::new().await;
    let address = format!("{}{SESSION}", world.idp.address);
    let mut told = Vec::new();
    for (status, answer) in [
        (
            403,
            json!({"error": "no_host", "message": "/session-7/token is of another"}),
        ),
        (404, json!({})),
        (200, json!({"expires_on": 1})),
        (200, json!({"access_token": "a", "token_type": "Bearer"})),
        (
            200,
            json!({"access_token": "a", "token_type": "Bearer", "expires_on": ""}),
        ),
    ] {
        world.idp.will_say([(status, answer)]);
        told.push(signed_in(&world, &address).await.unwrap_err());
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    SERVICE refuses: no_host: *** is of another; it signs in to no host but the one that it was started for
    SERVICE refuses: HTTP status 404 Not Found: it signs in to no host but the one that it was started for
    SERVICE answers with something other than was promised
    SERVICE answers with a token that does not say when it ends
    SERVICE answers with an `expires_on` that is no number
    ");
}

#[tokio::test]
async fn a_service_that_is_gone_is_told() {
    let world = World::new().await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = gone.local_addr().unwrap().to_string();
    drop(gone);
    let error = signed_in(&world, &format!("http://{address}{SESSION}")).await;
    let told = error.unwrap_err().replace(&address, "SERVICE");
    insta::assert_snapshot!(told, @"the metadata service does not answer at http://SERVICE: it ends with the program that started it; start that again, or unset metadata_service_url (DATABRICKS_METADATA_SERVICE_URL)");
}

#[rstest::rstest]
#[case::elsewhere("http://metadata.example/session-7")]
#[case::elsewhere_by_number("http://10.0.0.1/session-7")]
#[case::not_http("file:///session-7")]
#[tokio::test]
async fn only_this_machine_is_asked(#[case] address: &str) {
    let world = World::new().await;
    let error = signed_in(&world, address).await.unwrap_err();
    assert_eq!(
        error,
        "metadata_service_url (DATABRICKS_METADATA_SERVICE_URL) is no address of this machine, such as \
         `http://localhost:8021/...`"
    );
}
