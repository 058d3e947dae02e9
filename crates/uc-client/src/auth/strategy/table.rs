//! The table of strategies.

use super::{Strategy, Support};
use super::{
    azure_cli::AzureCli,
    azure_devops::AzureDevOps,
    azure_federation::GitHubAzure,
    azure_msi::AzureMsi,
    azure_secret::AzureClientSecret,
    databricks_cli::DatabricksCli,
    github::GitHub,
    google::GoogleCredentials,
    m2m::M2m,
    metadata::MetadataService,
    oidc::{EnvOidc, FileOidc},
    pat::Pat,
    refused::Refused,
    u2m::{Kept, U2m},
};
use crate::Attribute::{
    self, AzureClientId, AzureClientSecret as AzureSecret, AzureUseMsi, ClientId, ClientSecret,
    GoogleCredentials as GoogleKey, GoogleServiceAccount, MetadataServiceUrl, OidcTokenFilepath,
    Password, Token, Username,
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
        groups: false,
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
            signs: &[],
            instead: "Databricks ended passwords; use a token, OAuth, or `clxs auth login`",
        },
    ),
    row("metadata-service", &[MetadataServiceUrl], &MetadataService),
    for_groups(row("oauth-m2m", &[ClientId, ClientSecret], &M2m)),
    for_groups(row("env-oidc", &[], &EnvOidc)),
    for_groups(row("file-oidc", &[OidcTokenFilepath], &FileOidc)),
    for_groups(row("github-oidc", &[ClientId], &GitHub)),
    row("azure-msi", &[AzureUseMsi], &AzureMsi),
    row(
        "azure-client-secret",
        &[AzureClientId, AzureSecret],
        &AzureClientSecret,
    ),
    row("github-oidc-azure", &[AzureClientId], &GitHubAzure),
    row("azure-cli", &[], &AzureCli),
    for_groups(row("azure-devops-oidc", &[ClientId], &AzureDevOps)),
    for_groups(row("external-browser", &[], &U2m)),
    row("databricks-cli", &[], &DatabricksCli),
    for_groups(refused(
        "runtime-oauth",
        &[Attribute::Scopes],
        &Refused {
            signs: &["DATABRICKS_RUNTIME_VERSION"],
            instead: "a notebook's own sign-in is passed by the program that embeds this one",
        },
    )),
    refused(
        "runtime",
        &[],
        &Refused {
            signs: &["DATABRICKS_RUNTIME_VERSION"],
            instead: "a notebook's own sign-in is passed by the program that embeds this one",
        },
    ),
    row("google-credentials", &[GoogleKey], &GoogleCredentials),
    refused(
        "google-id",
        &[GoogleServiceAccount],
        &Refused {
            signs: &[],
            instead: "use google-credentials with the key of a service account, or oauth-m2m with a \
                      Databricks service principal",
        },
    ),
    for_groups(refused(
        "model-serving",
        &[],
        &Refused {
            signs: &["IS_IN_DB_MODEL_SERVING_ENV"],
            instead: "use oauth-m2m or a token",
        },
    )),
    // Ours, after all others: a sign-in with `clxs auth login` needs no auth_type.
    for_groups(row("external-browser", &[], &Kept)),
];
