//! The right to run for a pair: an OS file lock, which a killed process gives back by dying.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write as _};
use std::path::Path;

use clone_core::ports::{Lease, PairKey, PortError, PortErrorKind, PortResult, Retry};

use super::sqlite::io_error;

/// Holds the lock as long as it lives.
#[derive(Debug)]
struct FileLease {
    // Closing the file gives the lock back; nothing reads the field.
    _file: File,
}

impl Lease for FileLease {}

/// Takes the lock of a pair below `dir`, or says who holds it.
pub(super) fn take(dir: &Path, pair: &PairKey) -> PortResult<Box<dyn Lease>> {
    fs::create_dir_all(dir).map_err(|error| io_error("make the folder of locks", dir, error))?;
    let path = dir.join(format!("{}.lock", file_stem(pair)));
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|error| io_error("open the lock", &path, error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(held(&mut file, pair)),
        Err(TryLockError::Error(error)) => return Err(io_error("lock", &path, error)),
    }
    // Who holds it, for the message that the next one sees; the lock itself is the truth.
    let note = format!("process {}", std::process::id());
    file.set_len(0)
        .and_then(|()| file.seek(SeekFrom::Start(0)))
        .and_then(|_| file.write_all(note.as_bytes()))
        .map_err(|error| io_error("write the lock", &path, error))?;
    Ok(Box::new(FileLease { _file: file }))
}

fn held(file: &mut File, pair: &PairKey) -> PortError {
    let mut holder = String::new();
    if file.read_to_string(&mut holder).is_err() || holder.is_empty() {
        holder = "another process".to_owned();
    }
    PortError::new(
        PortErrorKind::Conflict,
        format!(
            "{} -> {} is being cloned by {holder}",
            pair.source, pair.target
        ),
    )
    .with("holder", holder)
    .retry(Retry::Never)
}

/// A file name for a pair: readable where names are plain, injective always.
fn file_stem(pair: &PairKey) -> String {
    let mut stem = String::new();
    for (place, text) in [&pair.source, &pair.target].into_iter().enumerate() {
        if place > 0 {
            stem.push_str("--");
        }
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.') {
                stem.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(stem, "-{byte:02x}");
            }
        }
    }
    if stem.len() <= 200 {
        return stem;
    }
    blake3::hash(stem.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(source: &str, target: &str) -> PairKey {
        PairKey {
            source: source.into(),
            target: target.into(),
        }
    }

    #[test]
    fn a_second_taker_is_told_who_holds_it_until_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let held = take(dir.path(), &pair("w/prod", "w/staging")).unwrap();
        let refused = take(dir.path(), &pair("w/prod", "w/staging")).unwrap_err();
        assert_eq!(refused.kind, PortErrorKind::Conflict);
        assert!(
            refused
                .message
                .contains(&format!("process {}", std::process::id()))
        );
        take(dir.path(), &pair("w/prod", "w/other")).unwrap();
        drop(held);
        take(dir.path(), &pair("w/prod", "w/staging")).unwrap();
    }

    #[test]
    fn different_pairs_have_different_files() {
        let stems: std::collections::BTreeSet<String> = [
            pair("a", "b"),
            pair("a-", "b"),
            pair("a--b", ""),
            pair("a-2d", "b"),
            pair("ü", "b"),
            pair(&"x".repeat(300), "b"),
            pair(&"x".repeat(301), "b"),
        ]
        .iter()
        .map(file_stem)
        .collect();
        assert_eq!(stems.len(), 7);
    }
}
