//! Which protocol a table needs, and which properties it may have.

use crate::error::{WsError, WsResult};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Features that writers alone must know, and those that readers must know too.
const FEATURES: [(&str, Side); 12] = [
    ("appendOnly", Side::Writer),
    ("invariants", Side::Writer),
    ("checkConstraints", Side::Writer),
    ("changeDataFeed", Side::Writer),
    ("generatedColumns", Side::Writer),
    ("identityColumns", Side::Writer),
    ("allowColumnDefaults", Side::Writer),
    ("domainMetadata", Side::Writer),
    ("clustering", Side::Writer),
    ("timestampNtz", Side::Both),
    ("variantType", Side::Both),
    ("deletionVectors", Side::Both),
];

/// Properties whose value needs nothing but a note in the log.
const PLAIN: [&str; 15] = [
    "delta.autoOptimize.autoCompact",
    "delta.autoOptimize.optimizeWrite",
    "delta.checkpointInterval",
    "delta.checkpoint.writeStatsAsJson",
    "delta.checkpoint.writeStatsAsStruct",
    "delta.dataSkippingNumIndexedCols",
    "delta.dataSkippingStatsColumns",
    "delta.deletedFileRetentionDuration",
    "delta.isolationLevel",
    "delta.logRetentionDuration",
    "delta.randomizeFilePrefixes",
    "delta.randomPrefixLength",
    "delta.setTransactionRetentionDuration",
    "delta.targetFileSize",
    "delta.tuneFileSizesForRewrites",
];

/// Properties that turn a feature on when they are `true`.
const SWITCHES: [(&str, &str); 3] = [
    ("delta.appendOnly", "appendOnly"),
    ("delta.enableChangeDataFeed", "changeDataFeed"),
    ("delta.enableDeletionVectors", "deletionVectors"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Writer,
    Both,
}

/// The protocol of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Protocol {
    reader_version: i32,
    writer_version: i32,
    reader: BTreeSet<String>,
    writer: BTreeSet<String>,
}

impl Protocol {
    /// The protocol that a table has.
    pub(crate) fn of(facts: &delta_clone::TableFacts) -> Self {
        Self {
            reader_version: facts.min_reader_version,
            writer_version: facts.min_writer_version,
            reader: facts.reader_features.iter().cloned().collect(),
            writer: facts.writer_features.iter().cloned().collect(),
        }
    }

    /// The least protocol that this one, these columns and these properties need together.
    ///
    /// # Errors
    /// A column default without the feature that has to be asked for.
    pub(crate) fn with(
        &self,
        schema: &str,
        properties: &BTreeMap<String, String>,
        asked: &[String],
    ) -> WsResult<Self> {
        let mut needed: BTreeSet<String> = asked.iter().cloned().collect();
        for (key, feature) in SWITCHES {
            if properties
                .get(key)
                .is_some_and(|value| value.eq_ignore_ascii_case("true"))
            {
                needed.insert(feature.to_owned());
            }
        }
        if properties
            .keys()
            .any(|key| key.starts_with("delta.constraints."))
        {
            needed.insert("checkConstraints".to_owned());
        }
        let schema: Value = serde_json::from_str(schema)?;
        let mut found = BTreeSet::new();
        of_schema(&schema, &mut found);
        let defaults = "allowColumnDefaults";
        if found.contains(defaults) && !needed.contains(defaults) && !self.writer.contains(defaults)
        {
            return Err(WsError::sql(
                "WRONG_COLUMN_DEFAULTS_FOR_DELTA_FEATURE_NOT_ENABLED",
                "0AKDE",
                "Failed to execute the command because it assigned a column DEFAULT value, but the corresponding table feature was not enabled. Please retry the command again after executing ALTER TABLE tableName SET TBLPROPERTIES('delta.feature.allowColumnDefaults' = 'supported').",
            ));
        }
        needed.extend(found.into_iter().map(str::to_owned));
        Ok(self.raised(&needed))
    }

