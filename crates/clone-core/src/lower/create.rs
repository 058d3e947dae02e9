//! What brings objects into being.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sql_rewrite::QName;

use super::define::comment_clause;
use super::{path, quote};
use crate::model::{Kind, Pin, Storage};
use crate::plan::{Action, Depth, Expect, Method};

/// The catalog; REST takes properties, which SQL does not.
pub(super) fn catalog(
    name: &QName,
    storage_root: Option<&String>,
    comment: Option<&String>,
    properties: &BTreeMap<String, String>,
) -> Action {
    let mut body = Map::from_iter([("name".to_owned(), json!(name.leaf()))]);
    optional(&mut body, "comment", comment);
    optional(&mut body, "storage_root", storage_root);
    body.insert("properties".to_owned(), json!(properties));
    post(Kind::Catalog, body)
}

/// A schema; through REST for the same reason.
pub(super) fn schema(
    name: &QName,
    comment: Option<&String>,
    properties: &BTreeMap<String, String>,
) -> Action {
    let catalog = name.parts().first().map_or("", |part| part.as_str());
    let mut body = Map::from_iter([
        ("name".to_owned(), json!(name.leaf())),
        ("catalog_name".to_owned(), json!(catalog)),
    ]);
    optional(&mut body, "comment", comment);
    body.insert("properties".to_owned(), json!(properties));
    post(Kind::Schema, body)
}

fn optional(body: &mut Map<String, Value>, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        body.insert(key.to_owned(), json!(value));
    }
}

fn post(kind: Kind, body: Map<String, Value>) -> Action {
    Action::Rest {
        method: Method::Post,
        path: path::collection(kind),
        body: Value::Object(body),
        expect: Expect::Created,
    }
}

/// All that the text of a clone depends on.
pub(super) struct CloneOf<'a> {
    pub(super) name: &'a QName,
    pub(super) source: &'a QName,
    pub(super) depth: Depth,
    pub(super) pin: Pin,
    pub(super) location: Option<&'a String>,
    pub(super) replace: bool,
    pub(super) properties: &'a BTreeMap<String, String>,
}

/// A clone of a table at its pinned version.
pub(super) fn table(clone: &CloneOf<'_>) -> Action {
    let head = head("TABLE", clone.name, clone.replace);
    let depth = match clone.depth {
        Depth::Deep => "DEEP",
        Depth::Shallow => "SHALLOW",
    };
    let source = clone.source.to_sql();
    let version = clone.pin.version;
    let properties = quote::pairs(clone.properties);
    let mut statement =
        format!("{head} {depth} CLONE {source} VERSION AS OF {version} TBLPROPERTIES {properties}");
    if let Some(location) = clone.location {
        statement.push_str(" LOCATION ");
        statement.push_str(&quote::literal(location));
    }
    Action::Sql {
        statement,
        namespace: None,
        expect: Expect::CloneMetrics,
    }
}

/// `CREATE [OR REPLACE] <what> <name>`.
pub(super) fn head(what: &str, name: &QName, replace: bool) -> String {
    let or_replace = if replace { "OR REPLACE " } else { "" };
    format!("CREATE {or_replace}{what} {}", name.to_sql())
}

/// A volume.
pub(super) fn volume(name: &QName, storage: &Storage, comment: Option<&String>) -> Action {
    let name = name.to_sql();
    let comment = comment_clause(comment);
    let statement = match storage {
        Storage::Managed => format!("CREATE VOLUME {name}{comment}"),
        Storage::External { location } => {
            let location = quote::literal(location);
            format!("CREATE EXTERNAL VOLUME {name} LOCATION {location}{comment}")
        }
    };
    Action::Sql {
        statement,
        namespace: None,
        expect: Expect::Created,
    }
}
