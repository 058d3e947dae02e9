//! Kinds of objects, grants and tags.

use super::Properties;
use crate::sql::names::ObjectName;
use std::fmt;

/// A kind of object a statement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Metastore,
    Catalog,
    Schema,
    Table,
    View,
    Column,
    Volume,
    Function,
    ExternalLocation,
    StorageCredential,
    Credential,
    Connection,
    Share,
    Recipient,
    Provider,
    Model,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Metastore => "METASTORE",
            Self::Catalog => "CATALOG",
            Self::Schema => "SCHEMA",
            Self::Table => "TABLE",
            Self::View => "VIEW",
            Self::Column => "COLUMN",
            Self::Volume => "VOLUME",
            Self::Function => "FUNCTION",
            Self::ExternalLocation => "EXTERNAL LOCATION",
            Self::StorageCredential => "STORAGE CREDENTIAL",
            Self::Credential => "CREDENTIAL",
            Self::Connection => "CONNECTION",
            Self::Share => "SHARE",
            Self::Recipient => "RECIPIENT",
            Self::Provider => "PROVIDER",
            Self::Model => "MODEL",
        })
    }
}

/// An object by kind and name; the name of a column ends with the column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) kind: Kind,
    pub(crate) name: ObjectName,
}

/// `GRANT` or `REVOKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GrantChange {
    pub(crate) target: Target,
    pub(crate) principal: String,
    /// In the API's spelling, such as `USE_CATALOG`.
    pub(crate) privileges: Vec<String>,
    /// `REVOKE`.
    pub(crate) revoke: bool,
}

/// Tags to set or to remove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TagChange {
    /// Keys with values; a tag without a value has an empty one.
    Set(Properties),
    /// Keys.
    Unset(Vec<String>),
}
