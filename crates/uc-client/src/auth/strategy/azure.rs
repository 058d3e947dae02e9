//! What the Azure strategies share: the tenant, the second token's headers.

use http::header::HeaderName;

use super::Ground;
use crate::auth::AuthError;
use crate::auth::credentials::Extra;
use crate::auth::refresh::Refreshing;
use crate::{Attribute, Credentials, Secret};

/// Names the workspace to Azure.
pub(super) const RESOURCE: HeaderName =
    HeaderName::from_static("x-databricks-azure-workspace-resource-id");
/// Carries the second token.
pub(super) const MANAGEMENT: HeaderName =
    HeaderName::from_static("x-databricks-azure-sp-management-token");

/// Why a strategy of Azure is not for this host.
pub(super) const NOT_AZURE: &str = "the host is not in Azure";

/// The Entra tenant: as set, else where the workspace sends people to sign in.
pub(super) async fn tenant(ground: &Ground) -> Option<String> {
    if let Some(tenant) = ground.settings.text(Attribute::AzureTenantId) {
        return Some(tenant.to_owned());
    }
    let login = format!("{}/aad/auth", ground.host);
    match ground.http.leads_to(&login).await {
        Ok(leads_to) => {
            let leads_to = leads_to?;
            let tenant = leads_to.path_segments()?.next()?;
            (!tenant.is_empty()).then(|| tenant.to_owned())
        }
        Err(error) => {
            tracing::debug!(%error, "the tenant of the workspace is not known");
            None
        }
    }
}

/// The tenant, for a strategy that cannot do without.
pub(super) async fn known_tenant(ground: &Ground) -> Result<String, AuthError> {
    tenant(ground).await.ok_or_else(|| AuthError::NoIdentity {
        why: "azure_tenant_id (ARM_TENANT_ID) is not set, and the host does not tell".to_owned(),
    })
}

/// Names the workspace's resource, if it is known, with the token that shows rights on it: so Azure
/// lets in a principal that the workspace does not know yet.
pub(super) fn for_resource(
    credentials: Credentials,
    ground: &Ground,
    management: impl FnOnce() -> Refreshing,
) -> Credentials {
    match ground.settings.text(Attribute::AzureWorkspaceResourceId) {
        Some(resource) => credentials
            .with(RESOURCE, Extra::Text(Secret::new(resource)))
            .with(MANAGEMENT, Extra::Token(management())),
        None => credentials,
    }
}
