//! Table properties: what follows the source, what belongs to one table, what may be set anew.

use std::collections::BTreeMap;

use super::features::{Feature, carried};
use crate::error::CloneError;

pub(crate) const ENABLE_IN_COMMIT_TIMESTAMPS: &str = "delta.enableInCommitTimestamps";
pub(crate) const ENABLE_ROW_TRACKING: &str = "delta.enableRowTracking";
pub(crate) const ENABLE_DELETION_VECTORS: &str = "delta.enableDeletionVectors";
pub(crate) const ICT_VERSION: &str = "delta.inCommitTimestampEnablementVersion";
pub(crate) const ICT_TIMESTAMP: &str = "delta.inCommitTimestampEnablementTimestamp";
pub(crate) const ROW_ID_COLUMN: &str = "delta.rowTracking.materializedRowIdColumnName";
pub(crate) const ROW_VERSION_COLUMN: &str =
    "delta.rowTracking.materializedRowCommitVersionColumnName";

/// Properties that speak of the history, the catalog entry or the row ids of one table: a clone
/// never takes the source's, and a replaced table keeps its own.
const OF_ONE_TABLE: [&str; 7] = [
    ICT_VERSION,
    ICT_TIMESTAMP,
    ROW_ID_COLUMN,
    ROW_VERSION_COLUMN,
    "delta.requireCheckpointProtectionBeforeVersion",
    "io.unitycatalog.tableId",
    "ucTableId",
];

/// Properties that change nothing about files or readers.
const PLAIN: [&str; 24] = [
    "delta.autoOptimize",
    "delta.autoOptimize.autoCompact",
    "delta.autoOptimize.optimizeWrite",
    "delta.checkpoint.writeStatsAsJson",
    "delta.checkpoint.writeStatsAsStruct",
    "delta.checkpointInterval",
    "delta.checkpointRetentionDuration",
    "delta.compatibility.symlinkFormatManifest.enabled",
    "delta.dataSkippingNumIndexedCols",
    "delta.dataSkippingStatsColumns",
    "delta.deletedFileRetentionDuration",
    "delta.enableExpiredLogCleanup",
    "delta.enableFullRetentionRollback",
    "delta.isolationLevel",
    "delta.logRetentionDuration",
    "delta.parquet.compression.codec",
    "delta.randomPrefixLength",
    "delta.randomizeFilePrefixes",
    "delta.sampleRetentionDuration",
    "delta.sampling.enabled",
    "delta.setTransactionRetentionDuration",
    "delta.targetFileSize",
    "delta.tuneFileSizesForRewrites",
    "delta.workloadBasedColumns.optimizerStatistics.enabled",
];

/// Properties that a clone may switch on, with the features they need.
const SWITCHES: [(&str, &[&str]); 7] = [
    ("delta.appendOnly", &["appendOnly"]),
    ("delta.enableChangeDataFeed", &["changeDataFeed"]),
    (ENABLE_DELETION_VECTORS, &["deletionVectors"]),
    (ENABLE_IN_COMMIT_TIMESTAMPS, &["inCommitTimestamp"]),
    (ENABLE_ROW_TRACKING, &["rowTracking", "domainMetadata"]),
    ("delta.enableTypeWidening", &["typeWidening"]),
    ("delta.enableVariantShredding", &["variantShredding"]),
];

/// Whether a clone leaves this property of the source behind.
pub(crate) fn stays_behind(key: &str) -> bool {
    OF_ONE_TABLE.contains(&key) || key.starts_with("delta.coordinatedCommits.")
}

