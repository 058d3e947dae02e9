//! What a statement says, before anything is known of the catalog.
//!
//! Queries and expressions stay text ([`Fragment`]): the engine's gate parses them.

mod alter;
mod create;
mod dml;
mod govern;
mod show;

pub(crate) use alter::{
    Alter, AlterAction, ColumnChange, ColumnPosition, DroppedConstraint, NewColumn,
};
pub(crate) use create::{
    AsOf, CloneDepth, CloneTable, Clustering, ColumnDef, Constraint, ConstraintKind, CreateCatalog,
    CreateFunction, CreateSchema, CreateTable, CreateView, CreateVolume, Existing, FunctionBody,
    Generated, ParameterDef, PolicyUse, Returns, SchemaMode, TableBody, ViewColumn,
};
pub(crate) use dml::{Delete, Insert, InsertMode, Restore, Update};
pub(crate) use govern::{GrantChange, Kind, TagChange, Target};
pub(crate) use show::{Describe, Show};

use super::names::ObjectName;

/// A query or an expression: its text, with parameters and `IDENTIFIER(...)` put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fragment(pub(crate) String);

/// Key and value pairs in the order of the statement.
pub(crate) type Properties = Vec<(String, String)>;

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Statement {
    /// `BEGIN ...; END`: statements one after another, not atomic.
    Script(Vec<Self>),
    /// A query: `SELECT`, `WITH`, `VALUES`, `FROM`, `TABLE`.
    Query(Fragment),
    /// `CREATE CATALOG`.
    CreateCatalog(CreateCatalog),
    /// `CREATE SCHEMA`.
    CreateSchema(CreateSchema),
    /// `CREATE TABLE`, with or without a query.
    CreateTable(Box<CreateTable>),
    /// `CREATE TABLE ... CLONE`.
    CloneTable(CloneTable),
    /// `CREATE VIEW`.
    CreateView(CreateView),
    /// `CREATE FUNCTION`.
    CreateFunction(CreateFunction),
    /// `CREATE VOLUME`.
    CreateVolume(CreateVolume),
    /// `INSERT INTO` and `INSERT OVERWRITE`.
    Insert(Insert),
    /// `DELETE FROM`.
    Delete(Delete),
    /// `UPDATE`.
    Update(Update),
    /// `TRUNCATE TABLE`.
    Truncate(ObjectName),
    /// `RESTORE TABLE`.
    Restore(Restore),
    /// `DROP`.
    Drop {
        /// What.
        target: Target,
        /// A missing object is no error.
        if_exists: bool,
        /// With all that is in it.
        cascade: bool,
    },
    /// `UNDROP TABLE`.
    Undrop(ObjectName),
    /// `ALTER`.
    Alter(Box<Alter>),
    /// `COMMENT ON`; `None` removes the comment.
    Comment {
        /// On what.
        target: Target,
        /// The comment.
        comment: Option<String>,
    },
    /// `SET TAG ON` and `UNSET TAG ON`.
    Tag {
        /// On what.
        target: Target,
        /// Which.
        change: TagChange,
    },
    /// `GRANT` and `REVOKE`.
    Grant(GrantChange),
    /// `DESCRIBE`.
    Describe(Describe),
    /// `SHOW`.
    Show(Show),
    /// `USE CATALOG`.
    UseCatalog(String),
    /// `USE [SCHEMA]`.
    UseSchema(ObjectName),
    /// `SET name = value`.
    Set {
        /// Of which setting.
        name: String,
        /// The value as text.
        value: String,
    },
    /// `SET` and `SET name`, which show settings.
    ShowSettings(Option<String>),
    /// `RESET` and `RESET name`.
    Reset(Option<String>),
}
