//! Copies on the local disk that are real copies, durable, and visible only when whole.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::spec::CopyMethod;

/// Files below this are not made durable one by one, where one call does it for all.
const SMALL: u64 = 256 << 10;

/// A file that was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Landed {
    pub(crate) size: u64,
    /// Whether it survives a power failure by now, or only after [`sync_file_system`].
    pub(crate) durable: bool,
}

/// Copies files on the local disk.
#[derive(Debug, Default)]
pub(crate) struct LocalCopy {
    /// The file system has told that it shares no blocks; asking again costs as much as a small
    /// copy.
    no_reflink: AtomicBool,
}

impl LocalCopy {
    /// Whether a file of this size is better read and written, and made durable with others.
    pub(crate) fn is_small(&self, size: u64) -> bool {
        // Sharing blocks is cheaper still.
        SYNCS_FILE_SYSTEMS && size < SMALL && self.no_reflink.load(Ordering::Relaxed)
    }

    /// Copies a small file to the new file `to`; nothing stays of it if that fails.
    pub(crate) fn copy_small(&self, from: &Path, size: u64, to: &Path) -> io::Result<Landed> {
        let mut source = File::open(from)?;
        // One byte more, so that a file that has grown is noticed.
        let mut bytes = vec![0; usize::try_from(size).unwrap_or(usize::MAX) + 1];
        let mut read = 0;
        while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match source.read(rest)? {
                0 => break,
                more => read += more,
            }
        }
        bytes.truncate(read);
        let mut target = create_like(&source, to)?;
        if let Err(error) = target.write_all(&bytes) {
            std::fs::remove_file(to)?;
            return Err(error);
        }
        Ok(Landed {
            size: bytes.len() as u64,
            durable: false,
        })
    }

    /// Copies `from` to the new file `to`.
    ///
    /// With [`CopyMethod::Link`] it is a second name of the same bytes.
    pub(crate) fn copy(&self, from: &Path, to: &Path, method: CopyMethod) -> io::Result<Landed> {
        if method == CopyMethod::Link {
            std::fs::hard_link(from, to)?;
            let size = std::fs::metadata(to)?.len();
            return Ok(Landed {
                size,
                durable: false,
            });
        }
        let target = self.copy_bytes(from, to)?;
        let size = target.metadata()?.len();
        let durable = size >= SMALL || !SYNCS_FILE_SYSTEMS;
        if durable {
            target.sync_all()?;
        }
        Ok(Landed { size, durable })
    }

    #[cfg(target_os = "linux")]
    fn copy_bytes(&self, from: &Path, to: &Path) -> io::Result<File> {
        let mut source = File::open(from)?;
        let mut target = create_like(&source, to)?;
        if !self.reflink(&source, &target)? {
            // copy_file_range, where it works.
            io::copy(&mut source, &mut target)?;
        }
        Ok(target)
    }

    /// Shares the blocks of `from` copy-on-write, where the file system can.
    #[cfg(target_os = "linux")]
    fn reflink(&self, from: &File, to: &File) -> io::Result<bool> {
        use rustix::io::Errno;
        if self.no_reflink.load(Ordering::Relaxed) {
            return Ok(false);
        }
        match rustix::fs::ioctl_ficlone(to, from) {
            Ok(()) => Ok(true),
            Err(Errno::OPNOTSUPP | Errno::XDEV | Errno::NOTTY | Errno::NOSYS) => {
                self.no_reflink.store(true, Ordering::Relaxed);
                Ok(false)
            }
            Err(Errno::INVAL | Errno::PERM | Errno::TXTBSY) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The library clones files where the system can: fclonefileat on macOS.
    #[cfg(not(target_os = "linux"))]
    fn copy_bytes(&self, from: &Path, to: &Path) -> io::Result<File> {
        self.no_reflink.store(true, Ordering::Relaxed);
        std::fs::copy(from, to)?;
        File::open(to)
    }
}

/// Makes a new file that may be used by those who may use `source`.
fn create_like(source: &File, to: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
        // The owner must be able to write what a read-only source has.
        options.mode(source.metadata()?.mode() | 0o200);
    }
    #[cfg(not(unix))]
    let _unused = source;
    options.open(to)
}

/// Whether [`sync_file_system`] makes all files of a file system durable.
const SYNCS_FILE_SYSTEMS: bool = cfg!(target_os = "linux");

/// Makes everything on the file system of a directory durable.
#[cfg(target_os = "linux")]
pub(crate) fn sync_file_system(directory: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(directory)?)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn sync_file_system(_directory: &Path) -> io::Result<()> {
    Ok(())
}

/// Gives the staged file its final name, unless somebody has it; tells whether it did.
pub(crate) fn put_if_absent(staged: &Path, name: &Path) -> io::Result<bool> {
    match std::fs::hard_link(staged, name) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => rename_if_absent(staged, name, error),
    }
}

/// For file systems without hard links.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn rename_if_absent(staged: &Path, name: &Path, no_link: io::Error) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, staged, CWD, name, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::EXIST) => Ok(false),
        Err(_) => Err(no_link),
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn rename_if_absent(_staged: &Path, _name: &Path, no_link: io::Error) -> io::Result<bool> {
    Err(no_link)
}

/// Makes the names in a directory durable.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    #[cfg(not(unix))]
    let _unused = directory;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copy_does_not_share_bytes_and_link_does() {
        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("from");
        std::fs::write(&from, b"before").unwrap();
        let copy = dir.path().join("copy");
        let link = dir.path().join("link");
        let local = LocalCopy::default();
        for _ in 0..2 {
            let copied = local.copy(&from, &copy, CopyMethod::Auto).unwrap();
            assert_eq!(copied.size, 6);
            assert_eq!(std::fs::read(&copy).unwrap(), b"before");
            std::fs::remove_file(&copy).unwrap();
        }
        local.copy(&from, &copy, CopyMethod::Auto).unwrap();
        assert_eq!(local.copy(&from, &link, CopyMethod::Link).unwrap().size, 6);
        std::fs::write(&from, b"edited").unwrap();
        assert_eq!(std::fs::read(&copy).unwrap(), b"before");
        assert_eq!(std::fs::read(&link).unwrap(), b"edited");
    }

    #[test]
    fn second_put_of_one_name_is_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        std::fs::write(&one, b"1").unwrap();
        std::fs::write(&two, b"2").unwrap();
        let name = dir.path().join("name");
        assert!(put_if_absent(&one, &name).unwrap());
        assert!(!put_if_absent(&two, &name).unwrap());
        assert_eq!(std::fs::read(&name).unwrap(), b"1");
    }
}
