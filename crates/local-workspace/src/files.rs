//! Files of volumes on disk, by the paths that the Files API names them with.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::catalog::{Catalog, Page, PageOf, VolumeRow, decode_token, encode_token, local_path};
use crate::error::{WsError, WsResult};
use crate::govern::Privilege;
use crate::identity::Session;

/// The most entries of one page of a directory.
const PAGE: usize = 1000;

/// A path in a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VolumePath {
    /// The full name of the volume.
    pub(crate) volume: String,
    /// The path within it; empty for its root.
    pub(crate) within: PathBuf,
    /// The path as the API names it, without a slash at its end.
    pub(crate) shown: String,
}

impl VolumePath {
    /// Reads `/Volumes/catalog/schema/volume/...`.
    ///
    /// # Errors
    /// When it is another path, or one that would lead out of the volume.
    pub(crate) fn parse(path: &str) -> WsResult<Self> {
        let invalid =
            || WsError::invalid(format!("Invalid path: '{path}' is not a path in a volume."));
        let mut parts = path.trim_matches('/').split('/');
        if parts.next() != Some("Volumes") {
            return Err(invalid());
        }
        let names: Vec<&str> = parts.by_ref().take(3).collect();
        let rest: Vec<&str> = parts.collect();
        let odd =
            |part: &&str| part.is_empty() || matches!(*part, "." | "..") || part.contains('\0');
        if names.len() < 3 || names.iter().any(odd) || rest.iter().any(odd) {
            return Err(invalid());
        }
        Ok(Self {
            volume: names.join("."),
            within: rest.iter().collect(),
            shown: format!("/{}", path.trim_matches('/')),
        })
    }
}

/// A file or directory in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) is_directory: bool,
    pub(crate) size: u64,
    pub(crate) modified_ms: i64,
}

/// Whether an upload may replace a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overwrite {
    No,
    Yes,
}

/// Finds the place of a path on disk, when the caller holds the privilege on its volume.
pub(crate) fn place(
    catalog: &Catalog,
    session: &Session,
    path: &VolumePath,
    privilege: Privilege,
) -> WsResult<PathBuf> {
    let volume = catalog.open_volume(session, &path.volume, privilege)?;
    Ok(root_of(&volume)?.join(&path.within))
}

fn root_of(volume: &VolumeRow) -> WsResult<PathBuf> {
    local_path(&volume.location).ok_or_else(|| {
        WsError::unsupported(format_args!(
            "files at `{}` of volume '{}': only file: URLs are local",
            volume.location, volume.meta.full_name
        ))
    })
}

/// Opens a file, with its size and the time of its last change in epoch milliseconds.
pub(crate) fn open(place: &Path) -> WsResult<(File, u64, i64)> {
    let missing = || WsError::new("NOT_FOUND", 404, "The file being accessed is not found.");
    let file = match File::open(place) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Err(missing()),
        Err(error) => return Err(WsError::io("open a file", &error)),
    };
    let about = file
        .metadata()
        .map_err(|error| WsError::io("read a file", &error))?;
    if about.is_dir() {
        return Err(missing());
    }
    Ok((file, about.len(), modified_ms(&about)))
}

/// Moves a finished upload to its place, making the directories above it.
pub(crate) fn publish(upload: &Path, place: &Path, overwrite: Overwrite) -> WsResult<()> {
    let wrong = |error: std::io::Error| WsError::io("write a file", &error);
    if place.is_dir() {
        return Err(WsError::new(
            "ALREADY_EXISTS",
            409,
            "A directory exists at the path of the file.",
        ));
    }
    if let Some(parent) = place.parent() {
        make_directory(parent)?;
    }
    let exists = || {
        WsError::new(
            "ALREADY_EXISTS",
            409,
            "The file being created already exists.",
        )
    };
    if overwrite == Overwrite::No {
        // Linking refuses an existing target in one step, so two uploads cannot both win.
        return match fs::hard_link(upload, place) {
            Ok(()) => fs::remove_file(upload).map_err(wrong),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists()),
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {
                if place.exists() {
                    Err(exists())
                } else {
                    move_across(upload, place)
                }
            }
            Err(error) => Err(wrong(error)),
        };
    }
    match fs::rename(upload, place) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => move_across(upload, place),
        outcome => outcome.map_err(wrong),
    }
}

