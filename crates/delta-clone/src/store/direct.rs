//! Bytes that go to the disk past the page cache.
//!
//! They push nothing out of the cache that somebody needs, and take no fresh memory. They are on
//! their way to the disk while the next ones are read, so that little is left to wait for when the
//! copy must be durable.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Write};

use rustix::fs::{FsWord, OFlags, fcntl_getfl, fcntl_setfl, fstatfs};

/// How much goes to the disk at once.
const PIECE: usize = 1 << 20;

/// What direct writes must be multiples of, in memory and on disk. Blocks of disks are powers of
/// two up to this; a file system that wants more refuses, and gets the bytes through the cache.
const ALIGNED: usize = 4096;

/// File systems whose own copies are no more than reading and writing through the cache: ext2 to
/// ext4, XFS. Others may copy on their server or share blocks, when they are asked to copy.
const DISKS: [FsWord; 2] = [0xEF53, 0x5846_5342];

thread_local! {
    /// The memory of one copying thread, of which an aligned part is used.
    static MEMORY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Copies all bytes of `source` to the empty file `target`; false, and nothing is done, if the file
/// system of `target` has a better way.
pub(super) fn copy(source: &mut File, target: &mut File) -> io::Result<bool> {
    if !DISKS.contains(&fstatfs(&*target)?.f_type) || !switch(target, true)? {
        return Ok(false);
    }
    MEMORY.with_borrow_mut(|memory| {
        memory.resize(PIECE + ALIGNED, 0);
        let start = memory.as_ptr().align_offset(ALIGNED);
        let piece = memory
            .get_mut(start..)
            .and_then(|rest| rest.get_mut(..PIECE));
        pieces(source, target, piece.ok_or(io::ErrorKind::OutOfMemory)?)
    })?;
    Ok(true)
}

fn pieces(source: &mut File, target: &mut File, piece: &mut [u8]) -> io::Result<()> {
    let mut is_direct = true;
    loop {
        let bytes = fill(source, piece)?;
        let is_last = bytes.len() < PIECE;
        let whole = if is_direct {
            bytes.len() - bytes.len() % ALIGNED
        } else {
            0
        };
        let (blocks, _) = bytes.split_at(whole);
        let written = write_blocks(target, blocks)?;
        let rest = bytes.get(written..).unwrap_or_default();
        if !rest.is_empty() {
            // The end of a file is seldom a whole block.
            if is_direct {
                switch(target, false)?;
                is_direct = false;
            }
            target.write_all(rest)?;
        }
        if is_last {
            return Ok(());
        }
    }
}

/// The next bytes of a file: as many as there is room for, or the last ones.
fn fill<'a>(source: &mut File, piece: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let mut read = 0;
    while let Some(room) = piece.get_mut(read..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(piece.get(..read).unwrap_or_default())
}

/// Writes blocks as far as the file system takes them, and says how many bytes that were.
fn write_blocks(target: &mut File, blocks: &[u8]) -> io::Result<usize> {
    let mut written = 0;
    while let Some(rest) = blocks.get(written..).filter(|rest| !rest.is_empty()) {
        match target.write(rest) {
            Ok(0) => break,
            Ok(more) => written += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // It wants larger blocks, or what is left is none.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => break,
            Err(error) => return Err(error),
        }
    }
    Ok(written)
}

/// Switches direct writes on or off; false if the file system has none.
fn switch(target: &File, on: bool) -> io::Result<bool> {
    let mut flags = fcntl_getfl(target)?;
    flags.set(OFlags::DIRECT, on);
    match fcntl_setfl(target, flags) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::INVAL) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every length around the sizes of pieces and blocks, and whatever the temporary directory
    /// lies on.
    #[test]
    fn copies_have_every_byte() {
        let dir = tempfile::tempdir().unwrap();
        let lengths = [
            0,
            1,
            ALIGNED - 1,
            ALIGNED,
            ALIGNED + 1,
            PIECE - 1,
            PIECE,
            PIECE + 1,
        ];
        for length in lengths
            .into_iter()
            .chain([3 * PIECE, 3 * PIECE + 5 * ALIGNED + 7])
        {
            let (from, to) = (dir.path().join("from"), dir.path().join("to"));
            let bytes: Vec<u8> = (0..251).cycle().take(length).collect();
            std::fs::write(&from, &bytes).unwrap();
            let (mut source, mut target) = (File::open(&from).unwrap(), File::create(&to).unwrap());
            if !copy(&mut source, &mut target).unwrap() {
                assert_eq!(target.metadata().unwrap().len(), 0);
                continue;
            }
            assert!(std::fs::read(&to).unwrap() == bytes, "{length} bytes");
        }
    }

    #[test]
    fn blocks_that_are_refused_go_through_the_cache() {
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        let bytes: Vec<u8> = (0..241).cycle().take(2 * PIECE + 9).collect();
        std::fs::write(&from, &bytes).unwrap();
        let (mut source, mut target) = (File::open(&from).unwrap(), File::create(&to).unwrap());
        // Memory that is not aligned is refused by those that want aligned memory.
        let mut memory = vec![0; PIECE + ALIGNED];
        let odd = memory.as_ptr().align_offset(ALIGNED) + 1;
        let _has_direct_writes = switch(&target, true).unwrap();
        pieces(&mut source, &mut target, &mut memory[odd..odd + PIECE]).unwrap();
        assert!(std::fs::read(&to).unwrap() == bytes);
    }
}
