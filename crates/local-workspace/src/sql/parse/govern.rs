//! `COMMENT ON`, tags, `GRANT`, `REVOKE`, and the targets they name.

use super::cursor::Cursor;
use crate::sql::ast::{GrantChange, Kind, Statement, TagChange, Target};
use crate::sql::error::SqlError;
use crate::sql::lexer;
use crate::sql::names::ObjectName;

/// The privileges of Unity Catalog that a statement may name.
const PRIVILEGES: [&str; 53] = [
    "ACCESS",
    "ALL_PRIVILEGES",
    "APPLY_TAG",
    "BROWSE",
    "CREATE",
    "CREATE_CATALOG",
    "CREATE_CLEAN_ROOM",
    "CREATE_CONNECTION",
    "CREATE_EXTERNAL_LOCATION",
    "CREATE_EXTERNAL_TABLE",
    "CREATE_EXTERNAL_VOLUME",
    "CREATE_FOREIGN_CATALOG",
    "CREATE_FOREIGN_SECURABLE",
    "CREATE_FUNCTION",
    "CREATE_MANAGED_STORAGE",
    "CREATE_MATERIALIZED_VIEW",
    "CREATE_MODEL",
    "CREATE_PROVIDER",
    "CREATE_RECIPIENT",
    "CREATE_SCHEMA",
    "CREATE_SERVICE_CREDENTIAL",
    "CREATE_SHARE",
    "CREATE_STORAGE_CREDENTIAL",
    "CREATE_TABLE",
    "CREATE_VIEW",
    "CREATE_VOLUME",
    "EXECUTE",
    "EXECUTE_CLEAN_ROOM_TASK",
    "EXTERNAL_USE_LOCATION",
    "EXTERNAL_USE_SCHEMA",
    "MANAGE",
    "MANAGE_ALLOWLIST",
    "MODIFY",
    "MODIFY_CLEAN_ROOM",
    "READ_FILES",
    "READ_METADATA",
    "READ_PRIVATE_FILES",
    "READ_VOLUME",
    "REFRESH",
    "SELECT",
    "SET_SHARE_PERMISSION",
    "USAGE",
    "USE_CATALOG",
    "USE_CONNECTION",
    "USE_MARKETPLACE_ASSETS",
    "USE_PROVIDER",
    "USE_RECIPIENT",
    "USE_SCHEMA",
    "USE_SHARE",
    "WRITE_FILES",
    "WRITE_PRIVATE_FILES",
    "WRITE_VOLUME",
    "CREATE_STREAMING_TABLE",
];

/// `COMMENT ON kind name IS {'...' | NULL}`.
pub(super) fn comment(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    c.expect("COMMENT ON")?;
    let target = target(c, Unnamed::Refuse)?;
    if matches!(target.kind, Kind::Metastore) {
        return Err(c.unsupported("COMMENT ON METASTORE"));
    }
    c.expect("IS")?;
    let comment = if c.take("NULL") {
        None
    } else {
        Some(c.string()?)
    };
    Ok(Statement::Comment { target, comment })
}

/// `SET TAG ON kind name key [= value]` and `UNSET TAG ON kind name key`.
pub(super) fn tag(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    let unset = !c.take("SET");
    if unset {
        c.expect("UNSET")?;
    }
    c.expect("TAG ON")?;
    let target = target(c, Unnamed::Refuse)?;
    let key = tag_key(c)?;
    let change = if unset {
        TagChange::Unset(vec![key])
    } else {
        let value = if c.take_punct('=') {
            tag_key(c)?
        } else {
            String::new()
        };
        TagChange::Set(vec![(key, value)])
    };
    Ok(Statement::Tag { target, change })
}

/// `SET TAGS ('key' = 'value', 'key')` and `UNSET TAGS ('key', ...)`.
pub(super) fn tag_change(c: &mut Cursor<'_>) -> Result<TagChange, SqlError> {
    if c.take("UNSET TAGS") {
        return Ok(TagChange::Unset(c.parens(tag_key)?));
    }
    c.expect("SET TAGS")?;
    Ok(TagChange::Set(c.parens(|c| {
        let key = tag_key(c)?;
        let value = if c.take_punct('=') {
            tag_key(c)?
        } else {
            String::new()
        };
        Ok((key, value))
    })?))
}

fn tag_key(c: &mut Cursor<'_>) -> Result<String, SqlError> {
    match c.kind(0) {
        Some(lexer::Kind::Word(_) | lexer::Kind::Quoted(_)) => c.ident(),
        _ => c.string(),
    }
}

