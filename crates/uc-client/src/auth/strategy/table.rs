//! The table of strategies.

use super::{Strategy, Support};
use super::{
    azure_cli::AzureCli,
    azure_secret::AzureClientSecret,
    databricks_cli::DatabricksCli,
    github::GitHub,
    m2m::M2m,
    oidc::{EnvOidc, FileOidc},
    pat::Pat,
    refused::Refused,
    u2m::{Kept, U2m},
};
use crate::Attribute::{
    self, AzureClientId, AzureClientSecret as AzureSecret, AzureUseMsi, ClientId, ClientSecret,
    GoogleCredentials, GoogleServiceAccount, MetadataServiceUrl, OidcTokenFilepath, Password,
    Token, Username,
};

/// One strategy. The host is needed by all.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// What `auth_type` says.
    pub(crate) name: &'static str,
    /// What must be set before it is asked.
    pub(crate) needs: &'static [Attribute],
    /// Whether it can act for a group.
    pub(crate) groups: bool,
    pub(crate) support: Support,
    pub(crate) strategy: &'static dyn Strategy,
}

const fn row(
    name: &'static str,
    needs: &'static [Attribute],
    strategy: &'static dyn Strategy,
) -> Row {
    Row {
        name,
        needs,
        groups: false,
        support: Support::Offered,
        strategy,
    }
}

const fn for_groups(row: Row) -> Row {
    Row {
        groups: true,
        ..row
    }
}

const fn refused(
    name: &'static str,
    needs: &'static [Attribute],
    refused: &'static Refused,
) -> Row {
    Row {
        name,
        needs,
        groups: true,
        support: Support::Refused,
        strategy: refused,
    }
}

/// Every strategy that the official SDK knows, in its order, and `azure-msi` of its sisters. The
/// first that applies is used.
pub(crate) const ROWS: &[Row] = &[
    row("pat", &[Token], &Pat),
    refused(
        "basic",
        &[Username, Password],
        &Refused {
            switch: None,
            signs: &[],
            instead: "Databricks ended passwords; use a token, OAuth, or `clxs auth login`",
        },
    ),
    refused(
        "metadata-service",
        &[MetadataServiceUrl],
        &Refused {
            switch: None,
            signs: &[],
            instead: "use oauth-m2m, a token, or `clxs auth login`",
        },
    ),
    for_groups(row("oauth-m2m", &[ClientId, ClientSecret], &M2m)),
    for_groups(row("env-oidc", &[], &EnvOidc)),
    for_groups(row("file-oidc", &[OidcTokenFilepath], &FileOidc)),
    for_groups(row("github-oidc", &[ClientId], &GitHub)),
    refused(
        "azure-msi",
        &[AzureUseMsi],
        &Refused {
            switch: Some(AzureUseMsi),
            signs: &[],
            instead: "use azure-client-secret, azure-cli, or federation with env-oidc or file-oidc",
        },
    ),
    row(
        "azure-client-secret",
        &[AzureClientId, AzureSecret],
        &AzureClientSecret,
    ),
    refused(
        "github-oidc-azure",
        &[AzureClientId],
        &Refused {
            switch: None,
            signs: &["ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
            instead: "use github-oidc with the client_id of a Databricks service principal",
        },
    ),
    row("azure-cli", &[], &AzureCli),
    refused(
        "azure-devops-oidc",
        &[ClientId],
        &Refused {
            switch: None,
            signs: &["SYSTEM_ACCESSTOKEN", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"],
            instead: "pass the pipeline's token with env-oidc or file-oidc",
        },
    ),
    for_groups(row("external-browser", &[], &U2m)),
    row("databricks-cli", &[], &DatabricksCli),
    refused(
        "runtime-oauth",
        &[Attribute::Scopes],
        &Refused {
            switch: None,
            signs: &["DATABRICKS_RUNTIME_VERSION"],
            instead: "a notebook's own sign-in is passed by the program that embeds this one",
        },
    ),
    refused(
        "runtime",
        &[],
        &Refused {
            switch: None,
            signs: &["DATABRICKS_RUNTIME_VERSION"],
            instead: "a notebook's own sign-in is passed by the program that embeds this one",
        },
    ),
    refused(
        "google-credentials",
        &[GoogleCredentials],
        &Refused {
            switch: None,
            signs: &[],
            instead: "use oauth-m2m with a Databricks service principal",
        },
    ),
    refused(
        "google-id",
        &[GoogleServiceAccount],
        &Refused {
            switch: None,
            signs: &[],
            instead: "use oauth-m2m with a Databricks service principal",
        },
    ),
    refused(
        "model-serving",
        &[],
        &Refused {
            switch: None,
            signs: &["IS_IN_DB_MODEL_SERVING_ENV"],
            instead: "use oauth-m2m or a token",
        },
    ),
    // Ours, after all others: a sign-in with `clxs auth login` needs no auth_type.
    for_groups(row("external-browser", &[], &Kept)),
];
