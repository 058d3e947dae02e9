//! `SHOW` and `DESCRIBE` statements.

use super::{Fragment, Target};
use crate::sql::names::ObjectName;

/// `SHOW`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Show {
    /// `SHOW CATALOGS`.
    Catalogs {
        /// Names to show.
        like: Option<String>,
    },
    /// `SHOW SCHEMAS`.
    Schemas {
        /// Of which catalog.
        catalog: Option<String>,
        /// Names to show.
        like: Option<String>,
    },
    /// `SHOW TABLES`.
    Tables {
        /// Of which schema.
        schema: Option<ObjectName>,
        /// Names to show.
        like: Option<String>,
    },
    /// `SHOW VIEWS`.
    Views {
        /// Of which schema.
        schema: Option<ObjectName>,
        /// Names to show.
        like: Option<String>,
    },
    /// `SHOW VOLUMES`.
    Volumes {
        /// Of which schema.
        schema: Option<ObjectName>,
        /// Names to show.
        like: Option<String>,
    },
    /// `SHOW USER FUNCTIONS`.
    Functions {
        /// Of which schema.
        schema: Option<ObjectName>,
        /// Names to show.
        like: Option<String>,
    },
    /// `SHOW COLUMNS`.
    Columns(ObjectName),
    /// `SHOW TBLPROPERTIES`.
    Properties {
        /// Of which table.
        table: ObjectName,
        /// Only this one.
        key: Option<String>,
    },
    /// `SHOW CREATE TABLE`.
    Create(ObjectName),
    /// `SHOW PARTITIONS`.
    Partitions(ObjectName),
    /// `SHOW GRANTS`.
    Grants {
        /// Of whom; `None` for all.
        principal: Option<String>,
        /// On what.
        target: Target,
    },
}

/// `DESCRIBE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Describe {
    /// `DESCRIBE [TABLE]`.
    Table {
        /// Which.
        table: ObjectName,
        /// `EXTENDED`.
        extended: bool,
        /// `AS JSON`.
        json: bool,
    },
    /// `DESCRIBE QUERY`.
    Query(Fragment),
    /// `DESCRIBE DETAIL`.
    Detail(ObjectName),
    /// `DESCRIBE HISTORY`.
    History {
        /// Which.
        table: ObjectName,
        /// At most so many rows.
        limit: Option<u64>,
    },
    /// `DESCRIBE CATALOG`, `SCHEMA`, `FUNCTION` or `VOLUME`.
    Object {
        /// Which.
        target: Target,
        /// `EXTENDED`.
        extended: bool,
    },
}
