//! Where clones of external tables and volumes are put.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::draft::Draft;
use crate::model::{Class, Detail, Inventory, ObjectKey, Storage};

/// The location of an external clone: below the requested root, apart for each destination,
/// schema, class and name. None without a root; an error when it touches the source's data.
pub(crate) fn of(draft: &Draft<'_>, key: &ObjectKey) -> Option<Result<String, String>> {
    let root = draft.request.external_root.as_ref()?;
    let mut location = root.trim_end_matches('/').to_owned();
    let class = match key.class {
        Class::Volume => "volumes",
        _ => "tables",
    };
    let name = draft.dest_name(&key.name);
    let mut parts: Vec<_> = name
        .parts()
        .iter()
        .map(|part| folder(part.as_str()))
        .collect();
    parts.insert(parts.len().saturating_sub(1), class.to_owned());
    for part in parts {
        location.push('/');
        location.push_str(&part);
    }
    let touched = overlapping(&draft.locations, &location);
    Some(match touched {
        Some(other) => Err(format!("`{location}` overlaps `{other}` of the source")),
        None => Ok(location),
    })
}

/// A name as a folder: lower case, since names differ by more than case, and with all but the
/// plainest characters written as `~` and their code, so that two names never share a folder.
fn folder(name: &str) -> String {
    let mut text = String::new();
    for byte in name.to_lowercase().bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "~{byte:02x}");
        }
    }
    text
}

/// Where a catalog keeps external data.
pub(crate) fn of_source(source: &Inventory) -> BTreeSet<String> {
    source
        .objects
        .values()
        .filter_map(|object| match &object.detail {
            Detail::Table(table) => Some(&table.storage),
            Detail::Volume { storage, .. } => Some(storage),
            _ => None,
        })
        .filter_map(|storage| match storage {
            Storage::External { location } => Some(location.trim_end_matches('/').to_owned()),
            Storage::Managed => None,
        })
        .collect()
}

/// A location among `others` that is this one, lies inside it or holds it.
fn overlapping<'l>(others: &'l BTreeSet<String>, location: &str) -> Option<&'l String> {
    let inside = format!("{location}/");
    let held = others
        .range(inside.clone()..)
        .next()
        .filter(|other| other.starts_with(&inside));
    held.or_else(|| {
        inside
            .match_indices('/')
            .filter_map(|(end, _)| others.get(inside.get(..end)?))
            .next()
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("s3://b/a", true)]
    #[case("s3://b/a/c", true)]
    #[case("s3://b", true)]
    #[case("s3://b/ab", false)]
    #[case("s3://b/a-1", false)]
    fn locations_overlap_by_whole_folders(#[case] location: &str, #[case] yes: bool) {
        let others = BTreeSet::from(["s3://b/a".to_owned(), "s3://z/y".to_owned()]);
        assert_eq!(overlapping(&others, location).is_some(), yes);
    }

    #[rstest]
    #[case("Orders", "orders")]
    #[case("a#b", "a~23b")]
    #[case("a~23b", "a~7e23b")]
    #[case("ü", "~c3~bc")]
    #[case("..", "~2e~2e")]
    fn a_name_becomes_one_plain_folder(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(folder(name), expected);
    }
}
