//! Names of objects as a statement writes them, and the quoting of names and strings.

use std::fmt;

/// A name of one to three parts, as written, without backticks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectName(pub(crate) Vec<String>);

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self.0.iter().map(|part| quoted(part)).collect();
        f.write_str(&parts.join("."))
    }
}

/// `name` in backticks.
pub(crate) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// `name` in backticks unless it is a plain identifier.
pub(crate) fn quoted_if_needed(name: &str) -> String {
    let starts = name
        .chars()
        .next()
        .is_some_and(|c| c == '_' || c.is_ascii_alphabetic());
    if starts && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// `value` as a string literal.
pub(crate) fn string_literal(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}
