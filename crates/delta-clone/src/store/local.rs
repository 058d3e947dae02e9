//! Copies on the local disk that are real copies, durable, and visible only when whole.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::spec::CopyMethod;

/// Copies `from` to `temporary`, durably, and returns the size.
///
/// With [`CopyMethod::Link`] it is a second name of the same bytes.
pub(crate) fn copy_durably(from: &Path, temporary: &Path, method: CopyMethod) -> io::Result<u64> {
    match method {
        CopyMethod::Link => {
            std::fs::hard_link(from, temporary)?;
            Ok(std::fs::metadata(temporary)?.len())
        }
        CopyMethod::Auto => {
            if !reflink(from, temporary)? {
                // copy_file_range on Linux, fclonefileat on macOS.
                std::fs::copy(from, temporary)?;
            }
            let copy = File::open(temporary)?;
            copy.sync_all()?;
            Ok(copy.metadata()?.len())
        }
    }
}

/// Shares the blocks of `from` copy-on-write, where the file system can.
#[cfg(target_os = "linux")]
fn reflink(from: &Path, to: &Path) -> io::Result<bool> {
    let source = File::open(from)?;
    let target = File::create_new(to)?;
    match rustix::fs::ioctl_ficlone(&target, &source) {
        Ok(()) => {
            target.set_permissions(source.metadata()?.permissions())?;
            Ok(true)
        }
        Err(
            rustix::io::Errno::OPNOTSUPP
            | rustix::io::Errno::XDEV
            | rustix::io::Errno::INVAL
            | rustix::io::Errno::NOTTY
            | rustix::io::Errno::NOSYS
            | rustix::io::Errno::PERM
            | rustix::io::Errno::TXTBSY,
        ) => {
            drop(target);
            std::fs::remove_file(to)?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn reflink(_from: &Path, _to: &Path) -> io::Result<bool> {
    Ok(false)
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
        assert_eq!(copy_durably(&from, &copy, CopyMethod::Auto).unwrap(), 6);
        assert_eq!(copy_durably(&from, &link, CopyMethod::Link).unwrap(), 6);
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
