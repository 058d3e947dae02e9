//! The environment as a value, so that a test can pass its own.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::Secret;

/// The variables of a process. Their values are kept as secrets: some are.
#[derive(Clone, Default)]
pub struct Environment(Arc<BTreeMap<String, Secret>>);

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::from_iter(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    /// A variable that is set and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(Secret::expose)
            .filter(|value| !value.is_empty())
    }

    /// Every variable, for a program that is started.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose()))
    }

    /// The folder of the user.
    pub(crate) fn home(&self) -> Option<PathBuf> {
        let named = self.get("HOME").or_else(|| self.get("USERPROFILE"));
        named.map(PathBuf::from)
    }

    /// A path as people write it, `~` being the folder of the user.
    pub(crate) fn path(&self, text: &str) -> PathBuf {
        match (text.strip_prefix("~/"), self.home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(text),
        }
    }
}

impl<K: Into<String>, V: AsRef<str>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let kept = |(name, value): (K, V)| (name.into(), Secret::new(value.as_ref()));
        Self(Arc::new(pairs.into_iter().map(kept).collect()))
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A name can tell much too; only those that are ours are shown.
        let ours = |name: &&String| name.starts_with("DATABRICKS_") || name.starts_with("ARM_");
        f.debug_set().entries(self.0.keys().filter(ours)).finish()
    }
}
