use rstest::rstest;

use crate::auth::{Arguments, Attribute, Credentials, Environment, Settings};

/// What a table row expects: `strategy host from`, or the error.
async fn resolved(arguments: &[(&str, &str)], env: &[(&str, &str)], file: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join(".databrickscfg"), file).unwrap();
    let folder = home.path().to_str().unwrap();
    let environment = Environment::from_iter(env.iter().copied().chain([("HOME", folder)]));
    let arguments = arguments
        .iter()
        .fold(Arguments::default(), |all, (name, value)| {
            all.with(Attribute::named(name).unwrap(), Some(value))
        });
    let outcome = async {
        let settings = Settings::resolve(&arguments, &environment)?;
        let credentials = Credentials::configure(&settings).await?;
        let host = settings.host()?.unwrap();
        let from = settings.source(Attribute::Host).unwrap();
        Ok::<_, crate::SetupError>(format!("{} {host} {from}", credentials.auth_type()))
    };
    let told = outcome.await.unwrap_or_else(|error| error.to_string());
    told.replace(folder, "~")
}

const H: (&str, &str) = ("DATABRICKS_HOST", "https://env.example/");
const T: (&str, &str) = ("DATABRICKS_TOKEN", "from-env");
const AZURE: (&str, &str) = ("DATABRICKS_HOST", "adb-1.2.azuredatabricks.net");
const FILE: &str = "\
[DEFAULT]
host = default.example
token = from-default
[work]
host = https://work.example
token = from-work
[other]
host = https://other.example
client_id = id
[both]
host = https://both.example
token = from-both
client_id = id
client_secret = secret
[chosen]
host = https://chosen.example
token = from-chosen
client_id = id
auth_type = pat
";
const DEFAULTED: &str = "\
[work]
host = https://work.example
token = from-work
[__settings__]
default_profile = work
";

