//! Copies on the local disk that are real copies, durable, and visible only when whole.

use std::fs::{File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(target_os = "linux")]
use super::direct;
use super::is_absent;
use crate::spec::CopyMethod;

/// Files below this are copied through the cache at once: arranging more takes longer.
const SMALL: u64 = 256 << 10;

/// Files below this are not made durable one by one, where one call does it for all.
const ALONE: u64 = 8 << 20;

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
    /// Whether files of this size are better copied in one piece.
    pub(crate) fn is_small(size: u64) -> bool {
        SYNCS_FILE_SYSTEMS && size < SMALL
    }

    /// Copies a small file to the new file `to`; nothing stays of it if that fails.
    pub(crate) fn copy_small(&self, source: &Source, to: &Path) -> io::Result<Landed> {
        let mut target = create_like(&source.facts, to)?;
        match self.fill(source, &mut target) {
            Ok(size) => Ok(Landed {
                size,
                durable: false,
            }),
            Err(error) => {
                std::fs::remove_file(to)?;
                Err(error)
            }
        }
    }

    fn fill(&self, source: &Source, target: &mut File) -> io::Result<u64> {
        #[cfg(target_os = "linux")]
        if self.reflink(&source.file, target)? {
            return Ok(target.metadata()?.len());
        }
        // One byte more, so that a file that has grown is noticed, and so that the end is known
        // without another look.
        let size = usize::try_from(source.size()).unwrap_or(usize::MAX);
        let mut bytes = vec![0; size.saturating_add(1)];
        let mut read = 0;
        while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match (&source.file).read(rest)? {
                0 => break,
                more => read += more,
            }
            if read == size {
                break;
            }
        }
        bytes.truncate(read);
        target.write_all(&bytes)?;
        Ok(bytes.len() as u64)
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
        let durable = size >= ALONE || !SYNCS_FILE_SYSTEMS;
        if durable {
            target.sync_all()?;
        }
        Ok(Landed { size, durable })
    }

    #[cfg(target_os = "linux")]
    fn copy_bytes(&self, from: &Path, to: &Path) -> io::Result<File> {
        let mut source = File::open(from)?;
        let mut target = create_like(&source.metadata()?, to)?;
        if !self.reflink(&source, &target)? && !direct::copy(&mut source, &mut target)? {
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

/// A file that is open to be copied.
#[derive(Debug)]
pub(crate) struct Source {
    file: File,
    facts: Metadata,
}

impl Source {
    /// Opens a file; `None` if there is none.
    pub(crate) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if is_absent(&error) => return Ok(None),
            opened => opened?,
        };
        let facts = file.metadata()?;
        Ok(facts.is_file().then_some(Self { file, facts }))
    }

    pub(crate) fn size(&self) -> u64 {
        self.facts.len()
    }
}

/// Makes a new file that may be used by those who may use the file with these facts.
fn create_like(source: &Metadata, to: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
        // The owner must be able to write what a read-only source has.
        options.mode(source.mode() | 0o200);
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
        let source = Source::open(&from).unwrap().unwrap();
        assert_eq!(local.copy_small(&source, &copy).unwrap().size, 6);
        let taken = local.copy_small(&source, &copy).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(local.copy(&from, &link, CopyMethod::Link).unwrap().size, 6);
        std::fs::write(&from, b"edited").unwrap();
        assert_eq!(std::fs::read(&copy).unwrap(), b"before");
        assert_eq!(std::fs::read(&link).unwrap(), b"edited");
    }

    #[test]
    fn file_that_grows_while_it_is_copied_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        std::fs::write(&from, b"before").unwrap();
        let source = Source::open(&from).unwrap().unwrap();
        std::fs::write(&from, b"before and after").unwrap();
        assert_eq!(
            LocalCopy::default().copy_small(&source, &to).unwrap().size,
            7
        );
        assert!(Source::open(&dir.path().join("gone")).unwrap().is_none());
        assert!(Source::open(dir.path()).unwrap().is_none());
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
