//! The patterns of `SHOW`: `*` is any text, `|` separates alternatives, letters match in any case.

use crate::error::{WsError, WsResult};
use regex::Regex;

/// A pattern of names; without one, every name matches.
pub(super) struct Pattern(Option<Regex>);

impl Pattern {
    /// Reads a pattern. What is neither `*` nor `|` is a regular expression, as documented.
    pub(super) fn new(text: Option<&str>) -> WsResult<Self> {
        let Some(text) = text else {
            return Ok(Self(None));
        };
        let alternatives: Vec<String> = text
            .trim()
            .split('|')
            .map(|part| part.trim().replace('*', ".*"))
            .collect();
        let pattern = format!("(?i)^(?:{})$", alternatives.join("|"));
        let regex = Regex::new(&pattern).map_err(|error| {
            WsError::sql(
                "INVALID_PATTERN",
                "22023",
                format_args!("'{text}': {error}."),
            )
        })?;
        Ok(Self(Some(regex)))
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|regex| regex.is_match(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::none(None, "a", true)]
    #[case::whole(Some("a"), "ab", false)]
    #[case::star(Some("a*"), "AB", true)]
    #[case::alternatives(Some("x* | b"), "b", true)]
    #[case::set(Some("[ab]c"), "bc", true)]
    fn names_match_as_documented(#[case] text: Option<&str>, #[case] name: &str, #[case] is: bool) {
        assert_eq!(Pattern::new(text).unwrap().matches(name), is);
    }

    #[test]
    fn a_broken_pattern_is_an_error() {
        assert_eq!(
            Pattern::new(Some("("))
                .err()
                .map(|error| error.code)
                .as_deref(),
            Some("INVALID_PATTERN")
        );
    }
}
