//! Bytes on their way into an object store, and the etag that says that they arrived.

use std::pin::pin;

use bytes::Bytes;
use futures::{Stream, TryStreamExt as _};
use md5::{Digest as _, Md5};
use object_store::{ObjectStoreExt as _, PutPayloadMut, WriteMultipart};

use super::stream::Object;
use crate::error::CloneError;

/// Up to this size a file goes in one request; above it, in parts of this size or larger ones.
const ONE_PUT: u64 = 8 << 20;

/// S3 takes no more parts of a file.
const MOST_PARTS: u64 = 10_000;

/// How many parts of one file are on their way at a time.
const PARTS_IN_FLIGHT: usize = 2;

/// Uploads a file of `size` bytes, whole or not at all. Returns the etag that S3 gives to such an
/// upload of these bytes; other stores have etags of other forms.
pub(super) async fn upload(
    to: &Object<'_>,
    size: u64,
    bytes: impl Stream<Item = Result<Bytes, CloneError>>,
) -> Result<String, CloneError> {
    let part = part_size(size);
    let mut tag = Tag::of_parts_of(part);
    let mut bytes = pin!(bytes);
    if size <= ONE_PUT {
        let mut body = PutPayloadMut::new();
        while let Some(piece) = bytes.try_next().await? {
            tag.update(&piece);
            body.push(piece);
        }
        let put = to.store.put(to.path, body.freeze()).await;
        return put.map(|_| tag.of_one()).map_err(|error| to.failed(error));
    }
    let upload = to.store.put_multipart(to.path).await;
    let upload = upload.map_err(|error| to.failed(error))?;
    let piece = usize::try_from(part).unwrap_or(usize::MAX);
    let mut upload = WriteMultipart::new_with_chunk_size(upload, piece);
    let sent = async {
        while let Some(piece) = bytes.try_next().await? {
            tag.update(&piece);
            let room = upload.wait_for_capacity(PARTS_IN_FLIGHT).await;
            room.map_err(|error| to.failed(error))?;
            upload.put(piece);
        }
        Ok(())
    };
    if let Err(error) = sent.await {
        // Parts that stay are paid for, and nobody sees them.
        if let Err(error) = upload.abort().await {
            tracing::warn!(file = %to.path, %error, "parts of an upload stay behind");
        }
        return Err(error);
    }
    let done = upload.finish().await;
    done.map(|_| tag.of_all()).map_err(|error| to.failed(error))
}

/// The etag that [`upload`] returns for these bytes.
pub(super) async fn e_tag_of(
    size: u64,
    bytes: impl Stream<Item = Result<Bytes, CloneError>>,
) -> Result<String, CloneError> {
    let mut tag = Tag::of_parts_of(part_size(size));
    let mut bytes = pin!(bytes);
    while let Some(piece) = bytes.try_next().await? {
        tag.update(&piece);
    }
    Ok(if size <= ONE_PUT {
        tag.of_one()
    } else {
        tag.of_all()
    })
}

/// The size of the parts of a file: whole MiB, and not too many of them.
fn part_size(size: u64) -> u64 {
    const MIB: u64 = 1 << 20;
    let least = size.div_ceil(MOST_PARTS);
    (least.div_ceil(MIB) * MIB).max(ONE_PUT)
}

/// What S3 makes of bytes: their MD5, or that of the MD5s of their parts and the number of these.
struct Tag {
    part_size: u64,
    /// How much of the part at hand there is.
    filled: u64,
    part: Md5,
    /// The digests of the parts before.
    parts: Vec<u8>,
}

impl Tag {
    fn of_parts_of(part_size: u64) -> Self {
        Self {
            part_size,
            filled: 0,
            part: Md5::new(),
            parts: Vec::new(),
        }
    }

    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.filled == self.part_size {
                self.end_part();
            }
            let room = usize::try_from(self.part_size - self.filled).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.part.update(now);
            self.filled += now.len() as u64;
            bytes = later;
        }
    }

    fn end_part(&mut self) {
        self.parts.extend(self.part.finalize_reset());
        self.filled = 0;
    }

    /// The tag of an upload in one request.
    fn of_one(self) -> String {
        hexadecimal(&self.part.finalize())
    }

    /// The tag of an upload in parts.
    fn of_all(mut self) -> String {
        if self.filled > 0 || self.parts.is_empty() {
            self.end_part();
        }
        let count = self.parts.len() / Md5::output_size();
        format!("{}-{count}", hexadecimal(&Md5::digest(&self.parts)))
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case(0, ONE_PUT)]
    #[case(ONE_PUT + 1, ONE_PUT)]
    #[case(80_000 << 20, ONE_PUT)]
    #[case((80_000 << 20) + 1, 9 << 20)]
    #[case(5 << 40, 525 << 20)]
    fn no_file_has_too_many_parts(#[case] size: u64, #[case] expected: u64) {
        assert_eq!(part_size(size), expected);
        assert!(size.div_ceil(part_size(size)) <= MOST_PARTS);
    }

    /// As Python's hashlib tells them.
    #[rstest::rstest]
    #[case(
        b"",
        "d41d8cd98f00b204e9800998ecf8427e",
        "59adb24ef3cdbe0297f05b395827453f-1"
    )]
    #[case(
        b"abcd",
        "e2fc714c4727ee9395f324cd2e7f331f",
        "1243e2c5302cae4b559ce80dd1cefa6e-1"
    )]
    #[case(
        b"abcde",
        "ab56b4d92b40713acc5af89985d4b786",
        "aa933d75a4a9ae385721c4e8444e1eec-2"
    )]
    #[case(
        b"abcdefgh",
        "e8dc4081b13434b45189a720b77b6818",
        "cb93ad6c9c920e2602b79a11ded63ddb-2"
    )]
    fn tags_are_those_of_s3(#[case] bytes: &[u8], #[case] one: &str, #[case] all: &str) {
        let tag = |pieces: usize, part: u64| {
            let mut tag = Tag::of_parts_of(part);
            for piece in bytes.chunks(pieces) {
                tag.update(piece);
            }
            tag
        };
        for pieces in 1..=6 {
            assert_eq!(tag(pieces, 100).of_one(), one);
            assert_eq!(tag(pieces, 4).of_all(), all);
        }
    }
}
