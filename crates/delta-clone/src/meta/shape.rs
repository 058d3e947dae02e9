//! The metadata and protocol that a clone writes, decided before any file is touched.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::identity::merged_high_water_marks;
use super::properties::{
    ENABLE_DELETION_VECTORS, ENABLE_IN_COMMIT_TIMESTAMPS, ENABLE_ROW_TRACKING, ICT_TIMESTAMP,
    ICT_VERSION, ROW_ID_COLUMN, ROW_VERSION_COLUMN, is_on, judge, stays_behind,
};
use super::{domains, protocol};
use crate::error::CloneError;
use crate::log::{Metadata, Protocol};

/// What the target says of itself before the clone.
#[derive(Debug, Clone)]
pub(crate) struct TargetFacts {
    pub(crate) version: u64,
    pub(crate) metadata: Metadata,
    pub(crate) protocol: Protocol,
    pub(crate) domains: BTreeMap<String, String>,
    pub(crate) in_commit_timestamp: Option<i64>,
}

/// What the target shall say of itself after the clone.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) version: u64,
    pub(crate) metadata: Metadata,
    pub(crate) protocol: Protocol,
    /// `None` if the target says it already.
    pub(crate) metadata_changed: bool,
    pub(crate) protocol_changed: bool,
    /// The time of the commit, and its in-commit timestamp if the table has them.
    pub(crate) timestamp: i64,
    pub(crate) in_commit_timestamps: bool,
    /// The first free row id, if files get row ids.
    pub(crate) next_row_id: Option<i64>,
    /// Whether files with deletion vectors are refused.
    pub(crate) refuses_deletion_vectors: bool,
}

