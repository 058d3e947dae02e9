//! The kinds of object a catalog holds, one row each.

use serde::{Deserialize, Serialize};

use super::Class;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// The catalog itself.
    Catalog,
    /// A schema.
    Schema,
    /// A table whose data the platform stores or that lies at a location, shallow clones included.
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A streaming table.
    StreamingTable,
    /// A metric view.
    MetricView,
    /// A table of a federated source.
    ForeignTable,
    /// A function or procedure.
    Function,
    /// A volume.
    Volume,
    /// A registered model.
    Model,
    /// A kind that this version does not know; its name on the wire is in the object's detail.
    Other,
}

/// What is known about a kind, whatever the object.
#[derive(Clone, Copy, Debug)]
pub struct KindSpec {
    /// The kind.
    pub kind: Kind,
    /// The namespace in which its names are unique.
    pub class: Class,
    /// The word for one.
    pub singular: &'static str,
    /// The word for many.
    pub plural: &'static str,
    /// The securable's name in REST permissions paths and in `GRANT ... ON`.
    pub securable: &'static str,
    /// Why objects of this kind are not cloned yet, if they are not.
    pub not_cloned: Option<&'static str>,
}

impl Kind {
    /// Every kind, in the order in which reports list them.
    pub const ALL: [Self; 12] = [
        Self::Catalog,
        Self::Schema,
        Self::Table,
        Self::View,
        Self::MaterializedView,
        Self::StreamingTable,
        Self::MetricView,
        Self::ForeignTable,
        Self::Function,
        Self::Volume,
        Self::Model,
        Self::Other,
    ];

    /// The row of this kind.
    pub fn spec(self) -> KindSpec {
        let row = |class, singular, plural, securable, not_cloned| KindSpec {
            kind: self,
            class,
            singular,
            plural,
            securable,
            not_cloned,
        };
        match self {
            Self::Catalog => row(Class::Catalog, "catalog", "catalogs", "catalog", None),
            Self::Schema => row(Class::Schema, "schema", "schemas", "schema", None),
            Self::Table => row(Class::Relation, "table", "tables", "table", None),
            Self::View => row(Class::Relation, "view", "views", "table", None),
            Self::MaterializedView => row(
                Class::Relation,
                "materialized view",
                "materialized views",
                "table",
                Some("a materialized view is kept by a pipeline, which is not cloned"),
            ),
            Self::StreamingTable => row(
                Class::Relation,
                "streaming table",
                "streaming tables",
                "table",
                Some("a streaming table is kept by a pipeline, which is not cloned"),
            ),
            Self::MetricView => row(
                Class::Relation,
                "metric view",
                "metric views",
                "table",
                Some("metric views are not cloned yet"),
            ),
            Self::ForeignTable => row(
                Class::Relation,
                "foreign table",
                "foreign tables",
                "table",
                Some("a foreign table belongs to its connection; there is nothing to copy"),
            ),
            Self::Function => row(Class::Function, "function", "functions", "function", None),
            Self::Volume => row(Class::Volume, "volume", "volumes", "volume", None),
            Self::Model => row(
                Class::Model,
                "registered model",
                "registered models",
                "function",
                Some("registered models are not cloned yet"),
            ),
            Self::Other => row(
                Class::Other,
                "object of an unknown kind",
                "objects of unknown kinds",
                "",
                Some("this version of clxs does not know this kind of object"),
            ),
        }
    }
}
