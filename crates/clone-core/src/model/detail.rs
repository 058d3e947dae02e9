//! What only objects of one kind have.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sql_rewrite::{Namespace, QName};

/// The part of an object that depends on its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// A catalog.
    Catalog {
        /// Where its managed data lies, if it has a root of its own.
        storage_root: Option<String>,
    },
    /// A schema.
    Schema {
        /// Where its managed data lies, if it has a root of its own.
        storage_root: Option<String>,
    },
    /// A table with data.
    Table(Box<TableDetail>),
    /// A view, materialized and metric ones included.
    View(Box<ViewDetail>),
    /// A function.
    Function(Box<FunctionDetail>),
    /// A volume.
    Volume {
        /// Who stores its files.
        storage: Storage,
        /// Its files, path below the volume to size, where they were listed. Without a list, the
        /// planner cannot tell that nothing is to be copied, and compares while copying.
        #[serde(default)]
        files: Option<BTreeMap<String, u64>>,
    },
    /// An object that is only counted.
    Opaque {
        /// Its kind as the platform spells it, such as `STREAMING_TABLE`.
        wire_kind: String,
    },
}

/// Who stores the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// The platform.
    Managed,
    /// The user, at this URL.
    External {
        /// The URL.
        location: String,
    },
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDetail {
    /// Who stores its data.
    pub storage: Storage,
    /// The format as the platform spells it: `DELTA`.
    pub format: String,
    /// Whether it is itself a shallow clone.
    pub shallow_clone: bool,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// Primary and foreign keys, in the order of their names.
    pub constraints: Vec<Constraint>,
    /// Constraints of kinds that this program does not know, in the order of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_constraints: Vec<UnknownConstraint>,
    /// Its row filter.
    pub row_filter: Option<RowFilter>,
    /// The version that the inventory saw; none for formats without versions.
    pub pin: Option<Pin>,
}

/// A table's version at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The Delta version.
    pub version: u64,
    /// When that version was committed.
    pub at: Option<Timestamp>,
}

/// A column of a table or view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name, with the author's case.
    pub name: String,
    /// Its type as SQL spells it.
    pub type_text: String,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its mask.
    pub mask: Option<Mask>,
}

/// A column mask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mask {
    /// The masking function.
    pub function: QName,
    /// Further columns or constants it is called with.
    pub using: Vec<String>,
}

/// A row filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowFilter {
    /// The filtering function.
    pub function: QName,
    /// The columns it is called with.
    pub columns: Vec<String>,
}

/// A key constraint, which the platform does not enforce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// The columns of this table.
    pub columns: Vec<String>,
    /// Whether the optimizer may rely on it.
    pub rely: bool,
    /// What it states.
    pub rule: ConstraintRule,
}

/// A constraint that can only be told of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnknownConstraint {
    /// Its name, if the platform tells one.
    pub name: String,
    /// What the platform calls its kind, such as `named_table_constraint`.
    pub wire_kind: String,
}

/// What a key constraint states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintRule {
    /// The columns identify a row.
    PrimaryKey {
        /// Those of the columns that are time series keys.
        timeseries: Vec<String>,
    },
    /// The columns refer to another table.
    ForeignKey {
        /// The other table.
        parent: QName,
        /// Its columns.
        parent_columns: Vec<String>,
    },
}

/// A view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewDetail {
    /// The text of its query, as the platform stores it.
    pub text: String,
    /// The catalog and schema in which unqualified names of the text resolve.
    pub namespace: Namespace,
    /// Its columns in order.
    pub columns: Vec<Column>,
    /// What the platform says it reads, where the platform was asked.
    pub dependencies: Option<Vec<QName>>,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionDetail {
    /// `SQL`, or the language of its body, such as `PYTHON`.
    pub language: String,
    /// Its parameters in order.
    pub params: Vec<Param>,
    /// What it returns.
    pub returns: Returns,
    /// Its body: an expression or query for SQL.
    pub body: String,
    /// The catalog and schema in which unqualified names of the body resolve.
    pub namespace: Namespace,
    /// Whether it was declared deterministic.
    pub deterministic: Option<bool>,
    /// `CONTAINS_SQL`, `READS_SQL_DATA` or `NO_SQL`.
    pub data_access: Option<String>,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type as SQL spells it.
    pub type_text: String,
    /// Its default, as SQL text.
    pub default: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
}

/// What a function returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Returns {
    /// One value of this type.
    Scalar {
        /// The type as SQL spells it.
        type_text: String,
    },
    /// Rows.
    Table {
        /// Their columns.
        columns: Vec<Param>,
    },
}
