#![cfg(unix)]

use super::{World, bearer};

/// A Databricks CLI of a version; it writes down what it was asked.
fn cli(world: &World, name: &str, minor: u32) -> String {
    let log = world.home.path().join("log");
    let end = "2027-01-15T09:00:00.123456+01:00";
    world.program(
        name,
        &format!(
            "#!/bin/sh\necho \"$@\" >> {log}\n\
             case \"$1\" in version) echo '{{\"Major\":0,\"Minor\":{minor},\"Patch\":1}}';;\n\
             *) echo '{{\"access_token\":\"of-cli\",\"token_type\":\"Bearer\",\"expiry\":\"{end}\"}}';; esac\n\
             exit 0\n{padding}",
            log = log.display(),
            padding = "# A program of today is larger than this.\n".repeat(30_000),
        ),
    )
}

fn asked(world: &World) -> String {
    let log = std::fs::read_to_string(world.home.path().join("log")).unwrap();
    let last = log.lines().last().unwrap();
    last.replace(&world.idp.address, "HOST")
}

#[rstest::rstest]
#[case::old(200, "", "auth token --host HOST")]
#[case::old_with_profile(206, "work", "auth token --host HOST")]
#[case::knows_profiles(207, "work", "auth token --profile work")]
#[case::knows_to_refresh(296, "work", "auth token --profile work --force-refresh")]
#[case::without_profile(300, "", "auth token --host HOST --force-refresh")]
#[tokio::test]
async fn the_databricks_cli_is_asked_as_it_understands(
    #[case] minor: u32,
    #[case] profile: &str,
    #[case] expected: &str,
) {
    let world = World::new().await;
    let path = cli(&world, "my-databricks", minor);
    let file = "[work]\ncluster_id = c\n";
    std::fs::write(world.home.path().join(".databrickscfg"), file).unwrap();
    let ground = world.ground(&[
        ("DATABRICKS_CLI_PATH", &path),
        ("DATABRICKS_CONFIG_PROFILE", profile),
    ]);
    let credentials = world.sign_in("databricks-cli", &ground).await.unwrap();
    assert_eq!(asked(&world), expected);
    assert_eq!(bearer(&credentials).await, "Bearer of-cli");
    let token = credentials.current().await.unwrap();
    assert_eq!(
        token.expiry.unwrap().to_string(),
        "2027-01-15T08:00:00.123456Z"
    );
}

#[tokio::test]
async fn a_cli_in_the_path_is_found() {
    let world = World::new().await;
    cli(&world, "databricks", 300);
    let path = format!("{}:/usr/bin:/bin", world.home.path().display());
    let credentials = world
        .sign_in("databricks-cli", &world.ground(&[("PATH", &path)]))
        .await;
    assert_eq!(bearer(&credentials.unwrap()).await, "Bearer of-cli");
}

#[rstest::rstest]
#[case::small(
    "#!/bin/sh\n",
    "`databricks` cannot be used: it is older than version 0.100"
)]
#[case::none("", "`databricks` cannot be used: it is not installed")]
#[tokio::test]
async fn a_cli_that_cannot_be_used_is_told(#[case] text: &str, #[case] expected: &str) {
    let world = World::new().await;
    if !text.is_empty() {
        world.program("databricks", text);
    }
    let ground = world.ground(&[("PATH", world.home.path().to_str().unwrap())]);
    assert_eq!(
        world.sign_in("databricks-cli", &ground).await.unwrap_err(),
        expected
    );
}

#[rstest::rstest]
#[case::says_why("echo 'no login for this host' >&2; exit 1", "no login for this host")]
#[case::says_nothing("echo secret-on-stdout; exit 3", "it ended with exit status: 3")]
#[case::says_rubbish(
    "echo secret-on-stdout",
    "its answer is not the one of `databricks auth token`"
)]
#[tokio::test]
async fn a_cli_without_token_is_told(#[case] text: &str, #[case] expected: &str) {
    let world = World::new().await;
    let path = world.program("cli", &format!("#!/bin/sh\n{text}\n"));
    let ground = world.ground(&[("DATABRICKS_CLI_PATH", &path)]);
    let error = world.sign_in("databricks-cli", &ground).await.unwrap_err();
    assert_eq!(error, format!("`{path}` gives no token: {expected}"));
}