impl Shape {
    /// Decides the metadata and protocol of a clone made at `now`, in epoch milliseconds.
    pub(crate) fn decide(
        source: &Metadata,
        source_protocol: &Protocol,
        target: Option<&TargetFacts>,
        overrides: &BTreeMap<String, String>,
        now: i64,
    ) -> Result<Self, CloneError> {
        let mut protocol = protocol::merged(source_protocol, target.map(|target| &target.protocol));
        let mut configuration: BTreeMap<String, String> = source
            .configuration
            .iter()
            .filter(|(key, _)| !stays_behind(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        for (key, value) in overrides {
            let judged = judge(
                key,
                value,
                source.configuration.get(key).map(String::as_str),
            )?;
            for feature in judged.features {
                protocol = protocol::with_feature(protocol, feature);
            }
            if judged.is_property {
                configuration.insert(key.clone(), value.clone());
            }
        }
        let version = target.map_or(0, |target| target.version + 1);
        let last = target.and_then(|target| target.in_commit_timestamp);
        let timestamp = last.map_or(now, |last| now.max(last + 1));
        let in_commit_timestamps = is_on(&configuration, ENABLE_IN_COMMIT_TIMESTAMPS);
        keep_own(&mut configuration, target, version, timestamp);
        let row_tracking = protocol::supports(&protocol, "rowTracking");
        name_row_columns(&mut configuration, source, target, row_tracking);
        let metadata = metadata_of(source, target, configuration, now);
        Ok(Self {
            version,
            metadata_changed: target.is_none_or(|target| target.metadata != metadata),
            protocol_changed: target
                .is_none_or(|target| !protocol::equal(&target.protocol, &protocol)),
            refuses_deletion_vectors: overrides
                .get(ENABLE_DELETION_VECTORS)
                .is_some_and(|value| value.eq_ignore_ascii_case("false")),
            next_row_id: row_tracking.then(|| {
                target
                    .and_then(|target| domains::row_id_high_water_mark(&target.domains))
                    .map_or(0, |mark| mark + 1)
            }),
            metadata,
            protocol,
            timestamp,
            in_commit_timestamps,
        })
    }
}

/// Keeps the target's own properties, and dates in-commit timestamps that begin with this commit.
fn keep_own(
    configuration: &mut BTreeMap<String, String>,
    target: Option<&TargetFacts>,
    version: u64,
    timestamp: i64,
) {
    let Some(target) = target else { return };
    let theirs = &target.metadata.configuration;
    let enabled = is_on(configuration, ENABLE_IN_COMMIT_TIMESTAMPS);
    for (key, value) in theirs.iter().filter(|(key, _)| stays_behind(key)) {
        let of_timestamps = key == ICT_VERSION || key == ICT_TIMESTAMP;
        let of_row_ids = key == ROW_ID_COLUMN || key == ROW_VERSION_COLUMN;
        if !of_row_ids && (enabled || !of_timestamps) {
            configuration.insert(key.clone(), value.clone());
        }
    }
    if enabled && !is_on(theirs, ENABLE_IN_COMMIT_TIMESTAMPS) {
        configuration.insert(ICT_VERSION.to_owned(), version.to_string());
        configuration.insert(ICT_TIMESTAMP.to_owned(), timestamp.to_string());
    }
}

/// Row ids are given afresh, so that columns which hold materialised ids must not be the source's.
fn name_row_columns(
    configuration: &mut BTreeMap<String, String>,
    source: &Metadata,
    target: Option<&TargetFacts>,
    row_tracking: bool,
) {
    let wanted = is_on(configuration, ENABLE_ROW_TRACKING)
        || source.configuration.contains_key(ROW_ID_COLUMN);
    if !row_tracking {
        return;
    }
    for (key, prefix) in [
        (ROW_ID_COLUMN, "_row-id-col-"),
        (ROW_VERSION_COLUMN, "_row-commit-version-col-"),
    ] {
        let own = target
            .and_then(|target| target.metadata.configuration.get(key))
            .cloned();
        if let Some(name) = own.or_else(|| wanted.then(|| format!("{prefix}{}", Uuid::new_v4()))) {
            configuration.insert(key.to_owned(), name);
        }
    }
}

fn metadata_of(
    source: &Metadata,
    target: Option<&TargetFacts>,
    configuration: BTreeMap<String, String>,
    now: i64,
) -> Metadata {
    let (id, name, description, created_time, schema_string) = match target {
        None => (
            Uuid::new_v4().to_string(),
            None,
            None,
            Some(now),
            source.schema_string.clone(),
        ),
        Some(TargetFacts { metadata: own, .. }) => (
            own.id.clone(),
            own.name.clone(),
            own.description.clone(),
            own.created_time,
            merged_high_water_marks(&source.schema_string, &own.schema_string),
        ),
    };
    Metadata {
        id,
        name,
        description,
        format: source.format.clone(),
        schema_string,
        partition_columns: source.partition_columns.clone(),
        created_time,
        configuration,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::entry::Format;

    fn metadata(configuration: &[(&str, &str)]) -> Metadata {
        Metadata {
            id: "source-id".to_owned(),
            name: Some("name".to_owned()),
            description: Some("description".to_owned()),
            format: Format {
                provider: "parquet".to_owned(),
                options: BTreeMap::new(),
            },
            schema_string: r#"{"type":"struct","fields":[]}"#.to_owned(),
            partition_columns: vec!["p".to_owned()],
            created_time: Some(1),
            configuration: configuration
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        }
    }

    fn protocol(features: &[&str]) -> Protocol {
        Protocol {
            min_reader_version: 1,
            min_writer_version: 7,
            reader_features: None,
            writer_features: Some(features.iter().map(|f| (*f).to_owned()).collect()),
        }
    }

    fn target(version: u64, metadata: Metadata, protocol: Protocol) -> TargetFacts {
        TargetFacts {
            version,
            metadata,
            protocol,
            domains: BTreeMap::new(),
            in_commit_timestamp: None,
        }
    }

    fn decide(source: &Metadata, features: &[&str], target: Option<&TargetFacts>) -> Shape {
        Shape::decide(source, &protocol(features), target, &BTreeMap::new(), 1000).unwrap()
    }

    #[test]
    fn new_table_has_its_own_id_and_no_history_of_the_source() {
        let source = metadata(&[
            (ENABLE_IN_COMMIT_TIMESTAMPS, "true"),
            (ICT_VERSION, "7"),
            (ICT_TIMESTAMP, "8"),
            ("io.unitycatalog.tableId", "x"),
            ("delta.coordinatedCommits.tableConf-preview", "{}"),
            ("mine", "kept"),
        ]);
        let shape = decide(&source, &["inCommitTimestamp"], None);
        assert_ne!(shape.metadata.id, "source-id");
        assert_eq!(shape.metadata.description, None);
        let keys: Vec<&str> = shape
            .metadata
            .configuration
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(keys, [ENABLE_IN_COMMIT_TIMESTAMPS, "mine"]);
        assert!(shape.in_commit_timestamps);
    }

    #[test]
    fn in_commit_timestamps_that_begin_on_replace_are_dated() {
        let source = metadata(&[(ENABLE_IN_COMMIT_TIMESTAMPS, "true"), (ICT_VERSION, "7")]);
        let target = target(4, metadata(&[]), protocol(&[]));
        let shape = decide(&source, &["inCommitTimestamp"], Some(&target));
        assert_eq!(shape.metadata.configuration[ICT_VERSION], "5");
        assert_eq!(shape.metadata.configuration[ICT_TIMESTAMP], "1000");
    }

    #[test]
    fn commit_is_later_than_the_last_one() {
        let source = metadata(&[(ENABLE_IN_COMMIT_TIMESTAMPS, "true")]);
        let mut target = target(0, source.clone(), protocol(&["inCommitTimestamp"]));
        target.in_commit_timestamp = Some(5000);
        let shape = decide(&source, &["inCommitTimestamp"], Some(&target));
        assert_eq!(shape.timestamp, 5001);
    }

    #[test]
    fn row_id_columns_are_never_the_sources() {
        let source = metadata(&[(ENABLE_ROW_TRACKING, "true"), (ROW_ID_COLUMN, "theirs")]);
        let shape = decide(&source, &["rowTracking", "domainMetadata"], None);
        let name = &shape.metadata.configuration[ROW_ID_COLUMN];
        assert!(name.starts_with("_row-id-col-"), "{name}");
        assert_eq!(shape.next_row_id, Some(0));
        let mut facts = target(
            0,
            shape.metadata.clone(),
            protocol(&["rowTracking", "domainMetadata"]),
        );
        facts.domains.insert(
            domains::ROW_TRACKING.to_owned(),
            r#"{"rowIdHighWaterMark":41}"#.to_owned(),
        );
        let again = decide(&source, &["rowTracking", "domainMetadata"], Some(&facts));
        assert_eq!(&again.metadata.configuration[ROW_ID_COLUMN], name);
        assert_eq!(again.next_row_id, Some(42));
        assert!(!again.metadata_changed);
    }

    #[test]
    fn replaced_table_keeps_its_id_and_its_catalog_entry() {
        let source = metadata(&[("io.unitycatalog.tableId", "source")]);
        let mut own = metadata(&[("io.unitycatalog.tableId", "target"), ("extra", "1")]);
        own.id = "own".to_owned();
        let shape = decide(&source, &[], Some(&target(0, own, protocol(&[]))));
        assert_eq!(shape.metadata.id, "own");
        assert_eq!(
            shape.metadata.configuration["io.unitycatalog.tableId"],
            "target"
        );
        assert!(!shape.metadata.configuration.contains_key("extra"));
        assert!(shape.metadata_changed);
        assert!(!shape.protocol_changed);
    }
}
