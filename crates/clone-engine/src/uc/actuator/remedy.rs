//! What to ask an administrator for when an action is denied.

use clone_core::plan::Action;
use clone_core::ports::{PortError, PortErrorKind};
use sql_rewrite::Ident;

/// Adds the GRANT that is missing, where the service names the privilege and the object.
pub(super) fn add(error: PortError, action: &Action, principal: &str) -> PortError {
    if error.kind != PortErrorKind::Denied {
        return error;
    }
    let remedy = grant(&error.message, principal).unwrap_or_else(|| {
        format!(
            "ask for the privileges that this needs: {}",
            first_line(action)
        )
    });
    error.with("remedy", remedy)
}

/// Reads `User does not have CREATE SCHEMA on Catalog 'c'.` and its relatives.
///
/// The text only improves the advice; what the error is was decided by its code.
fn grant(message: &str, principal: &str) -> Option<String> {
    let (_, after) = message.split_once("does not have ")?;
    let after = after.strip_prefix("the ").unwrap_or(after);
    let (privilege, object) = after.split_once(" on ")?;
    let privilege = privilege
        .trim_end_matches(" privilege")
        .trim_end_matches(" permission");
    let privilege = privilege
        .trim_matches(|c| c == '\'' || c == '`')
        .replace('_', " ");
    if privilege.is_empty()
        || !privilege
            .chars()
            .all(|c| c.is_ascii_uppercase() || c == ' ')
    {
        return None;
    }
    let mut words = object.splitn(2, ' ');
    let kind = words
        .next()?
        .trim_end_matches(['.', ':'])
        .to_ascii_uppercase();
    let to = Ident::new(principal).quoted();
    if kind == "METASTORE" {
        return Some(format!("GRANT {privilege} ON METASTORE TO {to}"));
    }
    let quoted = words.next()?;
    let quote = quoted
        .chars()
        .next()
        .filter(|c| matches!(c, '\'' | '`' | '"'))?;
    let name = quoted.get(1..)?;
    let name = name.get(..name.find(quote)?)?;
    let name = name
        .split('.')
        .map(|part| Ident::new(part).quoted())
        .collect::<Vec<_>>()
        .join(".");
    Some(format!("GRANT {privilege} ON {kind} {name} TO {to}"))
}

fn first_line(action: &Action) -> String {
    match action {
        Action::Sql { statement, .. } => statement.lines().next().unwrap_or_default().to_owned(),
        Action::Rest { path, .. } => path.clone(),
        Action::CopyFiles { from, to } => format!("READ VOLUME on {from}, WRITE VOLUME on {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(
        "User does not have CREATE SCHEMA on Catalog 'a-b'",
        Some("GRANT CREATE SCHEMA ON CATALOG `a-b` TO `me`")
    )]
    #[case(
        "User does not have CREATE_CATALOG on Metastore 'eu'",
        Some("GRANT CREATE CATALOG ON METASTORE TO `me`")
    )]
    #[case(
        "[INSUFFICIENT_PERMISSIONS] User does not have SELECT on Table 'c.s.t'. SQLSTATE: 42501",
        Some("GRANT SELECT ON TABLE `c`.`s`.`t` TO `me`")
    )]
    #[case("User does not have permission to see this", None)]
    #[case("no", None)]
    fn the_missing_privilege_is_named(#[case] message: &str, #[case] expected: Option<&str>) {
        assert_eq!(grant(message, "me").as_deref(), expected);
    }
}
