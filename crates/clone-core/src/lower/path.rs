//! Paths of the REST API.

use sql_rewrite::QName;

use super::quote;
use crate::model::Kind;

const ROOT: &str = "/api/2.1/unity-catalog";

/// The collection that holds objects of a kind.
pub(super) fn collection(kind: Kind) -> String {
    let name = match kind {
        Kind::Catalog => "catalogs",
        Kind::Schema => "schemas",
        Kind::Function => "functions",
        Kind::Volume => "volumes",
        Kind::Model => "models",
        Kind::Table
        | Kind::View
        | Kind::MaterializedView
        | Kind::StreamingTable
        | Kind::MetricView
        | Kind::ForeignTable
        | Kind::Other => "tables",
    };
    format!("{ROOT}/{name}")
}

/// One object.
pub(super) fn object(kind: Kind, name: &QName) -> String {
    format!("{}/{}", collection(kind), quote::segment(&name.dotted()))
}

/// The direct grants on one object.
pub(super) fn permissions(kind: Kind, name: &QName) -> String {
    let full_name = quote::segment(&name.dotted());
    format!("{ROOT}/permissions/{}/{full_name}", kind.spec().securable)
}