#[rstest]
#[case::environment(&[], &[H, T], "", "pat https://env.example DATABRICKS_HOST")]
#[case::argument_wins(&[("host", "env.example")], &[H, T], "", "pat https://env.example an option")]
#[case::argument_alone(&[("host", "a.example"), ("token", "t")], &[], "", "pat https://a.example an option")]
#[case::argument_token_beside_another_host(
    &[("host", "a.example"), ("token", "t")], &[H, T], "", "pat https://a.example an option"
)]
#[case::default_section(&[], &[], FILE, "pat https://default.example profile `DEFAULT` of ~/.databrickscfg")]
#[case::default_of_settings(&[], &[], DEFAULTED, "pat https://work.example profile `work` of ~/.databrickscfg")]
#[case::profile_argument(
    &[("profile", "work")], &[], FILE, "pat https://work.example profile `work` of ~/.databrickscfg"
)]
#[case::profile_of_environment(
    &[], &[("DATABRICKS_CONFIG_PROFILE", "work")], FILE,
    "pat https://work.example profile `work` of ~/.databrickscfg"
)]
#[case::argument_profile_before_environment(
    &[("profile", "work")], &[("DATABRICKS_CONFIG_PROFILE", "gone")], FILE,
    "pat https://work.example profile `work` of ~/.databrickscfg"
)]
#[case::host_keeps_the_default_profile_out(&[], &[H], FILE, "nothing says how to sign in to `https://env.example`")]
#[case::token_keeps_the_default_profile_out(
    &[], &[T], FILE, "no workspace is named; pass a host or a profile, or set `DATABRICKS_HOST`"
)]
#[case::environment_over_a_named_profile(
    &[("profile", "work")], &[T], FILE, "pat https://work.example profile `work` of ~/.databrickscfg"
)]
#[case::token_of_a_profile_stays_with_its_host(
    &[("profile", "work"), ("host", "a.example")], &[], FILE,
    "the token of profile `work` of ~/.databrickscfg belongs to `https://work.example` and is not sent to `https://a.example`"
)]
#[case::token_of_the_environment_stays_with_its_host(
    &[("host", "a.example")], &[H, T], "",
    "the token of DATABRICKS_TOKEN belongs to `https://env.example` and is not sent to `https://a.example`"
)]
#[case::unknown_profile(&[("profile", "gone")], &[], FILE, "there is no profile `gone` in ~/.databrickscfg")]
#[case::unnamed_file(&[], &[], "", "no workspace is named; pass a host or a profile, or set `DATABRICKS_HOST`")]
#[case::two_families_in_a_profile(
    &[("profile", "both")], &[], FILE,
    "more than one way to sign in is configured: \
     `oauth` (client_id from profile `both` of ~/.databrickscfg, client_secret from profile `both` of ~/.databrickscfg) \
     and `pat` (token from profile `both` of ~/.databrickscfg)"
)]
#[case::two_families_in_the_environment(
    &[], &[H, T, ("ARM_CLIENT_ID", "x")], "",
    "more than one way to sign in is configured: \
     `azure` (azure_client_id from ARM_CLIENT_ID) and `pat` (token from DATABRICKS_TOKEN)"
)]
#[case::auth_type_chooses(
    &[("profile", "chosen")], &[], FILE, "pat https://chosen.example profile `chosen` of ~/.databrickscfg"
)]
#[case::auth_type_of_the_environment_chooses(
    &[], &[H, T, ("ARM_CLIENT_ID", "x"), ("DATABRICKS_AUTH_TYPE", "pat")], "",
    "pat https://env.example DATABRICKS_HOST"
)]
#[case::auth_type_lacks_values(
    &[], &[H, ("DATABRICKS_AUTH_TYPE", "oauth-m2m")], "",
    "auth_type `oauth-m2m` needs client_id (DATABRICKS_CLIENT_ID) and client_secret (DATABRICKS_CLIENT_SECRET)"
)]
#[case::auth_type_unknown(&[], &[H, T, ("DATABRICKS_AUTH_TYPE", "kerberos")], "", "there is no auth_type `kerberos`")]
#[case::basic_is_refused(
    &[], &[H, ("DATABRICKS_USERNAME", "u"), ("DATABRICKS_PASSWORD", "p")], "",
    "auth_type `basic` is not supported: Databricks ended passwords; use a token, OAuth, or `clxs auth login`"
)]
#[case::google_without_a_key_is_refused(
    &[], &[H, ("DATABRICKS_GOOGLE_SERVICE_ACCOUNT", "a@b")], "",
    "auth_type `google-id` is not supported: use google-credentials with the key of a service account, or \
     oauth-m2m with a Databricks service principal"
)]
#[case::a_key_of_google_that_is_none(
    &[], &[H, ("GOOGLE_CREDENTIALS", "{}")], "",
    "auth_type `google-credentials` cannot be used here: google_credentials (GOOGLE_CREDENTIALS) is neither \
     a file nor the JSON of a service account's key, with client_email, private_key and token_uri"
)]
#[case::a_managed_identity_is_used_where_it_is_switched_on(
    &[], &[AZURE, ("ARM_USE_MSI", "true")], "", "azure-msi https://adb-1.2.azuredatabricks.net DATABRICKS_HOST"
)]
#[case::a_managed_identity_comes_before_a_secret(
    &[], &[AZURE, ("ARM_USE_MSI", "true"), ("ARM_CLIENT_ID", "x"), ("ARM_CLIENT_SECRET", "y"), ("ARM_TENANT_ID", "t")], "",
    "azure-msi https://adb-1.2.azuredatabricks.net DATABRICKS_HOST"
)]
#[case::a_managed_identity_that_is_not_known_is_refused(
    &[], &[AZURE, ("ARM_USE_MSI", "true"), ("MSI_ENDPOINT", "http://127.0.0.1:9")], "",
    "auth_type `azure-msi` cannot be used here: the identities of the Cloud Shell are not asked; use \
     azure-client-secret or azure-cli"
)]
#[case::a_managed_identity_that_is_off_is_passed_over(
    &[], &[AZURE, ("ARM_USE_MSI", "no"), ("ARM_CLIENT_ID", "x"), ("ARM_CLIENT_SECRET", "y"), ("ARM_TENANT_ID", "t")], "",
    "azure-client-secret https://adb-1.2.azuredatabricks.net DATABRICKS_HOST"
)]
#[case::a_managed_identity_is_of_azure(
    &[], &[H, ("ARM_USE_MSI", "true")], "", "nothing says how to sign in to `https://env.example`"
)]
#[case::a_managed_identity_is_switched_on_by_its_own_setting(
    &[], &[AZURE, ("DATABRICKS_AUTH_TYPE", "azure-msi")], "",
    "auth_type `azure-msi` needs azure_use_msi (ARM_USE_MSI)"
)]
#[case::a_managed_identity_that_is_off_cannot_be_asked_for(
    &[], &[AZURE, ("ARM_USE_MSI", "false"), ("DATABRICKS_AUTH_TYPE", "azure-msi")], "",
    "auth_type `azure-msi` cannot be used here: azure_use_msi (ARM_USE_MSI) is not switched on"
)]
#[case::a_managed_identity_and_a_token(
    &[], &[AZURE, T, ("ARM_USE_MSI", "true")], "",
    "more than one way to sign in is configured: \
     `azure` (azure_use_msi from ARM_USE_MSI) and `pat` (token from DATABRICKS_TOKEN)"
)]
#[case::a_metadata_service_and_a_token(
    &[], &[H, T, ("DATABRICKS_METADATA_SERVICE_URL", "http://127.0.0.1:9/session")], "",
    "more than one way to sign in is configured: \
     `metadata-service` (metadata_service_url from DATABRICKS_METADATA_SERVICE_URL) and `pat` (token from DATABRICKS_TOKEN)"
)]
#[case::a_metadata_service_and_a_client(
    &[], &[H, ("DATABRICKS_CLIENT_ID", "x"), ("DATABRICKS_METADATA_SERVICE_URL", "http://127.0.0.1:9/session")], "",
    "more than one way to sign in is configured: \
     `metadata-service` (metadata_service_url from DATABRICKS_METADATA_SERVICE_URL) and `oauth` (client_id from DATABRICKS_CLIENT_ID)"
)]
#[case::a_metadata_service_elsewhere_stops_the_search(
    &[], &[H, ("DATABRICKS_METADATA_SERVICE_URL", "http://nobody.example/session")], "",
    "auth_type `metadata-service` cannot be used here: metadata_service_url \
     (DATABRICKS_METADATA_SERVICE_URL) is no address of this machine, such as `http://localhost:8021/...`"
)]
#[case::a_metadata_service_lacks_its_address(
    &[], &[H, ("DATABRICKS_AUTH_TYPE", "metadata-service")], "",
    "auth_type `metadata-service` needs metadata_service_url (DATABRICKS_METADATA_SERVICE_URL)"
)]
#[case::a_job_of_azure_pipelines_is_told_its_missing_token(
    &[], &[H, ("DATABRICKS_CLIENT_ID", "x"), ("DATABRICKS_AUTH_TYPE", "azure-devops-oidc"),
        ("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", "https://dev.example/t"), ("SYSTEM_TEAMPROJECTID", "p"),
        ("SYSTEM_HOSTTYPE", "build"), ("SYSTEM_PLANID", "l"), ("SYSTEM_JOBID", "j")], "",
    "auth_type `azure-devops-oidc` cannot be used here: no SYSTEM_ACCESSTOKEN: set it in the `env` of the \
     pipeline's step, to $(System.AccessToken)"
)]
#[case::a_job_of_azure_pipelines_needs_a_client(
    &[], &[H, ("DATABRICKS_AUTH_TYPE", "azure-devops-oidc")], "",
    "auth_type `azure-devops-oidc` needs client_id (DATABRICKS_CLIENT_ID)"
)]
#[case::github_for_azure_needs_a_client(
    &[], &[AZURE, ("DATABRICKS_AUTH_TYPE", "github-oidc-azure")], "",
    "auth_type `github-oidc-azure` needs azure_client_id (ARM_CLIENT_ID)"
)]
#[case::a_client_of_azure_alone_is_none(
    &[], &[AZURE, ("ARM_CLIENT_ID", "x"), ("ARM_TENANT_ID", "t")], "",
    "nothing says how to sign in to `https://adb-1.2.azuredatabricks.net`"
)]
#[case::a_group_passes_over_what_is_refused(
    &[], &[H, ("DATABRICKS_USERNAME", "u"), ("DATABRICKS_PASSWORD", "p"), ("DATABRICKS_GROUP_ID", "7")], "",
    "nothing says how to sign in to `https://env.example`"
)]
#[case::a_managed_identity_that_is_off_is_none(
    &[], &[H, ("ARM_USE_MSI", "false")], "", "nothing says how to sign in to `https://env.example`"
)]
#[case::a_notebook_is_refused(
    &[], &[H, ("DATABRICKS_RUNTIME_VERSION", "17")], "",
    "auth_type `runtime` is not supported: a notebook's own sign-in is passed by the program that embeds this one"
)]
#[case::refused_by_name(
    &[], &[H, T, ("DATABRICKS_AUTH_TYPE", "runtime")], "",
    "auth_type `runtime` is not supported: a notebook's own sign-in is passed by the program that embeds this one"
)]
#[case::a_group_needs_oauth(
    &[], &[H, T, ("DATABRICKS_GROUP_ID", "7"), ("DATABRICKS_AUTH_TYPE", "pat")], "",
    "auth_type `pat` cannot be used here: it cannot act for a group (group_id)"
)]
#[case::a_token_that_cannot_be_sent(
    &[("host", "a.example"), ("token", "a\nb")], &[], "", "cannot sign in to `https://a.example` with pat"
)]
#[case::no_host_in_a_profile(
    &[("profile", "p")], &[], "[p]\ntoken = t", "no workspace is named; pass a host or a profile, or set `DATABRICKS_HOST`"
)]
#[case::a_resource_alone_names_no_host(
    &[], &[("DATABRICKS_AZURE_RESOURCE_ID", "/subscriptions/s")], "",
    "azure_workspace_resource_id without a host is not supported: name the host of the workspace too"
)]
#[case::certificates_are_checked(
    &[("profile", "p")], &[], "[p]\nhost = h\ntoken = t\nskip_verify = true",
    "skip_verify is not supported: certificates are always checked; trust yours with SSL_CERT_FILE"
)]
#[tokio::test]
async fn settings_lead_to_a_strategy(
    #[case] arguments: &[(&str, &str)],
    #[case] env: &[(&str, &str)],
    #[case] file: &str,
    #[case] expected: &str,
) {
    assert_eq!(resolved(arguments, env, file).await, expected);
}

