//! Copying the files of one volume into another, as streams through this process.
//!
//! The service has no copy of its own and no recursive list.

use std::collections::BTreeMap;

use clone_core::ports::{Outcome, PortError, PortErrorKind, PortResult, Retry};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use sql_rewrite::QName;
use uc_client::{ApiError, Files};

use crate::uc::Link;
use crate::uc::answer::port_error;

/// Files that are copied at the same time.
const WIDTH: usize = 8;

/// Copies what the target lacks or has in another size, then looks whether all of it arrived.
pub(super) async fn copy(link: &Link, from: &QName, to: &QName) -> PortResult<Outcome> {
    let files = link.client.files();
    let (from, to) = (root(from)?, root(to)?);
    let (wanted, have) =
        tokio::try_join!(tree(&files, &from), tree(&files, &to)).map_err(port_error)?;
    for directory in &wanted.directories {
        if !have.directories.contains(directory) {
            let path = format!("{to}{directory}");
            files.create_directory(&path).await.map_err(port_error)?;
        }
    }
    let missing: Vec<(&String, u64)> = wanted
        .files
        .iter()
        .filter(|(path, size)| have.files.get(*path) != Some(size))
        .map(|(path, size)| (path, *size))
        .collect();
    let outcome = Outcome {
        files: u64::try_from(missing.len()).unwrap_or(u64::MAX),
        bytes: missing.iter().map(|(_, size)| size).sum(),
        statement: None,
    };
    let copies = missing
        .into_iter()
        .map(|(path, _)| (format!("{from}{path}"), format!("{to}{path}")));
    stream::iter(copies.map(Ok))
        .try_for_each_concurrent(WIDTH, |(from, to)| {
            let files = files.clone();
            async move { copy_one(&files, &from, &to).await.map_err(port_error) }
        })
        .await?;
    if outcome.files > 0 {
        arrived(&wanted, &tree(&files, &to).await.map_err(port_error)?, &to)?;
    }
    Ok(outcome)
}

/// Copies a file, and reads the copy: storage tells no hash that could be compared instead.
async fn copy_one(files: &Files, from: &str, to: &str) -> Result<(), ApiError> {
    let bytes = files.download(from).await?;
    files
        .upload_verified(to, bytes, uc_client::Existing::Overwrite)
        .await
        .map(drop)
}

fn arrived(wanted: &Tree, have: &Tree, to: &str) -> PortResult<()> {
    for (path, size) in &wanted.files {
        let found = have.files.get(path);
        if found != Some(size) {
            let message = match found {
                Some(found) => format!("`{to}{path}` has {found} of {size} bytes"),
                None => format!("`{to}{path}` did not arrive"),
            };
            return Err(PortError::new(PortErrorKind::Unknown, message).retry(Retry::Now));
        }
    }
    Ok(())
}

/// Paths below a volume's root, each with a leading slash.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: BTreeMap<String, u64>,
    pub(crate) directories: Vec<String>,
}

/// The whole tree below a directory, outer directories first.
pub(crate) async fn tree(files: &Files, root: &str) -> Result<Tree, ApiError> {
    let mut tree = Tree::default();
    let mut level = vec![root.to_owned()];
    while !level.is_empty() {
        let listed: Vec<Vec<uc_client::DirectoryEntry>> = stream::iter(level)
            .map(|path| async move { files.list(&path).try_collect().await })
            .buffered(WIDTH)
            .try_collect()
            .await?;
        level = Vec::new();
        for entry in listed.into_iter().flatten() {
            let path = entry.path.trim_end_matches('/');
            let Some(below) = path
                .strip_prefix(root)
                .filter(|below| below.starts_with('/'))
            else {
                continue;
            };
            if entry.is_directory {
                tree.directories.push(below.to_owned());
                level.push(path.to_owned());
            } else {
                let size = entry
                    .file_size
                    .and_then(|size| u64::try_from(size).ok())
                    .unwrap_or(0);
                tree.files.insert(below.to_owned(), size);
            }
        }
    }
    Ok(tree)
}

/// Where the files of a volume are.
pub(crate) fn root(volume: &QName) -> PortResult<String> {
    match volume.parts() {
        [catalog, schema, name] => Ok(format!(
            "/Volumes/{}/{}/{}",
            catalog.as_str(),
            schema.as_str(),
            name.as_str()
        )),
        _ => {
            let message = format!("`{volume}` is not the name of a volume");
            Err(PortError::new(PortErrorKind::Invalid, message))
        }
    }
}
