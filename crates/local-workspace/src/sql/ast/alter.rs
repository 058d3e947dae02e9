//! `ALTER` statements.

use super::{
    Clustering, ColumnDef, Constraint, Fragment, PolicyUse, Properties, TagChange, Target,
};
use crate::sql::names::ObjectName;

/// `ALTER <kind> <name> <action>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alter {
    pub(crate) target: Target,
    pub(crate) action: AlterAction,
}

/// What to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AlterAction {
    /// `[SET] OWNER TO`.
    Owner(String),
    /// `SET TBLPROPERTIES`.
    SetProperties(Properties),
    /// `UNSET TBLPROPERTIES`.
    UnsetProperties {
        /// A missing key is no error.
        if_exists: bool,
        /// Which.
        keys: Vec<String>,
    },
    /// `SET TAGS` and `UNSET TAGS`.
    Tags(TagChange),
    /// `RENAME TO`.
    Rename(ObjectName),
    /// `ADD COLUMNS`.
    AddColumns(Vec<NewColumn>),
    /// `DROP COLUMNS`.
    DropColumns {
        /// A missing column is no error.
        if_exists: bool,
        /// Which.
        columns: Vec<String>,
    },
    /// `RENAME COLUMN`.
    RenameColumn {
        /// From.
        from: String,
        /// To.
        to: String,
    },
    /// `ALTER COLUMN`.
    Column {
        /// Which; several parts for a nested field.
        column: Vec<String>,
        /// What.
        change: ColumnChange,
    },
    /// `ADD CONSTRAINT`.
    AddConstraint(Constraint),
    /// `DROP CONSTRAINT`, `DROP PRIMARY KEY`, `DROP FOREIGN KEY`.
    DropConstraint {
        /// Which.
        which: DroppedConstraint,
        /// A missing constraint is no error.
        if_exists: bool,
        /// With the foreign keys that point at it.
        cascade: bool,
    },
    /// `SET ROW FILTER`.
    SetRowFilter(PolicyUse),
    /// `DROP ROW FILTER`.
    DropRowFilter,
    /// `CLUSTER BY`.
    ClusterBy(Clustering),
    /// `AS query`.
    ViewQuery(Fragment),
}

/// A column of `ADD COLUMNS` and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewColumn {
    pub(crate) column: ColumnDef,
    pub(crate) position: Option<ColumnPosition>,
}

/// Where a column goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnPosition {
    /// Before all others.
    First,
    /// After this one.
    After(String),
}

/// What of a column to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ColumnChange {
    /// `COMMENT`.
    Comment(String),
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `SET DEFAULT`.
    SetDefault(Fragment),
    /// `DROP DEFAULT`.
    DropDefault,
    /// `FIRST` and `AFTER`.
    Position(ColumnPosition),
    /// `SET TAGS` and `UNSET TAGS`.
    Tags(TagChange),
    /// `SET MASK`.
    SetMask(PolicyUse),
    /// `DROP MASK`.
    DropMask,
}

/// Which constraint to drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DroppedConstraint {
    /// By name.
    Named(String),
    /// The primary key.
    Primary,
    /// The foreign key over these columns.
    Foreign(Vec<String>),
}
