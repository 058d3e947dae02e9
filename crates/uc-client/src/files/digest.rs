//! What tells one content of a file from another.

use std::fmt;

/// The size and the hash of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest {
    /// How many bytes.
    pub bytes: u64,
    /// Their BLAKE3 hash.
    pub blake3: [u8; 32],
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hash = blake3::Hash::from_bytes(self.blake3);
        write!(f, "{} bytes, blake3 {}", self.bytes, hash.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Takes bytes as they pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Hashing {
    bytes: u64,
    hasher: blake3::Hasher,
}

impl Hashing {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.bytes += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.hasher.update(bytes);
    }

    pub(super) fn digest(&self) -> Digest {
        Digest {
            bytes: self.bytes,
            blake3: self.hasher.finalize().into(),
        }
    }
}
