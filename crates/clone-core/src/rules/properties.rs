//! Which properties are the user's, and which the platform or clxs write themselves.

use std::collections::BTreeMap;

/// Who writes a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyClass {
    /// A user: it is carried and compared.
    User,
    /// The platform: it is neither carried nor compared.
    Platform,
    /// clxs, to say where a clone comes from.
    Marker,
}

/// What marks a key as not the user's: its beginning, and whether the beginning is all of it.
const ROWS: &[(&str, Extent, PropertyClass)] = &[
    ("clone_xs.", Extent::Prefix, PropertyClass::Marker),
    // Written seconds after a catalog or schema is created.
    (
        "unity.catalog.managed.",
        Extent::Prefix,
        PropertyClass::Platform,
    ),
    // Of tables, and then they ride in the Delta log.
    ("delta.", Extent::Prefix, PropertyClass::Platform),
    // How Spark remembers the text, namespace and output columns of a view.
    ("view.", Extent::Prefix, PropertyClass::Platform),
    // Statistics and data source facts that Spark keeps with a table.
    ("spark.sql.", Extent::Prefix, PropertyClass::Platform),
    (
        "transient_lastDdlTime",
        Extent::Whole,
        PropertyClass::Platform,
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Prefix,
    Whole,
}

/// Who writes the property with this key.
pub fn property_class(key: &str) -> PropertyClass {
    ROWS.iter()
        .find(|(text, extent, _)| match extent {
            Extent::Prefix => key.starts_with(text),
            Extent::Whole => key == *text,
        })
        .map_or(PropertyClass::User, |(_, _, class)| *class)
}

/// The properties that a clone gets from its source.
pub fn carried_properties(properties: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    properties
        .iter()
        .filter(|(key, _)| property_class(key) == PropertyClass::User)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("team", PropertyClass::User)]
    #[case("clone_xsx", PropertyClass::User)]
    #[case("viewer", PropertyClass::User)]
    #[case("transient_lastDdlTime2", PropertyClass::User)]
    #[case("clone_xs.source", PropertyClass::Marker)]
    #[case(
        "unity.catalog.managed.delta.defaults.delta.enableRowTracking",
        PropertyClass::Platform
    )]
    #[case("delta.lastCommitTimestamp", PropertyClass::Platform)]
    #[case("view.query.out.col.0", PropertyClass::Platform)]
    #[case("spark.sql.statistics.totalSize", PropertyClass::Platform)]
    #[case("transient_lastDdlTime", PropertyClass::Platform)]
    fn a_key_tells_who_wrote_it(#[case] key: &str, #[case] class: PropertyClass) {
        assert_eq!(property_class(key), class);
    }
}
