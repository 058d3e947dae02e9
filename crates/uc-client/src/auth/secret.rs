//! A text that is never printed.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What stands in the place of a secret.
const REDACTED: &str = "***";

/// A text that is never printed and is wiped from memory when it is dropped.
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

    /// The text, for a user who asked to see it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.expose()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(SecretString::from(text)))
    }
}

/// The text without any of these secrets, for what a server or a program said to us.
///
/// One line, not endless: the other side chooses the text.
pub(crate) fn scrubbed(text: &str, secrets: &[&Secret]) -> String {
    const LONGEST: usize = 400;
    let mut text = text.to_owned();
    for secret in secrets {
        if !secret.expose().is_empty() {
            text = text.replace(secret.expose(), REDACTED);
        }
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{Secret, scrubbed};

    proptest! {
        #[test]
        fn nothing_prints_a_secret(tail in "[a-zA-Z0-9/+=%&\"\\\\ -]{4,40}") {
            // The marks of redaction hold none of these.
            let text = format!("~{tail}");
            let secret = Secret::new(&text);
            let shown = format!("{secret:?} {secret} {}", serde_json::to_string(&secret).unwrap());
            assert!(!shown.contains(&text), "{shown}");
        }

        #[test]
        fn what_others_say_is_scrubbed(secret in "[a-zA-Z0-9-]{4,40}", before in any::<String>()) {
            let kept = Secret::new(&secret);
            let shown = scrubbed(&format!("{before}{secret} is wrong"), &[&kept]);
            // A secret made of stars or of dots cannot be told from its redaction; these are not.
            assert!(!shown.contains(&secret), "{shown}");
        }
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(scrubbed(&"é".repeat(500), &[]).chars().count(), 403);
    }
}
