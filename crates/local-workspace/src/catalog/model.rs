//! The rows of the catalog, by kind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::constraints::TableConstraint;
use super::functions::FunctionDefinition;
use super::securable::{Kind, Securable};
use crate::error::{WsError, WsResult};

/// Whether predictive optimization is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Optimization {
    /// What was set here: `INHERIT`, `ENABLE` or `DISABLE`.
    pub own: String,
    /// What it amounts to: `ENABLE` or `DISABLE`.
    pub effective: String,
    /// The parent that decides; `None` when decided here.
    pub inherited_from: Option<(Kind, String)>,
}

/// A catalog.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogRow {
    /// What every object has.
    pub meta: Securable,
    /// `MANAGED_CATALOG` or `SYSTEM_CATALOG`.
    pub catalog_type: String,
    /// The storage root it was made with, as given.
    pub storage_root: Option<String>,
    /// `OPEN` or `ISOLATED`.
    pub isolation_mode: String,
    /// Predictive optimization.
    pub optimization: Optimization,
    /// The retention, when one was set.
    pub retention_hours: Option<i64>,
    /// Options.
    pub options: BTreeMap<String, String>,
    /// Properties.
    pub properties: BTreeMap<String, String>,
}

/// A schema.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaRow {
    /// What every object has.
    pub meta: Securable,
    /// The catalog it is in.
    pub catalog_name: String,
    /// The type of that catalog.
    pub catalog_type: String,
    /// The storage root it was made with, as given.
    pub storage_root: Option<String>,
    /// Predictive optimization.
    pub optimization: Optimization,
    /// The retention, when one was set.
    pub retention_hours: Option<i64>,
    /// Properties.
    pub properties: BTreeMap<String, String>,
}

/// The type of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableType {
    /// Files in the workspace's directory.
    Managed,
    /// Files elsewhere.
    External,
    /// A view.
    View,
    /// A shallow clone with its log in the workspace's directory.
    ManagedShallowClone,
    /// A shallow clone with its log elsewhere.
    ExternalShallowClone,
}

impl TableType {
    /// The name in REST.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Managed => "MANAGED",
            Self::External => "EXTERNAL",
            Self::View => "VIEW",
            Self::ManagedShallowClone => "MANAGED_SHALLOW_CLONE",
            Self::ExternalShallowClone => "EXTERNAL_SHALLOW_CLONE",
        }
    }

    /// Reads a REST name.
    ///
    /// # Errors
    /// When the workspace has no such tables.
    pub fn parse(text: &str) -> WsResult<Self> {
        [
            Self::Managed,
            Self::External,
            Self::View,
            Self::ManagedShallowClone,
            Self::ExternalShallowClone,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or_else(|| WsError::unsupported(format_args!("tables of type `{text}`")))
    }

    /// Whether dropping the table deletes its files.
    pub fn owns_files(self) -> bool {
        matches!(self, Self::Managed | Self::ManagedShallowClone)
    }
}

/// A column of a table or view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name; its case is kept.
    pub name: String,
    /// The type in SQL, in lower case, such as `decimal(10,2)`.
    pub type_text: String,
    /// The field as Spark's JSON, such as `{"name":"a","type":"long",...}`.
    pub type_json: String,
    /// The name of the type in REST, such as `LONG`.
    pub type_name: String,
    /// Precision of a decimal.
    pub type_precision: Option<i64>,
    /// Scale of a decimal.
    pub type_scale: Option<i64>,
    /// The fields of an interval type.
    pub type_interval_type: Option<String>,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// The comment.
    pub comment: Option<String>,
    /// Its place among the partition columns, from 0.
    pub partition_index: Option<i64>,
    /// The mask.
    pub mask: Option<ColumnMask>,
}

/// A column mask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMask {
    /// The function's full name.
    pub function_name: String,
    /// Further columns handed to the function, after the masked one.
    #[serde(default)]
    pub using_column_names: Vec<String>,
}

/// A row filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFilter {
    /// The function's full name.
    pub function_name: String,
    /// The columns handed to the function.
    #[serde(default)]
    pub input_column_names: Vec<String>,
}

/// The text of a view, and where its unqualified names resolve.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ViewText {
    /// The query.
    pub definition: String,
    /// The current catalog when the view was made.
    pub catalog: String,
    /// The current schema when the view was made.
    pub schema: String,
    /// Full names of the tables and views that the query reads.
    pub tables: Vec<String>,
    /// Full names of the functions that the query calls.
    pub functions: Vec<String>,
}

/// A table or view.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// What every object has.
    pub meta: Securable,
    /// The catalog it is in.
    pub catalog_name: String,
    /// The schema it is in.
    pub schema_name: String,
    /// Its type.
    pub table_type: TableType,
    /// The format, such as `DELTA`; none for a view.
    pub format: Option<String>,
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// Where its files are, as a URL; none for a view.
    pub location: Option<String>,
    /// The text of a view.
    pub view: Option<ViewText>,
    /// The row filter.
    pub row_filter: Option<RowFilter>,
    /// Predictive optimization.
    pub optimization: Optimization,
    /// Properties.
    pub properties: BTreeMap<String, String>,
    /// Primary and foreign keys.
    pub constraints: Vec<TableConstraint>,
}

/// The type of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeType {
    /// Files in the workspace's directory.
    Managed,
    /// Files elsewhere.
    External,
}

impl VolumeType {
    /// The name in REST.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Managed => "MANAGED",
            Self::External => "EXTERNAL",
        }
    }

    /// Reads a REST name.
    ///
    /// # Errors
    /// When there is no such type.
    pub fn parse(text: &str) -> WsResult<Self> {
        [Self::Managed, Self::External]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| WsError::invalid(format!("Volume type '{text}' is not valid.")))
    }
}

/// A volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeRow {
    /// What every object has.
    pub meta: Securable,
    /// The catalog it is in.
    pub catalog_name: String,
    /// The schema it is in.
    pub schema_name: String,
    /// Its type.
    pub volume_type: VolumeType,
    /// Where its files are, as a URL.
    pub location: String,
}

/// A function.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionRow {
    /// What every object has.
    pub meta: Securable,
    /// The catalog it is in.
    pub catalog_name: String,
    /// The schema it is in.
    pub schema_name: String,
    /// What it takes, does and returns.
    pub definition: FunctionDefinition,
}

/// A registered model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelRow {
    /// What every object has.
    pub meta: Securable,
    /// The catalog it is in.
    pub catalog_name: String,
    /// The schema it is in.
    pub schema_name: String,
    /// Where its versions would be, as a URL.
    pub location: String,
}