#[test]
fn another_file_can_be_named() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("mine"), "[DEFAULT]\nhost = mine.example").unwrap();
    let folder = home.path().to_str().unwrap();
    let variables = [("HOME", folder), ("DATABRICKS_CONFIG_FILE", "~/mine")];
    let environment = Environment::from_iter(variables);
    let settings = Settings::resolve(&Arguments::default(), &environment).unwrap();
    assert_eq!(settings.get(Attribute::Host), Some("mine.example"));
}

#[test]
fn every_attribute_has_one_name_and_one_variable() {
    let mut names: Vec<_> = Attribute::ALL.iter().map(|a| a.spec().name).collect();
    let mut variables: Vec<_> = Attribute::ALL.iter().flat_map(|a| a.spec().env).collect();
    let (all_names, all_variables) = (names.len(), variables.len());
    names.sort_unstable();
    names.dedup();
    variables.sort_unstable();
    variables.dedup();
    assert_eq!((names.len(), variables.len()), (all_names, all_variables));
}

#[test]
fn the_book_names_every_strategy_and_every_variable_of_one() {
    let book = include_str!("../../../../../../docs/guides/authentication.md");
    for name in crate::auth::strategy::choose::names() {
        assert!(book.contains(&format!("`{name}`")), "{name}");
    }
    for attribute in Attribute::ALL {
        for variable in attribute.spec().env {
            assert!(book.contains(&format!("`{variable}`")), "{variable}");
        }
    }
}

