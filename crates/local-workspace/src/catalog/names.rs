//! Names of objects: what is valid, how they fold, how full names split.

use super::Kind;
use crate::error::{WsError, WsResult};

const MAX_LEN: usize = 255;

/// The stored form of a name.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// Checks the name of a new object and returns its stored form.
///
/// # Errors
/// `INVALID_PARAMETER_VALUE` in the service's wording: the name is empty, longer than 255
/// characters, or holds a space, a period, a slash or a control character.
pub fn check_name(kind: Kind, name: &str) -> WsResult<String> {
    let refused = |why: &str| {
        let label = kind.label();
        Err(WsError::invalid(format!(
            "Invalid input: RPC Create{label} Field managedcatalog.{label}Info.name: name \"{name}\" {why}"
        )))
    };
    if name.chars().count() > MAX_LEN {
        return refused("is too long. Maximum length is 255 characters.");
    }
    if name.is_empty()
        || name
            .chars()
            .any(|c| matches!(c, '.' | ' ' | '/' | '\u{0}'..='\u{1f}' | '\u{7f}'))
    {
        return refused(
            "is not a valid name. Valid names cannot contain spaces, periods, forward slashes, or control characters.",
        );
    }
    Ok(fold(name))
}

/// Splits a full name into as many parts as objects of this kind have.
///
/// # Errors
/// When it has another number of parts.
pub fn split(kind: Kind, full_name: &str) -> WsResult<Vec<String>> {
    if kind == Kind::Metastore {
        return Ok(Vec::new());
    }
    let parts: Vec<String> = full_name.split('.').map(fold).collect();
    if parts.len() == kind.depth() && parts.iter().all(|part| !part.is_empty()) {
        return Ok(parts);
    }
    Err(WsError::invalid(format!(
        "'{full_name}' is not a valid name of a {}.",
        kind.label()
    )))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("sales", true)]
    #[case::upper("Sales", true)]
    #[case::unicode("größe", true)]
    #[case::hash("a#b?c", true)]
    #[case::backtick("a`b", true)]
    #[case::longest(&"x".repeat(255), true)]
    #[case::too_long(&"x".repeat(256), false)]
    #[case::empty("", false)]
    #[case::period("a.b", false)]
    #[case::space("a b", false)]
    #[case::slash("a/b", false)]
    #[case::tab("a\tb", false)]
    #[case::delete("a\u{7f}", false)]
    fn a_name_is_valid_or_refused_in_the_services_words(#[case] name: &str, #[case] valid: bool) {
        match check_name(Kind::Catalog, name) {
            Ok(stored) => {
                assert!(valid);
                assert_eq!(stored, name.to_lowercase());
            }
            Err(error) => {
                assert!(!valid, "{error}");
                assert_eq!(error.code, "INVALID_PARAMETER_VALUE");
                assert!(error.message.starts_with(
                    "Invalid input: RPC CreateCatalog Field managedcatalog.CatalogInfo.name: name \""
                ));
            }
        }
    }
}