/// Whether a property is switched on.
pub(crate) fn is_on(configuration: &BTreeMap<String, String>, key: &str) -> bool {
    configuration
        .get(key)
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// What one override does.
#[derive(Debug)]
pub(crate) struct Override {
    /// Whether it is written as a property; `delta.feature.*` only changes the protocol.
    pub(crate) is_property: bool,
    /// The features it needs.
    pub(crate) features: Vec<&'static Feature>,
}

/// Judges an override; `source` is the value that the source has.
pub(crate) fn judge(key: &str, value: &str, source: Option<&str>) -> Result<Override, CloneError> {
    let plain = Override {
        is_property: true,
        features: Vec::new(),
    };
    let refuse = |reason: &str| {
        Err(CloneError::Property {
            key: key.to_owned(),
            reason: reason.to_owned(),
        })
    };
    if stays_behind(key) {
        return refuse("it belongs to one table and its history");
    }
    if !key.starts_with("delta.") || PLAIN.contains(&key) || source == Some(value) {
        return Ok(plain);
    }
    if let Some(name) = key.strip_prefix("delta.feature.") {
        return judge_feature(key, name, value);
    }
    if let Some((_, features)) = SWITCHES.iter().find(|(name, _)| *name == key) {
        return match value.to_ascii_lowercase().as_str() {
            "true" => {
                let features = features.iter().filter_map(|name| carried(name)).collect();
                Ok(Override {
                    is_property: true,
                    features,
                })
            }
            "false" => Ok(plain),
            _ => refuse("its value must be true or false"),
        };
    }
    match (key, value) {
        ("delta.checkpointPolicy", "v2") => Ok(Override {
            is_property: true,
            features: carried("v2Checkpoint").into_iter().collect(),
        }),
        ("delta.checkpointPolicy", "classic") => Ok(plain),
        ("delta.checkpointPolicy", _) => refuse("its value must be classic or v2"),
        ("delta.columnMapping.mode" | "delta.columnMapping.maxColumnId", _) => {
            refuse("the files keep the column names that they were written with")
        }
        _ if key.starts_with("delta.constraints.") => {
            refuse("the rows would not be checked; add the constraint after the clone")
        }
        _ => refuse("its effect on a cloned table is not known"),
    }
}

fn judge_feature(key: &str, name: &str, value: &str) -> Result<Override, CloneError> {
    let refuse = |reason: String| {
        Err(CloneError::Property {
            key: key.to_owned(),
            reason,
        })
    };
    if !matches!(value, "supported" | "enabled") {
        return refuse("its value must be supported".to_owned());
    }
    match carried(name) {
        Some(feature) if !name.starts_with("iceberg") => Ok(Override {
            is_property: false,
            features: vec![feature],
        }),
        _ => refuse(format!("the feature `{name}` cannot be added by a clone")),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("owner.team", "x", &[])]
    #[case("delta.logRetentionDuration", "interval 1 days", &[])]
    #[case("delta.enableChangeDataFeed", "true", &["changeDataFeed"])]
    #[case("delta.enableChangeDataFeed", "false", &[])]
    #[case("delta.enableRowTracking", "true", &["rowTracking", "domainMetadata"])]
    #[case("delta.checkpointPolicy", "v2", &["v2Checkpoint"])]
    #[case("delta.feature.deletionVectors", "supported", &["deletionVectors"])]
    fn override_names_the_features_it_needs(
        #[case] key: &str,
        #[case] value: &str,
        #[case] features: &[&str],
    ) {
        let judged = judge(key, value, None).unwrap();
        let names: Vec<&str> = judged.features.iter().map(|feature| feature.name).collect();
        assert_eq!(names, features);
    }

    #[rstest]
    #[case("delta.columnMapping.mode", "name")]
    #[case("delta.columnMapping.maxColumnId", "9")]
    #[case("delta.constraints.positive", "x > 0")]
    #[case("delta.enableIcebergCompatV2", "true")]
    #[case("delta.feature.catalogManaged", "supported")]
    #[case("delta.feature.tea", "supported")]
    #[case("delta.inCommitTimestampEnablementVersion", "3")]
    #[case("delta.coordinatedCommits.tableConf-preview", "{}")]
    #[case("delta.minReaderVersion", "3")]
    #[case("delta.enableChangeDataFeed", "yes")]
    #[case("delta.noSuchThing", "1")]
    fn override_that_would_lie_is_refused(#[case] key: &str, #[case] value: &str) {
        assert!(judge(key, value, None).is_err());
    }

    #[test]
    fn value_that_the_source_has_anyway_is_accepted() {
        assert!(judge("delta.columnMapping.mode", "name", Some("name")).is_ok());
    }
}