proptest::proptest! {
    /// Secrets in every attribute that holds one, from every source, in every text we can print.
    #[test]
    fn no_secret_is_printed(
        secrets in proptest::collection::vec("[A-Za-z0-9+/=_-]{12,40}", Attribute::ALL.len()),
        in_file in proptest::collection::vec(proptest::bool::ANY, Attribute::ALL.len()),
        auth_type in proptest::option::of("pat|basic|google-id|kerberos|azure-cli"),
    ) {
        let marked: Vec<(Attribute, String)> = Attribute::ALL
            .iter()
            .zip(&secrets)
            .filter(|(attribute, _)| attribute.spec().secret)
            .map(|(attribute, secret)| (*attribute, format!("~{secret}")))
            .collect();
        let home = tempfile::tempdir().unwrap();
        let mut file = "[p]\nhost = h.example\n".to_owned();
        let mut environment = vec![
            ("HOME".to_owned(), home.path().to_str().unwrap().to_owned()),
            ("DATABRICKS_CONFIG_PROFILE".to_owned(), "p".to_owned()),
        ];
        for ((attribute, secret), in_file) in marked.iter().zip(in_file) {
            match attribute.spec().env.first() {
                Some(variable) if !in_file => {
                    environment.push(((*variable).to_owned(), secret.clone()));
                }
                _ => file.push_str(&format!("{} = {secret}\n", attribute.spec().name)),
            }
        }
        file.extend(auth_type.map(|name| format!("auth_type = {name}\n")));
        std::fs::write(home.path().join(".databrickscfg"), &file).unwrap();
        let environment = Environment::from_iter(environment);
        let settings = Settings::resolve(&Arguments::default(), &environment).unwrap();
        let families = settings.one_family();
        let shown = format!(
            "{settings:?} {environment:?} {} {families:?}",
            serde_json::to_string(&settings.told()).unwrap(),
        );
        for (_, secret) in &marked {
            proptest::prop_assert!(!shown.contains(secret), "{shown}");
        }
    }
}
