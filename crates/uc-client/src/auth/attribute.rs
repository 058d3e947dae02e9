//! The table of everything that can be set: a row each.

/// What is known about an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its name in a profile.
    pub name: &'static str,
    /// The variables that set it, the first that is set wins.
    pub env: &'static [&'static str],
    /// The way of signing in that it belongs to; two of them need an `auth_type`.
    pub family: Option<&'static str>,
    /// Whether it is never shown.
    pub secret: bool,
}

macro_rules! attributes {
    ($($variant:ident = $name:literal, [$($env:literal),*], $family:expr, $secret:ident;)+) => {
        /// Something that can be set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Attribute {
            $(
                #[doc = concat!("`", $name, "` of a profile.")]
                $variant,
            )+
        }

        impl Attribute {
            /// Every attribute, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its row.
            #[must_use]
            pub const fn spec(self) -> Spec {
                match self {
                    $(Self::$variant => Spec {
                        name: $name,
                        env: &[$($env),*],
                        family: $family,
                        secret: attributes!(@ $secret),
                    },)+
                }
            }
        }
    };
    (@ shown) => { false };
    (@ secret) => { true };
}

attributes! {
    Host = "host", ["DATABRICKS_HOST"], None, shown;
    Profile = "profile", ["DATABRICKS_CONFIG_PROFILE"], None, shown;
    ConfigFile = "config_file", ["DATABRICKS_CONFIG_FILE"], None, shown;
    AuthType = "auth_type", ["DATABRICKS_AUTH_TYPE"], None, shown;
    AccountId = "account_id", ["DATABRICKS_ACCOUNT_ID"], None, shown;
    WorkspaceId = "workspace_id", ["DATABRICKS_WORKSPACE_ID"], None, shown;
    GroupId = "group_id", ["DATABRICKS_GROUP_ID"], None, shown;
    Cloud = "cloud", ["DATABRICKS_CLOUD"], None, shown;
    DiscoveryUrl = "discovery_url", ["DATABRICKS_DISCOVERY_URL"], None, shown;
    Token = "token", ["DATABRICKS_TOKEN"], Some("pat"), secret;
    TokenAudience = "token_audience", ["DATABRICKS_TOKEN_AUDIENCE"], None, shown;
    OidcTokenEnv = "oidc_token_env", ["DATABRICKS_OIDC_TOKEN_ENV"], Some("env-oidc"), shown;
    OidcTokenFilepath = "oidc_token_filepath",
        ["DATABRICKS_OIDC_TOKEN_FILEPATH", "DATABRICKS_OIDC_TOKEN_FILE"], Some("file-oidc"), shown;
    Username = "username", ["DATABRICKS_USERNAME"], Some("basic"), shown;
    Password = "password", ["DATABRICKS_PASSWORD"], Some("basic"), secret;
    ClientId = "client_id", ["DATABRICKS_CLIENT_ID"], Some("oauth"), shown;
    ClientSecret = "client_secret", ["DATABRICKS_CLIENT_SECRET"], Some("oauth"), secret;
    GoogleServiceAccount = "google_service_account",
        ["DATABRICKS_GOOGLE_SERVICE_ACCOUNT"], Some("google"), shown;
    GoogleCredentials = "google_credentials", ["GOOGLE_CREDENTIALS"], Some("google"), secret;
    AzureWorkspaceResourceId = "azure_workspace_resource_id",
        ["DATABRICKS_AZURE_RESOURCE_ID"], Some("azure"), shown;
    AzureUseMsi = "azure_use_msi", ["ARM_USE_MSI"], Some("azure"), shown;
    AzureClientId = "azure_client_id", ["ARM_CLIENT_ID"], Some("azure"), shown;
    AzureClientSecret = "azure_client_secret", ["ARM_CLIENT_SECRET"], Some("azure"), secret;
    AzureTenantId = "azure_tenant_id", ["ARM_TENANT_ID"], Some("azure"), shown;
    AzureEnvironment = "azure_environment", ["ARM_ENVIRONMENT"], None, shown;
    DatabricksCliPath = "databricks_cli_path", ["DATABRICKS_CLI_PATH"], None, shown;
    WarehouseId = "warehouse_id", ["DATABRICKS_WAREHOUSE_ID"], None, shown;
    ClusterId = "cluster_id", ["DATABRICKS_CLUSTER_ID"], None, shown;
    ServerlessComputeId = "serverless_compute_id",
        ["DATABRICKS_SERVERLESS_COMPUTE_ID"], None, shown;
    MetadataServiceUrl = "metadata_service_url",
        ["DATABRICKS_METADATA_SERVICE_URL"], Some("metadata-service"), secret;
    SkipVerify = "skip_verify", [], None, shown;
    Scopes = "scopes", [], None, shown;
    AuthorizationDetails = "authorization_details", [], None, shown;
    DisableOauthRefreshToken = "disable_oauth_refresh_token",
        ["DATABRICKS_DISABLE_OAUTH_REFRESH_TOKEN"], None, shown;
    DisableAsyncTokenRefresh = "disable_async_token_refresh",
        ["DATABRICKS_DISABLE_ASYNC_TOKEN_REFRESH"], None, shown;
}

impl Attribute {
    /// The attribute of this name in a profile.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let named = |attribute: &&Self| attribute.spec().name == name;
        Self::ALL.iter().find(named).copied()
    }
}