fn move_across(upload: &Path, place: &Path) -> WsResult<()> {
    let wrong = |error: std::io::Error| WsError::io("write a file", &error);
    let mut part = place.as_os_str().to_owned();
    part.push(".part");
    fs::copy(upload, &part).map_err(wrong)?;
    fs::rename(&part, place).map_err(wrong)?;
    fs::remove_file(upload).map_err(wrong)
}

/// Deletes a file.
pub(crate) fn delete(place: &Path) -> WsResult<()> {
    match fs::remove_file(place) {
        Ok(()) => Ok(()),
        Err(error) if is_absent(&error) || place.is_dir() => Err(WsError::new(
            "NOT_FOUND",
            404,
            "The file being accessed is not found.",
        )),
        Err(error) => Err(WsError::io("delete a file", &error)),
    }
}

/// Makes a directory and those above it; one that exists is no error.
pub(crate) fn make_directory(place: &Path) -> WsResult<()> {
    fs::create_dir_all(place).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => WsError::new(
            "ALREADY_EXISTS",
            409,
            "A file exists at the path of the directory.",
        ),
        _ => WsError::io("make a directory", &error),
    })
}

/// Deletes an empty directory.
pub(crate) fn delete_directory(place: &Path, path: &VolumePath) -> WsResult<()> {
    if path.within.as_os_str().is_empty() {
        return Err(WsError::invalid(
            "The root directory of a volume cannot be deleted.",
        ));
    }
    match fs::remove_dir(place) {
        Ok(()) => Ok(()),
        Err(error) if is_absent(&error) => Err(no_directory()),
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Err(WsError::new(
            "DIRECTORY_NOT_EMPTY",
            400,
            "The directory being deleted is not empty.",
        )),
        Err(error) => Err(WsError::io("delete a directory", &error)),
    }
}

/// Refuses unless there is a directory. The root of a volume is one before its first file.
pub(crate) fn check_directory(place: &Path, path: &VolumePath) -> WsResult<()> {
    if place.is_dir() || path.within.as_os_str().is_empty() {
        Ok(())
    } else {
        Err(no_directory())
    }
}

/// A page of a directory, by name.
pub(crate) fn list(place: &Path, path: &VolumePath, page: &Page) -> WsResult<PageOf<Entry>> {
    check_directory(place, path)?;
    let after = page.token.as_deref().map(decode_token).transpose()?;
    let mut entries = Vec::new();
    if place.is_dir() {
        let wrong = |error: std::io::Error| WsError::io("read a directory", &error);
        for entry in fs::read_dir(place).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            let about = fs::metadata(entry.path()).map_err(wrong)?;
            entries.push(Entry {
                name: entry.file_name().to_string_lossy().into_owned(),
                is_directory: about.is_dir(),
                size: about.len(),
                modified_ms: modified_ms(&about),
            });
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries.retain(|entry| after.as_ref().is_none_or(|after| entry.name > *after));
    let size = page.size.filter(|size| *size > 0).unwrap_or(PAGE).min(PAGE);
    let more = entries.len() > size;
    entries.truncate(size);
    let next = entries
        .last()
        .filter(|_| more)
        .map(|last| encode_token(&last.name));
    Ok(PageOf {
        items: entries,
        next,
    })
}

fn no_directory() -> WsError {
    WsError::new(
        "NOT_FOUND",
        404,
        "The directory being accessed is not found.",
    )
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn modified_ms(about: &fs::Metadata) -> i64 {
    let time = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("/Volumes/main/s/v", "main.s.v", "")]
    #[case("/Volumes/main/s/v/", "main.s.v", "")]
    #[case("/Volumes/main/s/v/a b/c%.txt", "main.s.v", "a b/c%.txt")]
    fn a_path_in_a_volume_is_read(#[case] path: &str, #[case] volume: &str, #[case] within: &str) {
        let read = VolumePath::parse(path).unwrap();
        assert_eq!(
            (read.volume.as_str(), read.within.to_str().unwrap()),
            (volume, within)
        );
    }

    #[rstest]
    #[case("/Volumes/main/s")]
    #[case("/Workspace/main/s/v/a")]
    #[case("/Volumes/main/s/v/../../x")]
    #[case("/Volumes/main/../v/x")]
    #[case("/Volumes/main/s/v/a//b")]
    #[case("/Volumes/main/s/v/./b")]
    fn a_path_that_leads_elsewhere_is_refused(#[case] path: &str) {
        assert_eq!(
            VolumePath::parse(path).unwrap_err().code,
            "INVALID_PARAMETER_VALUE"
        );
    }
}
