//! `CREATE` statements.

use super::{Fragment, Properties};
use crate::sql::names::ObjectName;
use crate::sql::types::{DataType, Field};

/// What happens when the object exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// An error.
    Refuse,
    /// `IF NOT EXISTS`: nothing happens.
    Keep,
    /// `CREATE OR REPLACE`: it is replaced, or made.
    Replace,
    /// `REPLACE`: it must exist.
    MustReplace,
}

/// `CREATE CATALOG`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateCatalog {
    pub(crate) name: String,
    pub(crate) existing: Existing,
    pub(crate) managed_location: Option<String>,
    pub(crate) comment: Option<String>,
}

/// `CREATE SCHEMA`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateSchema {
    pub(crate) name: ObjectName,
    pub(crate) existing: Existing,
    pub(crate) managed_location: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) properties: Properties,
}

/// `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateTable {
    pub(crate) name: ObjectName,
    pub(crate) existing: Existing,
    pub(crate) body: TableBody,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) partitioned_by: Vec<String>,
    pub(crate) clustering: Option<Clustering>,
    pub(crate) location: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) properties: Properties,
    pub(crate) row_filter: Option<PolicyUse>,
}

/// Columns, a query, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableBody {
    pub(crate) columns: Vec<ColumnDef>,
    pub(crate) query: Option<Fragment>,
}

/// `CLUSTER BY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clustering {
    /// By these columns.
    Columns(Vec<String>),
    /// `AUTO`.
    Auto,
    /// `NONE`.
    None,
}

/// A column of `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnDef {
    pub(crate) field: Field,
    pub(crate) default: Option<Fragment>,
    pub(crate) generated: Option<Generated>,
    pub(crate) mask: Option<PolicyUse>,
}

/// How a column gets its values by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Generated {
    /// `GENERATED ALWAYS AS (expression)`.
    Expression(Fragment),
    /// `GENERATED {ALWAYS | BY DEFAULT} AS IDENTITY`.
    Identity {
        /// `ALWAYS`: inserts may not give a value.
        always: bool,
        /// First value.
        start: i64,
        /// Distance of values.
        step: i64,
    },
}

/// A function that masks a column or filters rows, and what it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PolicyUse {
    pub(crate) function: ObjectName,
    /// Columns; constants are refused by the parser.
    pub(crate) columns: Vec<String>,
}

/// A constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub(crate) name: Option<String>,
    pub(crate) kind: ConstraintKind,
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConstraintKind {
    /// `PRIMARY KEY`.
    Primary {
        /// Key columns.
        columns: Vec<String>,
        /// The time series column among them.
        timeseries: Vec<String>,
        /// `RELY`.
        rely: bool,
    },
    /// `FOREIGN KEY`.
    Foreign {
        /// Columns of this table.
        columns: Vec<String>,
        /// The other table.
        parent: ObjectName,
        /// Its columns; empty for its primary key.
        parent_columns: Vec<String>,
        /// `RELY`.
        rely: bool,
    },
    /// `CHECK`.
    Check(Fragment),
}

/// `CREATE TABLE ... CLONE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CloneTable {
    pub(crate) target: ObjectName,
    pub(crate) existing: Existing,
    pub(crate) depth: CloneDepth,
    pub(crate) source: ObjectName,
    pub(crate) as_of: Option<AsOf>,
    pub(crate) properties: Properties,
    pub(crate) location: Option<String>,
}

/// `DEEP` or `SHALLOW`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CloneDepth {
    /// Data files are copied.
    Deep,
    /// The log points at the source's data files.
    Shallow,
}

/// A point in the history of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AsOf {
    /// `VERSION AS OF`.
    Version(u64),
    /// `TIMESTAMP AS OF`, as text.
    Timestamp(String),
}

/// `CREATE VIEW`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateView {
    pub(crate) name: ObjectName,
    pub(crate) existing: Existing,
    pub(crate) columns: Vec<ViewColumn>,
    pub(crate) schema_mode: SchemaMode,
    pub(crate) comment: Option<String>,
    pub(crate) properties: Properties,
    pub(crate) query: Fragment,
}

/// A column of a view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ViewColumn {
    pub(crate) name: String,
    pub(crate) comment: Option<String>,
}

/// How a view follows changes of what it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemaMode {
    /// `WITH SCHEMA BINDING`.
    Binding,
    /// `WITH SCHEMA COMPENSATION`, the default.
    Compensation,
    /// `WITH SCHEMA EVOLUTION`.
    Evolution,
    /// `WITH SCHEMA TYPE EVOLUTION`.
    TypeEvolution,
}

/// `CREATE FUNCTION`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateFunction {
    pub(crate) name: ObjectName,
    pub(crate) existing: Existing,
    pub(crate) parameters: Vec<ParameterDef>,
    pub(crate) returns: Option<Returns>,
    pub(crate) deterministic: Option<bool>,
    pub(crate) comment: Option<String>,
    /// `CONTAINS_SQL`, `READS_SQL_DATA`.
    pub(crate) data_access: Option<&'static str>,
    pub(crate) body: FunctionBody,
}

/// A parameter of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParameterDef {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) default: Option<Fragment>,
    pub(crate) comment: Option<String>,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Returns {
    /// One value.
    Scalar(DataType),
    /// Rows; without columns they follow from the query.
    Table(Vec<Field>),
}

/// What a function runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FunctionBody {
    /// `RETURN expression` or `RETURN query`.
    Sql(Fragment),
    /// `LANGUAGE PYTHON AS $$...$$`.
    Python(String),
}

/// `CREATE VOLUME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CreateVolume {
    pub(crate) name: ObjectName,
    pub(crate) existing: Existing,
    /// Where, for an external volume.
    pub(crate) location: Option<String>,
    pub(crate) comment: Option<String>,
}