/// `GRANT privileges ON target TO principal` and `REVOKE privileges ON target FROM principal`.
pub(super) fn grant(c: &mut Cursor<'_>) -> Result<Statement, SqlError> {
    let revoke = c.take("REVOKE");
    if !revoke {
        c.expect("GRANT")?;
    }
    let privileges = c.list(privilege)?;
    c.expect("ON")?;
    if c.is("ANY FILE") || c.is("ANONYMOUS FUNCTION") {
        return Err(c.unsupported("privileges of the Hive metastore"));
    }
    let target = target(c, Unnamed::Table)?;
    c.expect(if revoke { "FROM" } else { "TO" })?;
    c.refuse("RECIPIENT")?;
    let principal = principal(c)?;
    if c.is_punct(',') {
        return Err(c.unsupported("GRANT to several principals"));
    }
    Ok(Statement::Grant(GrantChange {
        target,
        principal,
        privileges,
        revoke,
    }))
}

/// A user, group or service principal.
pub(super) fn principal(c: &mut Cursor<'_>) -> Result<String, SqlError> {
    match c.kind(0) {
        Some(lexer::Kind::Str(_) | lexer::Kind::Param(_)) => c.string(),
        // An application id or an address without backticks is cut in pieces by the lexer.
        _ => c.ident(),
    }
}

fn privilege(c: &mut Cursor<'_>) -> Result<String, SqlError> {
    let error = c.error();
    let mut words = Vec::new();
    while let Some(word) = c.word(0) {
        if word.eq_ignore_ascii_case("ON") {
            break;
        }
        words.push(word.to_ascii_uppercase());
        c.skip();
    }
    let mut name = words.join("_");
    if name == "ALL" {
        "ALL_PRIVILEGES".clone_into(&mut name);
    }
    if PRIVILEGES.contains(&name.as_str()) {
        Ok(name)
    } else {
        Err(error)
    }
}

/// What a name without a kind means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unnamed {
    /// A table.
    Table,
    /// An error.
    Refuse,
}

/// `[kind] name`.
pub(super) fn target(c: &mut Cursor<'_>, unnamed: Unnamed) -> Result<Target, SqlError> {
    const KINDS: [(&str, Kind); 18] = [
        ("CATALOG", Kind::Catalog),
        ("SCHEMA", Kind::Schema),
        ("DATABASE", Kind::Schema),
        ("TABLE", Kind::Table),
        ("MATERIALIZED VIEW", Kind::View),
        ("VIEW", Kind::View),
        ("COLUMN", Kind::Column),
        ("VOLUME", Kind::Volume),
        ("FUNCTION", Kind::Function),
        ("EXTERNAL LOCATION", Kind::ExternalLocation),
        ("STORAGE CREDENTIAL", Kind::StorageCredential),
        ("SERVICE CREDENTIAL", Kind::Credential),
        ("CREDENTIAL", Kind::Credential),
        ("CONNECTION", Kind::Connection),
        ("SHARE", Kind::Share),
        ("RECIPIENT", Kind::Recipient),
        ("PROVIDER", Kind::Provider),
        ("MODEL", Kind::Model),
    ];
    if c.take("METASTORE") {
        return Ok(Target {
            kind: Kind::Metastore,
            name: ObjectName(Vec::new()),
        });
    }
    let found = KINDS.iter().find(|(words, _)| {
        // A table may be called `table`; then a dot, `TO` or nothing follows.
        let ahead = words.split(' ').count();
        let name_follows = matches!(
            c.kind(ahead),
            Some(lexer::Kind::Word(word)) if !["TO", "FROM", "IS"].iter().any(|w| word.eq_ignore_ascii_case(w))
        ) || matches!(c.kind(ahead), Some(lexer::Kind::Quoted(_)));
        c.is(words) && name_follows
    });
    let kind = match found {
        Some((words, kind)) => {
            c.take(words);
            *kind
        }
        None if unnamed == Unnamed::Table => Kind::Table,
        None => return Err(c.error()),
    };
    let name = match kind {
        Kind::Column => {
            let parts = c.dotted()?;
            if !(2..=4).contains(&parts.len()) {
                return Err(c.error());
            }
            ObjectName(parts)
        }
        Kind::Catalog => ObjectName(vec![c.ident()?]),
        _ => c.object_name()?,
    };
    Ok(Target { kind, name })
}
