//! Where files of tables and volumes are.
//!
//! A place inside the workspace is stored relative to it (`ws:managed/<id>`), so that its
//! directory can be moved; everything else is stored as the URL that was given.

use std::path::{Path, PathBuf};

use rusqlite::Transaction;
use url::Url;

use super::{Catalog, Chain, Kind};
use crate::error::{WsError, WsResult};

const INSIDE: &str = "ws:";

impl Catalog {
    /// The URL of a stored place.
    pub(crate) fn url_of(&self, stored: &str) -> String {
        match stored.strip_prefix(INSIDE) {
            Some(relative) => file_url(&self.root.join(relative)),
            None => stored.to_owned(),
        }
    }

    /// The stored place of a new managed object: under the storage root of its schema or catalog,
    /// else in the workspace.
    pub(super) fn managed_place(
        &self,
        tx: &Transaction<'_>,
        chain: &Chain,
        folder: &str,
    ) -> WsResult<String> {
        let id = &chain.object().id;
        for (sql, kind) in [
            (
                "SELECT storage_root FROM schema_detail WHERE id = ?1",
                Kind::Schema,
            ),
            (
                "SELECT storage_root FROM catalog_detail WHERE id = ?1",
                Kind::Catalog,
            ),
        ] {
            let Some(parent) = chain.links().find(|link| link.kind == kind) else {
                continue;
            };
            let root: Option<String> = tx
                .prepare_cached(sql)?
                .query_row([&parent.id], |row| row.get(0))?;
            let Some(root) = root else { continue };
            if local_path(&root).is_none() {
                return Err(WsError::unsupported(format_args!(
                    "managed files under the storage root `{root}` of {} '{}': only file: URLs are local",
                    kind.label(),
                    parent.full_name
                )));
            }
            let folder = if folder == "managed" {
                "tables"
            } else {
                folder
            };
            return Ok(format!(
                "{}/__unitystorage/{}s/{}/{folder}/{id}",
                root.trim_end_matches('/'),
                kind.label().to_lowercase(),
                parent.id
            ));
        }
        Ok(format!("{INSIDE}{folder}/{id}"))
    }
}

/// The storage location as it is stored and shown: a URL without a slash at its end.
pub(super) fn external_place(location: &str) -> WsResult<String> {
    let trimmed = location.trim_end_matches('/');
    if trimmed.starts_with('/') {
        return Ok(file_url(Path::new(trimmed)));
    }
    match Url::parse(trimmed) {
        Ok(url) if matches!(url.scheme(), "file" | "s3" | "abfss" | "gs") => {
            // `file:/a` and `file:///a` are one place.
            Ok(local_path(trimmed).map_or_else(|| trimmed.to_owned(), |path| file_url(&path)))
        }
        _ => Err(WsError::invalid(format!(
            "'{location}' is not a valid storage location."
        ))),
    }
}

/// Refuses a location that lies in, or holds, that of another table or volume.
pub(super) fn check_overlap(tx: &Transaction<'_>, catalog: &Catalog, place: &str) -> WsResult<()> {
    let mut statement = tx.prepare_cached(
        "SELECT d.location, s.kind, s.name FROM
           (SELECT id, location FROM table_detail UNION ALL SELECT id, location FROM volume_detail) d
         JOIN securable s ON s.id = d.id WHERE s.state <> 'dropped' AND d.location IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let stored: String = row.get(0)?;
        let other = catalog.url_of(&stored);
        if within(place, &other) || within(&other, place) {
            let (kind, name): (String, String) = (row.get(1)?, row.get(2)?);
            return Err(WsError::invalid(format!(
                "LOCATION_OVERLAP: Input path url '{place}' overlaps with the location of {} '{name}'.",
                kind.to_lowercase()
            )));
        }
    }
    let own = file_url(&catalog.root);
    if within(place, &own) {
        return Err(WsError::invalid(format!(
            "LOCATION_OVERLAP: Input path url '{place}' overlaps with managed storage."
        )));
    }
    Ok(())
}

fn within(inner: &str, outer: &str) -> bool {
    inner
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path of a `file:` URL.
pub(crate) fn local_path(url: &str) -> Option<PathBuf> {
    let url = Url::parse(url).ok()?;
    if url.scheme() == "file" {
        url.to_file_path().ok()
    } else {
        None
    }
}

/// The URL of an absolute path.
pub(crate) fn file_url(path: &Path) -> String {
    Url::from_file_path(path).map_or_else(
        |()| format!("file://{}", path.display()),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::path("/data/t/", "file:///data/t")]
    #[case::one_slash("file:/data/t", "file:///data/t")]
    #[case::three_slashes("file:///data/t//", "file:///data/t")]
    #[case::cloud("s3://bucket/t/", "s3://bucket/t")]
    #[case::space("/data/a b", "file:///data/a%20b")]
    fn one_place_has_one_form(#[case] given: &str, #[case] stored: &str) {
        assert_eq!(external_place(given).unwrap(), stored);
    }

    #[rstest]
    #[case("data/t")]
    #[case("http://x/t")]
    #[case("")]
    fn what_is_no_location_is_refused(#[case] given: &str) {
        assert_eq!(
            external_place(given).unwrap_err().code,
            "INVALID_PARAMETER_VALUE"
        );
    }
}
