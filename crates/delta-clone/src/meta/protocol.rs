//! Protocols: merging the source's into the target's, never lowering one.

use super::features::{CARRIED, Feature, carried};
use crate::log::Protocol;

/// Whether readers and writers under this protocol know the feature.
pub(crate) fn supports(protocol: &Protocol, name: &str) -> bool {
    features_of(protocol).iter().any(|feature| feature == name)
}

/// The lowest protocol that has all of both.
pub(crate) fn merged(source: &Protocol, target: Option<&Protocol>) -> Protocol {
    let Some(target) = target else {
        return source.clone();
    };
    let reader = source.min_reader_version.max(target.min_reader_version);
    let writer = source.min_writer_version.max(target.min_writer_version);
    if writer < 7 {
        return Protocol {
            min_reader_version: reader,
            min_writer_version: writer,
            reader_features: None,
            writer_features: None,
        };
    }
    let mut features = features_of(target);
    add_missing(&mut features, features_of(source));
    modern(reader, features)
}

/// The lowest protocol that has all of `protocol` and the feature.
pub(crate) fn with_feature(protocol: Protocol, feature: &Feature) -> Protocol {
    if supports(&protocol, feature.name) {
        return protocol;
    }
    if let (Some((reader, writer)), true) = (feature.legacy, protocol.min_writer_version < 7) {
        return Protocol {
            min_reader_version: protocol.min_reader_version.max(reader),
            min_writer_version: protocol.min_writer_version.max(writer),
            ..protocol
        };
    }
    let mut features = features_of(&protocol);
    features.push(feature.name.to_owned());
    modern(protocol.min_reader_version, features)
}

/// Whether two protocols ask for the same, whatever the order of their lists.
pub(crate) fn equal(one: &Protocol, other: &Protocol) -> bool {
    let sorted = |features: &Option<Vec<String>>| {
        let mut features = features.clone().unwrap_or_default();
        features.sort();
        features
    };
    one.min_reader_version == other.min_reader_version
        && one.min_writer_version == other.min_writer_version
        && sorted(&one.reader_features) == sorted(&other.reader_features)
        && sorted(&one.writer_features) == sorted(&other.writer_features)
}

/// All features, those implied by version numbers included.
fn features_of(protocol: &Protocol) -> Vec<String> {
    let mut features = Vec::new();
    if protocol.min_writer_version < 7 {
        let implied = CARRIED.iter().filter(|feature| {
            feature.legacy.is_some_and(|(reader, writer)| {
                protocol.min_reader_version >= reader && protocol.min_writer_version >= writer
            })
        });
        features.extend(implied.map(|feature| feature.name.to_owned()));
    }
    add_missing(
        &mut features,
        protocol.writer_features.clone().unwrap_or_default(),
    );
    add_missing(
        &mut features,
        protocol.reader_features.clone().unwrap_or_default(),
    );
    features
}

fn add_missing(features: &mut Vec<String>, more: Vec<String>) {
    for feature in more {
        if !features.contains(&feature) {
            features.push(feature);
        }
    }
}

fn modern(reader: i32, features: Vec<String>) -> Protocol {
    let for_readers: Vec<String> = features
        .iter()
        .filter(|name| carried(name).is_some_and(|feature| feature.reader))
        .cloned()
        .collect();
    // Column mapping alone needs no reader list: reader version 2 implies it.
    let needs_list = reader >= 3 || for_readers.iter().any(|name| name != "columnMapping");
    let reader_version = match (needs_list, for_readers.is_empty()) {
        (true, _) => 3,
        (false, true) => reader,
        (false, false) => reader.max(2),
    };
    Protocol {
        min_reader_version: reader_version,
        min_writer_version: 7,
        reader_features: needs_list.then_some(for_readers),
        writer_features: Some(features),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn protocol(reader: i32, writer: i32, features: &[&str]) -> Protocol {
        let owned = |names: Vec<&&str>| names.iter().map(|name| (**name).to_owned()).collect();
        Protocol {
            min_reader_version: reader,
            min_writer_version: writer,
            reader_features: (reader == 3).then(|| {
                owned(
                    features
                        .iter()
                        .filter(|n| carried(n).unwrap().reader)
                        .collect(),
                )
            }),
            writer_features: (writer == 7).then(|| owned(features.iter().collect())),
        }
    }

    #[rstest]
    #[case(protocol(1, 2, &[]), protocol(1, 4, &[]), protocol(1, 4, &[]))]
    #[case(protocol(2, 5, &[]), protocol(1, 2, &[]), protocol(2, 5, &[]))]
    #[case(
        protocol(1, 3, &[]),
        protocol(3, 7, &["deletionVectors"]),
        protocol(3, 7, &["deletionVectors", "appendOnly", "invariants", "checkConstraints"])
    )]
    #[case(
        protocol(2, 5, &[]),
        protocol(1, 7, &["rowTracking", "domainMetadata"]),
        protocol(2, 7, &[
            "rowTracking", "domainMetadata", "appendOnly", "invariants", "checkConstraints",
            "changeDataFeed", "generatedColumns", "columnMapping",
        ])
    )]
    fn merge_has_the_features_of_both(
        #[case] source: Protocol,
        #[case] target: Protocol,
        #[case] expected: Protocol,
    ) {
        let merged = merged(&source, Some(&target));
        assert!(equal(&merged, &expected), "{merged:?}");
    }

    #[test]
    fn legacy_feature_raises_version_numbers_only() {
        let raised = with_feature(protocol(1, 2, &[]), carried("changeDataFeed").unwrap());
        assert!(equal(&raised, &protocol(1, 4, &[])), "{raised:?}");
    }

    #[test]
    fn modern_feature_names_what_the_versions_implied() {
        let raised = with_feature(protocol(1, 2, &[]), carried("deletionVectors").unwrap());
        let expected = protocol(3, 7, &["appendOnly", "invariants", "deletionVectors"]);
        assert!(equal(&raised, &expected), "{raised:?}");
    }

    fn any_protocol() -> impl Strategy<Value = Protocol> {
        let names: Vec<&'static str> = CARRIED.iter().map(|feature| feature.name).collect();
        prop_oneof![
            (1..=6i32).prop_map(|writer| protocol(if writer >= 5 { 2 } else { 1 }, writer, &[])),
            prop::sample::subsequence(names, 0..6).prop_map(|names| protocol(3, 7, &names)),
        ]
    }

    proptest! {
        #[test]
        fn merge_never_loses_a_feature(a in any_protocol(), b in any_protocol()) {
            let merged = merged(&a, Some(&b));
            for name in features_of(&a).iter().chain(&features_of(&b)) {
                prop_assert!(supports(&merged, name), "{name} lost in {merged:?}");
            }
            prop_assert!(merged.min_reader_version >= a.min_reader_version.max(b.min_reader_version));
        }
    }
}
