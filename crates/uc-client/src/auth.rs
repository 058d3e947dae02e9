//! Who we are towards the service, and where that is read from.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use crate::Host;

/// A text that is never printed.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a text into keeping.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(SecretString::from(text.to_owned()))
    }

    /// The text, for the one place that sends it.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why no connection could be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// Neither an argument nor the environment names a workspace.
    #[error("no workspace is named; pass a host or set `DATABRICKS_HOST`")]
    NoHost,
    /// Neither an argument nor the environment holds a token.
    #[error("no token is given for `{host}`; pass one or set `DATABRICKS_TOKEN`")]
    NoToken {
        /// The workspace that was named.
        host: Host,
    },
    /// The token of one workspace would have been sent to another.
    #[error("`DATABRICKS_TOKEN` belongs to `{theirs}` and is not sent to `{host}`; pass a token")]
    TokenOfAnotherHost {
        /// The workspace that was named.
        host: Host,
        /// The workspace in `DATABRICKS_HOST`.
        theirs: Host,
    },
    /// The address cannot be used.
    #[error("`{host}` is no address of a workspace: {why}")]
    BadHost {
        /// What was given.
        host: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The token holds a character that no header may carry.
    #[error("the token holds a character that a header cannot carry")]
    BadToken,
    /// The HTTP stack does not start.
    #[error("the HTTP client does not start")]
    Http(#[source] reqwest::Error),
}

/// The environment as a value, so that a test can pass its own.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::from_iter(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    /// A variable that is set and not empty.
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        // Only what is ours to read; the rest of an environment holds other programs' secrets.
        Self(
            pairs
                .filter(|(name, _): &(String, String)| name.starts_with("DATABRICKS_"))
                .collect(),
        )
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A workspace and the token that opens it.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The workspace.
    pub host: Host,
    /// The token sent with every call.
    pub token: Secret,
}

impl Connection {
    /// Takes what was given explicitly, and the environment for the rest.
    ///
    /// # Errors
    /// [`SetupError`] names what is missing. A token from the environment is not sent to a host
    /// other than the environment's own.
    pub fn resolve(
        host: Option<&str>,
        token: Option<Secret>,
        environment: &Environment,
    ) -> Result<Self, SetupError> {
        let theirs = environment
            .get("DATABRICKS_HOST")
            .map(Host::parse)
            .transpose()?;
        let host = match host {
            Some(text) => Host::parse(text)?,
            None => theirs.clone().ok_or(SetupError::NoHost)?,
        };
        if let Some(token) = token {
            return Ok(Self { host, token });
        }
        let Some(token) = environment.get("DATABRICKS_TOKEN") else {
            return Err(SetupError::NoToken { host });
        };
        match theirs {
            Some(theirs) if theirs != host => Err(SetupError::TokenOfAnotherHost { host, theirs }),
            _ => Ok(Self {
                host,
                token: Secret::new(token),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Connection, Environment, Secret};

    const ENV: [(&str, &str); 2] = [
        ("DATABRICKS_HOST", "https://env.example/"),
        ("DATABRICKS_TOKEN", "from-env"),
    ];

    #[rstest]
    #[case(None, None, "https://env.example from-env")]
    #[case(Some("env.example"), None, "https://env.example from-env")]
    #[case(Some("other.example"), Some("mine"), "https://other.example mine")]
    #[case(None, Some("mine"), "https://env.example mine")]
    fn arguments_come_before_the_environment(
        #[case] host: Option<&str>,
        #[case] token: Option<&str>,
        #[case] found: &str,
    ) {
        let environment = Environment::from_iter(ENV);
        let connection = Connection::resolve(host, token.map(Secret::new), &environment).unwrap();
        assert_eq!(
            format!("{} {}", connection.host, connection.token.expose()),
            found
        );
    }

    #[test]
    fn token_of_the_environment_stays_with_its_host() {
        let environment = Environment::from_iter(ENV);
        let error = Connection::resolve(Some("other.example"), None, &environment).unwrap_err();
        insta::assert_snapshot!(error, @"`DATABRICKS_TOKEN` belongs to `https://env.example` and is not sent to `https://other.example`; pass a token");
    }

    #[test]
    fn what_is_missing_is_named() {
        let empty = Environment::default();
        let no_host = Connection::resolve(None, None, &empty).unwrap_err();
        insta::assert_snapshot!(no_host, @"no workspace is named; pass a host or set `DATABRICKS_HOST`");
        let no_token = Connection::resolve(Some("x.example"), None, &empty).unwrap_err();
        insta::assert_snapshot!(no_token, @"no token is given for `https://x.example`; pass one or set `DATABRICKS_TOKEN`");
    }

    #[test]
    fn secrets_are_not_printed() {
        let environment = Environment::from_iter(ENV);
        let connection = Connection::resolve(None, None, &environment).unwrap();
        let printed = format!("{connection:?} {environment:?}");
        assert!(!printed.contains("from-env"), "{printed}");
    }
}
