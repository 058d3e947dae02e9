//! Source and target must be two directories, neither inside the other.

use std::path::{Path, PathBuf};

use crate::error::CloneError;
use crate::store::Root;

/// Refuses a pair of directories where the clone would write into its source.
pub(crate) fn refuse_overlap(source: &Root, target: &Root) -> Result<(), CloneError> {
    let (one, other) = match (source.local(), target.local()) {
        // Links in the path may hide that two URLs are one directory.
        (Some(source), Some(target)) => (resolved(source), resolved(target)),
        (None, None) => (path_of(source), path_of(target)),
        _ => return Ok(()),
    };
    if one == other {
        return Err(CloneError::SameTable {
            table: source.shown(),
        });
    }
    let overlap = |inner: &Root, outer: &Root| {
        Err(CloneError::Overlap {
            inner: inner.shown(),
            outer: outer.shown(),
        })
    };
    if one.starts_with(&other) {
        return overlap(source, target);
    }
    if other.starts_with(&one) {
        return overlap(target, source);
    }
    Ok(())
}

fn path_of(root: &Root) -> PathBuf {
    PathBuf::from(root.url().as_str())
}

/// The path with the links in its existing part resolved.
fn resolved(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let Ok(real) = ancestor.canonicalize() {
            let rest = path.strip_prefix(ancestor).unwrap_or(Path::new(""));
            return real.join(rest);
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::store::Stores;

    fn root(path: &Path) -> Root {
        Stores::default()
            .root(&Url::from_directory_path(path).unwrap())
            .unwrap()
    }

    #[test]
    fn link_to_the_source_is_the_source() {
        let dir = tempfile::tempdir().unwrap();
        let table = dir.path().join("table");
        std::fs::create_dir(&table).unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&table, &link).unwrap();
        let same = refuse_overlap(&root(&table), &root(&link));
        assert!(matches!(same, Err(CloneError::SameTable { .. })));
        let inside = refuse_overlap(&root(&table), &root(&link.join("sub")));
        assert!(matches!(inside, Err(CloneError::Overlap { .. })));
        refuse_overlap(&root(&table), &root(&dir.path().join("table2"))).unwrap();
    }
}
