//! The properties by which a clone says where it comes from.

use std::collections::BTreeMap;

use sql_rewrite::QName;

use crate::model::Object;

const SOURCE: &str = "clone_xs.source";
const SOURCE_ID: &str = "clone_xs.source_id";
const SOURCE_VERSION: &str = "clone_xs.source_version";
const METASTORE: &str = "clone_xs.metastore";

/// What a marker says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    /// The name of the source.
    pub(crate) source: QName,
    /// The platform's id of the source; empty where it has none.
    pub(crate) source_id: String,
    /// The version that was cloned, for tables.
    pub(crate) version: Option<u64>,
    /// The metastore of the source, for catalogs.
    pub(crate) metastore: Option<String>,
}

impl Marker {
    /// The marker of a clone of `object`.
    pub(crate) fn of(object: &Object) -> Self {
        Self {
            source: object.name.clone(),
            source_id: object.id.clone().unwrap_or_default(),
            version: None,
            metastore: None,
        }
    }

    /// Adds the version that is cloned.
    pub(crate) fn at(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// Adds the metastore.
    pub(crate) fn of_metastore(mut self, id: &str) -> Self {
        self.metastore = Some(id.to_owned());
        self
    }

    /// Reads a marker; none where there is none or it cannot be read, which is the same: an object
    /// with a spoilt marker is not taken for ours.
    pub(crate) fn read(properties: &BTreeMap<String, String>) -> Option<Self> {
        let version = match properties.get(SOURCE_VERSION) {
            Some(text) => Some(text.parse().ok()?),
            None => None,
        };
        Some(Self {
            source: QName::parse(properties.get(SOURCE)?).ok()?,
            source_id: properties.get(SOURCE_ID)?.clone(),
            version,
            metastore: properties.get(METASTORE).cloned(),
        })
    }

    /// The properties that carry it.
    pub(crate) fn properties(&self) -> BTreeMap<String, String> {
        let mut properties = BTreeMap::from([
            (SOURCE.to_owned(), self.source.to_string()),
            (SOURCE_ID.to_owned(), self.source_id.clone()),
        ]);
        if let Some(version) = self.version {
            properties.insert(SOURCE_VERSION.to_owned(), version.to_string());
        }
        if let Some(id) = &self.metastore {
            properties.insert(METASTORE.to_owned(), id.clone());
        }
        properties
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_survives_being_written_and_read() {
        let marker = Marker {
            source: QName::parse("prod.`a b`.`c``d`").unwrap(),
            source_id: "7".to_owned(),
            version: Some(12),
            metastore: Some("m".to_owned()),
        };
        assert_eq!(Marker::read(&marker.properties()), Some(marker));
    }

    #[test]
    fn a_spoilt_marker_is_no_marker() {
        let mut properties = BTreeMap::from([
            (SOURCE.to_owned(), "prod.sales.orders".to_owned()),
            (SOURCE_ID.to_owned(), String::new()),
        ]);
        assert!(Marker::read(&properties).is_some());
        properties.insert(SOURCE_VERSION.to_owned(), "many".to_owned());
        assert_eq!(Marker::read(&properties), None);
    }
}
