//! Identifiers, qualified names, and which side of a clone they belong to.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One part of a name. It keeps its author's case and compares without it, as Unity Catalog does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ident(String);

impl Ident {
    /// Takes the text literally: backticks are part of the name.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text in backticks, for SQL.
    pub fn quoted(&self) -> String {
        format!("`{}`", self.0.replace('`', "``"))
    }

    /// Whether SQL takes it without backticks.
    pub fn is_plain(&self) -> bool {
        let mut chars = self.0.chars();
        chars
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    fn folded(&self) -> impl Iterator<Item = char> + '_ {
        self.0.chars().flat_map(char::to_lowercase)
    }
}

fn folded_ascii(text: &str) -> impl Iterator<Item = u8> + '_ {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

impl PartialEq for Ident {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ident {}

impl PartialOrd for Ident {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ident {
    fn cmp(&self, other: &Self) -> Ordering {
        // Plans are full of names, most of them the same or ASCII; folding each costs the most.
        if self.0 == other.0 {
            return Ordering::Equal;
        }
        if self.0.is_ascii() && other.0.is_ascii() {
            return folded_ascii(&self.0).cmp(folded_ascii(&other.0));
        }
        self.folded().cmp(other.folded())
    }
}

impl Hash for Ident {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().for_each(|c| c.hash(state));
        state.write_u8(0xff);
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_plain() {
            f.write_str(&self.0)
        } else {
            f.write_str(&self.quoted())
        }
    }
}

impl From<&str> for Ident {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A name of one or more parts: `catalog`, `catalog.schema`, `catalog.schema.object`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QName(Vec<Ident>);

/// A text that is not a dotted name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a name: {reason}")]
pub struct NameError {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl QName {
    /// Joins parts to a name.
    pub fn new(parts: impl IntoIterator<Item = Ident>) -> Self {
        Self(parts.into_iter().collect())
    }

    /// Reads parts separated by dots; a part in backticks may hold dots and, doubled, backticks.
    ///
    /// # Errors
    /// An empty part, text after a closing backtick, or a backtick that is not closed.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let error = |reason| NameError {
            text: text.to_owned(),
            reason,
        };
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let (part, after) = match rest.strip_prefix('`') {
                Some(quoted) => {
                    take_quoted(quoted).ok_or_else(|| error("a backtick is not closed"))?
                }
                None => {
                    let end = rest.find('.').unwrap_or(rest.len());
                    let (part, after) = rest.split_at(end);
                    if part.contains('`') {
                        return Err(error("a backtick inside a bare part"));
                    }
                    (part.trim().to_owned(), after)
                }
            };
            if part.is_empty() {
                return Err(error("a part is empty"));
            }
            parts.push(Ident(part));
            if after.is_empty() {
                return Ok(Self(parts));
            }
            rest = after
                .strip_prefix('.')
                .ok_or_else(|| error("text after a closing backtick"))?;
        }
    }

    /// The parts, outermost first.
    pub fn parts(&self) -> &[Ident] {
        &self.0
    }

    /// How many parts it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no part.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last part; the empty name for a name without parts.
    pub fn leaf(&self) -> &str {
        self.0.last().map_or("", Ident::as_str)
    }

    /// The name of something inside this.
    #[must_use]
    pub fn child(&self, part: Ident) -> Self {
        Self(self.0.iter().cloned().chain([part]).collect())
    }

    /// The name without its last part; none for a name of one part.
    pub fn parent(&self) -> Option<Self> {
        match self.0.split_last() {
            Some((_, outer)) if !outer.is_empty() => Some(Self(outer.to_vec())),
            _ => None,
        }
    }

    /// Every part in backticks, for SQL.
    pub fn to_sql(&self) -> String {
        self.0
            .iter()
            .map(Ident::quoted)
            .collect::<Vec<_>>()
            .join(".")
    }

    /// The parts as they are, joined by dots: the `full_name` of the REST API.
    pub fn dotted(&self) -> String {
        self.0
            .iter()
            .map(Ident::as_str)
            .collect::<Vec<_>>()
            .join(".")
    }
}

/// The part before the closing backtick with doubled ones undone, and the text after it.
fn take_quoted(text: &str) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut rest = text;
    loop {
        let end = rest.find('`')?;
        part.push_str(rest.get(..end)?);
        rest = rest.get(end + 1..)?;
        match rest.strip_prefix('`') {
            Some(after) => {
                part.push('`');
                rest = after;
            }
            None => return Some((part, rest)),
        }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            part.fmt(f)?;
        }
        Ok(())
    }
}

impl std::str::FromStr for QName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::parse(text)
    }
}

impl Serialize for QName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for QName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Something of the catalog that is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Src<T>(pub T);

/// Something of the catalog that is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dst<T>(pub T);

impl<T> Src<T> {
    /// The value, when its side no longer matters.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T> Dst<T> {
    /// The value, when its side no longer matters.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Src<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Dst<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("prod", &["prod"])]
    #[case("prod.sales.orders", &["prod", "sales", "orders"])]
    #[case("prod.`a.b`.`c``d`", &["prod", "a.b", "c`d"])]
    #[case("`ü#?`.x", &["ü#?", "x"])]
    fn dotted_text_is_read_in_parts(#[case] text: &str, #[case] parts: &[&str]) {
        let name = QName::parse(text).unwrap();
        assert_eq!(
            name.parts().iter().map(Ident::as_str).collect::<Vec<_>>(),
            parts
        );
        assert_eq!(name.to_string(), text);
    }

    #[rstest]
    #[case("")]
    #[case("a..b")]
    #[case("a.")]
    #[case("`a")]
    #[case("`a`b")]
    #[case("a`b")]
    fn text_that_is_no_name_is_refused(#[case] text: &str) {
        assert!(QName::parse(text).is_err());
    }

    proptest! {
        #[test]
        fn names_are_ordered_as_their_folded_characters(
            a in "[a-cA-C_ÄäK]{0,4}",
            b in "[a-cA-C_ÄäK]{0,4}",
        ) {
            let fold = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
            let (left, right) = (Ident::new(a.as_str()), Ident::new(b.as_str()));
            prop_assert_eq!(left.cmp(&right), fold(&a).cmp(&fold(&b)));
            prop_assert_eq!(left == right, fold(&a) == fold(&b));
        }
    }

    #[test]
    fn case_does_not_distinguish_names() {
        assert_eq!(
            QName::parse("Prod.Sales").unwrap(),
            QName::parse("prod.sales").unwrap()
        );
    }

    proptest! {
        #[test]
        fn a_name_survives_being_written_and_read(parts in prop::collection::vec("[^\\x00]{1,12}", 1..4)) {
            let name = QName::new(parts.iter().map(|part| Ident::new(part.as_str())));
            let read = QName::parse(&name.to_string()).unwrap();
            prop_assert_eq!(read.dotted(), name.dotted());
        }
    }
}
