//! Statements that change rows.

use super::{AsOf, Fragment};
use crate::sql::names::ObjectName;

/// `INSERT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Insert {
    pub(crate) table: ObjectName,
    pub(crate) mode: InsertMode,
    /// Columns the query gives, in its order; empty for all.
    pub(crate) columns: Vec<String>,
    /// Columns are matched by name.
    pub(crate) by_name: bool,
    pub(crate) query: Fragment,
}

/// Whether rows that exist stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InsertMode {
    /// They stay.
    Into,
    /// They go.
    Overwrite,
}

/// `DELETE FROM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delete {
    pub(crate) table: ObjectName,
    pub(crate) alias: Option<String>,
    pub(crate) condition: Option<Fragment>,
}

/// `UPDATE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Update {
    pub(crate) table: ObjectName,
    pub(crate) alias: Option<String>,
    pub(crate) assignments: Vec<(String, Fragment)>,
    pub(crate) condition: Option<Fragment>,
}

/// `RESTORE TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restore {
    pub(crate) table: ObjectName,
    pub(crate) as_of: AsOf,
}
