//! Which cloud a host is in, by its name, and what Azure calls its own services there.

use super::{Attribute, Settings};
use crate::Host;

/// Where a workspace runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cloud {
    /// Amazon Web Services.
    Aws,
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Gcp,
}

/// The services of one Azure cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AzureCloud {
    /// Gives out Entra tokens.
    pub(crate) login: &'static str,
    /// The resource that the second token of a service principal is for.
    pub(crate) management: &'static str,
    /// The application that Entra tokens for Databricks are for.
    pub(crate) application: &'static str,
}

const DATABRICKS: &str = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

const PUBLIC: AzureCloud = AzureCloud {
    login: "https://login.microsoftonline.com/",
    management: "https://management.core.windows.net/",
    application: DATABRICKS,
};
const US_GOVERNMENT: AzureCloud = AzureCloud {
    login: "https://login.microsoftonline.us/",
    management: "https://management.core.usgovcloudapi.net/",
    application: DATABRICKS,
};
const CHINA: AzureCloud = AzureCloud {
    login: "https://login.chinacloudapi.cn/",
    management: "https://management.core.chinacloudapi.cn/",
    application: DATABRICKS,
};

const SUFFIXES: &[(&str, Cloud, Option<AzureCloud>)] = &[
    (".azuredatabricks.net", Cloud::Azure, Some(PUBLIC)),
    (".databricks.azure.us", Cloud::Azure, Some(US_GOVERNMENT)),
    (".databricks.azure.cn", Cloud::Azure, Some(CHINA)),
    (".gcp.databricks.com", Cloud::Gcp, None),
    (".cloud.databricks.com", Cloud::Aws, None),
    (".cloud.databricks.us", Cloud::Aws, None),
];

impl Cloud {
    /// The cloud of a host, if its name tells.
    #[must_use]
    pub fn of_host(host: &Host) -> Option<Self> {
        row(host).map(|(_, cloud, _)| *cloud)
    }
}

/// The Azure cloud of a workspace, if it is in one: told by its name, or set as `cloud`.
pub(crate) fn azure(settings: &Settings, host: &Host) -> Option<AzureCloud> {
    if let Some((_, _, azure)) = row(host) {
        return *azure;
    }
    let told = settings.text(Attribute::Cloud)?;
    told.eq_ignore_ascii_case("azure").then_some(PUBLIC)
}

fn row(host: &Host) -> Option<&'static (&'static str, Cloud, Option<AzureCloud>)> {
    SUFFIXES
        .iter()
        .find(|(suffix, ..)| host.name().ends_with(suffix))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Cloud;
    use crate::Host;

    #[rstest]
    #[case("adb-1.2.azuredatabricks.net", Some(Cloud::Azure))]
    #[case("adb-1.2.databricks.azure.us", Some(Cloud::Azure))]
    #[case("adb-1.2.databricks.azure.cn:443", Some(Cloud::Azure))]
    #[case("1.2.gcp.databricks.com", Some(Cloud::Gcp))]
    #[case("dbc-1.cloud.databricks.com", Some(Cloud::Aws))]
    #[case("http://127.0.0.1:80", None)]
    #[case("azuredatabricks.net.example.org", None)]
    fn a_host_is_in_a_cloud(#[case] host: &str, #[case] cloud: Option<Cloud>) {
        assert_eq!(Cloud::of_host(&Host::parse(host).unwrap()), cloud);
    }
}