    fn raised(&self, needed: &BTreeSet<String>) -> Self {
        let mut raised = self.clone();
        raised.reader_version = raised.reader_version.max(1);
        raised.writer_version = raised.writer_version.max(2);
        // Version 2 of writers knows these two without a list.
        let listed = |feature: &&String| !["appendOnly", "invariants"].contains(&feature.as_str());
        let missing: Vec<&String> = needed
            .iter()
            .filter(|feature| !self.writer.contains(*feature))
            .filter(|feature| listed(feature) || self.writer_version >= 7)
            .collect();
        if missing.is_empty() {
            return raised;
        }
        if raised.writer_version < 7 {
            raised
                .writer
                .extend(legacy(raised.writer_version).map(str::to_owned));
            raised.writer_version = 7;
        }
        for feature in missing {
            raised.writer.insert(feature.clone());
            let side = FEATURES
                .iter()
                .find(|(name, _)| name == feature)
                .map(|(_, side)| *side);
            if side == Some(Side::Both) {
                raised.reader_version = 3;
                raised.reader.insert(feature.clone());
            }
        }
        raised
    }

    /// The action in the log.
    pub(crate) fn action(&self) -> Value {
        let mut protocol = json!({
            "minReaderVersion": self.reader_version, "minWriterVersion": self.writer_version,
        });
        if let Some(object) = protocol.as_object_mut() {
            if self.reader_version >= 3 {
                object.insert("readerFeatures".to_owned(), json!(self.reader));
            }
            if self.writer_version >= 7 {
                object.insert("writerFeatures".to_owned(), json!(self.writer));
            }
        }
        json!({ "protocol": protocol })
    }
}

/// What writers of an older version know.
fn legacy(writer_version: i32) -> impl Iterator<Item = &'static str> {
    const BY_VERSION: [(i32, &str); 6] = [
        (2, "appendOnly"),
        (2, "invariants"),
        (3, "checkConstraints"),
        (4, "changeDataFeed"),
        (4, "generatedColumns"),
        (6, "identityColumns"),
    ];
    BY_VERSION
        .into_iter()
        .filter(move |(since, _)| *since <= writer_version)
        .map(|(_, name)| name)
}

/// The features that a schema uses.
fn of_schema(schema: &Value, found: &mut BTreeSet<&'static str>) {
    match schema {
        Value::String(name) if name == "timestamp_ntz" => drop(found.insert("timestampNtz")),
        Value::String(name) if name == "variant" => drop(found.insert("variantType")),
        Value::Array(fields) => fields.iter().for_each(|field| of_schema(field, found)),
        Value::Object(object) => {
            let notes = object.get("metadata").and_then(Value::as_object);
            for (key, feature) in [
                ("CURRENT_DEFAULT", "allowColumnDefaults"),
                ("delta.generationExpression", "generatedColumns"),
                ("delta.identity.start", "identityColumns"),
            ] {
                if notes.is_some_and(|notes| notes.contains_key(key)) {
                    found.insert(feature);
                }
            }
            for key in ["fields", "type", "elementType", "keyType", "valueType"] {
                if let Some(inner) = object.get(key) {
                    of_schema(inner, found);
                }
            }
        }
        _ => {}
    }
}

/// Splits the properties of a statement: those for the log, and the features asked for.
///
/// # Errors
/// A feature or a `delta.` property that this workspace does not write.
pub(crate) fn table_properties(
    given: &BTreeMap<String, String>,
) -> WsResult<(BTreeMap<String, String>, Vec<String>)> {
    let (mut properties, mut asked) = (BTreeMap::new(), Vec::new());
    for (key, value) in given {
        if let Some(feature) = key.strip_prefix("delta.feature.") {
            let Some((name, _)) = FEATURES
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(feature))
            else {
                return Err(WsError::unsupported(format_args!(
                    "the Delta table feature `{feature}`"
                )));
            };
            asked.push((*name).to_owned());
            continue;
        }
        // Versions follow from the features that are used.
        if key == "delta.minReaderVersion" || key == "delta.minWriterVersion" {
            continue;
        }
        let known = !key.starts_with("delta.")
            || key.starts_with("delta.constraints.")
            || PLAIN.contains(&key.as_str())
            || SWITCHES.iter().any(|(name, _)| name == key);
        // The value that is the default anyway needs nothing.
        let off = ["false", "none"]
            .iter()
            .any(|off| value.eq_ignore_ascii_case(off));
        if !known && !off {
            return Err(WsError::unsupported(format_args!(
                "the table property `{key}` = '{value}'"
            )));
        }
        properties.insert(key.clone(), value.clone());
    }
    Ok((properties, asked))
}
