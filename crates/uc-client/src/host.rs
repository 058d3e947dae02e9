//! The address of a workspace, in the one form that everything below uses.

use std::fmt;

use url::Url;

use crate::SetupError;

/// The address of a workspace: scheme, name and port, nothing else.
///
/// A missing scheme means `https`. `:443` and a trailing slash are dropped; `http://` with a port is
/// kept, so that a workspace on this machine can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host(String);

impl Host {
    /// Reads an address as people write it.
    ///
    /// # Errors
    /// [`SetupError::BadHost`] if it names no host, holds a user or password, or another scheme.
    pub fn parse(text: &str) -> Result<Self, SetupError> {
        let bad = |why: &'static str| SetupError::BadHost {
            host: text.to_owned(),
            why,
        };
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(bad("it is empty"));
        }
        let with_scheme = if trimmed.contains("://") {
            trimmed.to_owned()
        } else {
            format!("https://{trimmed}")
        };
        let url = Url::parse(&with_scheme).map_err(|_| bad("it is not an address"))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(bad("only https and http are spoken"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SetupError::BadHost {
                host: url.host_str().unwrap_or_default().to_owned(),
                why: "it holds a user name or password",
            });
        }
        let name = url.host_str().ok_or_else(|| bad("it names no host"))?;
        // `port` leaves out the scheme's own port. The path is where a browser happened to be.
        let port = url
            .port()
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        Ok(Self(format!("{}://{name}{port}", url.scheme())))
    }

    /// The name without scheme and port.
    pub(crate) fn name(&self) -> &str {
        let (_, rest) = self.0.split_once("://").unwrap_or_default();
        match rest.rsplit_once(':') {
            // A port has digits only; what an IPv6 address has besides is in brackets.
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => rest,
        }
    }

    /// Whether it is the console of accounts.
    pub(crate) fn is_accounts(&self) -> bool {
        self.name().starts_with("accounts.") || self.name().starts_with("accounts-dod.")
    }

    /// The address without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Host;

    #[rstest]
    #[case("adb-1.azuredatabricks.net", "https://adb-1.azuredatabricks.net")]
    #[case("https://x.cloud.databricks.com/", "https://x.cloud.databricks.com")]
    #[case("https://x.cloud.databricks.com:443", "https://x.cloud.databricks.com")]
    #[case(
        "https://x.cloud.databricks.com/explore?o=1",
        "https://x.cloud.databricks.com"
    )]
    #[case("http://127.0.0.1:8080/", "http://127.0.0.1:8080")]
    fn addresses_have_one_form(#[case] text: &str, #[case] form: &str) {
        assert_eq!(Host::parse(text).unwrap().as_str(), form);
    }

    #[rstest]
    #[case("")]
    #[case("ftp://x")]
    #[case("https://me:secret@x.com")]
    fn what_is_no_address_is_refused(#[case] text: &str) {
        let error = Host::parse(text).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }
}
