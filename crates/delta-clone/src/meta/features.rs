//! The table features of Delta, and which of them a clone can carry.

use crate::error::CloneError;
use crate::log::Protocol;

/// A table feature by the name it has in a protocol action.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feature {
    pub(crate) name: &'static str,
    /// Whether readers must know it too.
    pub(crate) reader: bool,
    /// The reader and writer version that imply it in protocols without feature lists.
    pub(crate) legacy: Option<(i32, i32)>,
}

const fn writer(name: &'static str) -> Feature {
    Feature {
        name,
        reader: false,
        legacy: None,
    }
}

const fn both(name: &'static str) -> Feature {
    Feature {
        name,
        reader: true,
        legacy: None,
    }
}

const fn legacy(name: &'static str, reader_version: i32, writer_version: i32) -> Feature {
    Feature {
        name,
        reader: reader_version > 1,
        legacy: Some((reader_version, writer_version)),
    }
}

/// Features whose state lies in files, metadata and domains that a clone carries.
pub(crate) const CARRIED: &[Feature] = &[
    legacy("appendOnly", 1, 2),
    legacy("invariants", 1, 2),
    legacy("checkConstraints", 1, 3),
    legacy("changeDataFeed", 1, 4),
    legacy("generatedColumns", 1, 4),
    legacy("columnMapping", 2, 5),
    legacy("identityColumns", 1, 6),
    writer("inCommitTimestamp"),
    writer("rowTracking"),
    writer("domainMetadata"),
    writer("icebergCompatV1"),
    writer("icebergCompatV2"),
    writer("icebergCompatV3"),
    writer("icebergWriterCompatV1"),
    writer("icebergWriterCompatV3"),
    writer("clustering"),
    writer("materializePartitionColumns"),
    writer("allowColumnDefaults"),
    writer("checkpointProtection"),
    writer("collations"),
    writer("collations-preview"),
    both("deletionVectors"),
    both("timestampNtz"),
    both("typeWidening"),
    both("typeWidening-preview"),
    both("v2Checkpoint"),
    both("vacuumProtocolCheck"),
    both("variantType"),
    both("variantType-preview"),
    both("variantShredding"),
    both("variantShredding-preview"),
    both("geospatial"),
];

/// Features that hand the commits to a catalog.
const CATALOG_MANAGED: [&str; 3] = [
    "catalogManaged",
    "catalogOwned-preview",
    "coordinatedCommits-preview",
];

/// Looks a carried feature up by name.
pub(crate) fn carried(name: &str) -> Option<&'static Feature> {
    CARRIED.iter().find(|feature| feature.name == name)
}

/// Refuses a protocol that a clone cannot carry, with the names of what it does not know.
pub(crate) fn check(table: &str, protocol: &Protocol) -> Result<(), CloneError> {
    let table = table.to_owned();
    let readers = protocol.reader_features.as_deref().unwrap_or_default();
    let writers = protocol.writer_features.as_deref().unwrap_or_default();
    let managed = |name: &&String| CATALOG_MANAGED.contains(&name.as_str());
    if let Some(feature) = readers.iter().chain(writers).find(managed) {
        return Err(CloneError::CatalogManaged {
            table,
            feature: feature.clone(),
        });
    }
    let unknown = |names: &[String]| -> Vec<String> {
        names
            .iter()
            .filter(|name| carried(name).is_none())
            .cloned()
            .collect()
    };
    let mut missing = unknown(readers);
    if !(1..=3).contains(&protocol.min_reader_version) {
        missing.push(format!("minReaderVersion {}", protocol.min_reader_version));
    }
    if !missing.is_empty() {
        return Err(CloneError::UnsupportedFeatures {
            table,
            side: "reader",
            features: missing,
        });
    }
    let mut missing = unknown(writers);
    if !(1..=7).contains(&protocol.min_writer_version) {
        missing.push(format!("minWriterVersion {}", protocol.min_writer_version));
    }
    if !missing.is_empty() {
        return Err(CloneError::UnsupportedFeatures {
            table,
            side: "writer",
            features: missing,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modern(readers: &[&str], writers: &[&str]) -> Protocol {
        let owned = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        Protocol {
            min_reader_version: 3,
            min_writer_version: 7,
            reader_features: owned(readers),
            writer_features: owned(writers),
        }
    }

    #[test]
    fn unknown_features_are_refused_by_name() {
        let error = check("t", &modern(&["tea", "deletionVectors"], &["tea"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`t` needs reader features that are not supported: tea"
        );
        let error = check("t", &modern(&[], &["cake", "scones"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`t` needs writer features that are not supported: cake, scones"
        );
    }

    #[test]
    fn catalog_managed_table_is_refused_before_anything_else() {
        let error = check("t", &modern(&["tea", "catalogManaged"], &[])).unwrap_err();
        assert!(
            matches!(error, CloneError::CatalogManaged { .. }),
            "{error}"
        );
    }

    #[test]
    fn future_protocol_versions_are_refused() {
        let mut protocol = modern(&[], &[]);
        protocol.min_reader_version = 4;
        assert!(check("t", &protocol).is_err());
        let mut protocol = modern(&[], &[]);
        protocol.min_writer_version = 8;
        assert!(check("t", &protocol).is_err());
    }
}
