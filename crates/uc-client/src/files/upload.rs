//! Writing files of any size from a stream, a part at a time.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures::stream::{self, BoxStream, Stream, StreamExt as _, TryStreamExt as _};

use super::multipart::Session;
use super::{Digest, Existing, Files, Hashing};
use crate::error::Parts;
use crate::{ApiError, ErrorKind};

type Pieces = BoxStream<'static, Result<Bytes, ApiError>>;

/// What is held of a file while it is written, times [`WIDTH`] and one more.
const PART: usize = 10 << 20;
/// Parts that are sent at a time.
const WIDTH: usize = 2;

impl Files {
    /// Writes a file from a stream of bytes, without holding more than a few parts of it.
    ///
    /// A small file is sent in one piece. A larger one is sent in parts, each of which is sent again
    /// when its connection breaks; where the service takes no parts it goes as one stream.
    ///
    /// # Errors
    /// [`ApiError`], of kind `AlreadyExists` for a file that is to be kept. After an error nothing
    /// is left of the parts that were sent.
    pub async fn upload_stream<S, E>(
        &self,
        path: &str,
        bytes: S,
        existing: Existing,
    ) -> Result<Digest, ApiError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let hashing = Arc::<Mutex<Hashing>>::default();
        let seen = Arc::clone(&hashing);
        let pieces = bytes.map_err(unreadable).inspect_ok(move |piece| {
            seen.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(piece);
        });
        let mut parts = in_parts(pieces.boxed(), PART);
        let first = parts.try_next().await?.unwrap_or_default();
        if first.len() < PART {
            self.upload(path, first, existing).await?;
        } else {
            match Session::open(self, path, existing).await? {
                Some(session) => {
                    let all = stream::once(std::future::ready(Ok(first))).chain(parts);
                    let sent = send_all(&session, all.boxed()).await;
                    session.close(sent).await?;
                }
                None => {
                    let all = stream::once(std::future::ready(Ok(first))).chain(parts);
                    self.upload(path, reqwest::Body::wrap_stream(all), existing)
                        .await?;
                }
            }
        }
        let digest = hashing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .digest();
        Ok(digest)
    }

    /// Writes a file as [`Files::upload_stream`] does, then reads it back and compares hashes.
    ///
    /// # Errors
    /// Those of writing and reading, and one of kind `DataLoss` when other bytes came back.
    pub async fn upload_verified<S, E>(
        &self,
        path: &str,
        bytes: S,
        existing: Existing,
    ) -> Result<Digest, ApiError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let sent = self.upload_stream(path, bytes, existing).await?;
        let kept = self.digest(path).await?;
        if kept == sent {
            return Ok(sent);
        }
        let parts = Parts {
            kind: Some(ErrorKind::DataLoss),
            message: format!("`{path}` was written as {sent} and reads as {kept}"),
            ..Parts::default()
        };
        Err(parts.into())
    }
}

/// Sends parts as they come, and gives their numbers and tags, in order.
async fn send_all(session: &Session, parts: Pieces) -> Result<Vec<(u32, String)>, ApiError> {
    let numbered = parts.zip(stream::iter(1_u32..));
    numbered
        .map(|(part, number)| async move { session.send(number, part?).await })
        .buffered(WIDTH)
        .try_collect()
        .await
}

/// The same bytes in pieces of this size; the last one may be smaller.
fn in_parts(pieces: Pieces, size: usize) -> Pieces {
    let start = (pieces, BytesMut::new());
    stream::try_unfold(start, move |(mut pieces, mut held)| async move {
        while held.len() < size {
            match pieces.try_next().await? {
                Some(piece) => held.extend_from_slice(&piece),
                None if held.is_empty() => return Ok(None),
                None => break,
            }
        }
        let part = held.split_to(size.min(held.len())).freeze();
        Ok(Some((part, (pieces, held))))
    })
    .boxed()
}

/// What is to be written cannot be read; that is said as it was.
fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ApiError {
    let error = error.into();
    match error.downcast::<ApiError>() {
        Ok(error) => *error,
        Err(error) => Parts {
            kind: Some(ErrorKind::Interrupted),
            message: format!("what is to be written cannot be read: {error}"),
            source: Some(error.into()),
            ..Parts::default()
        }
        .into(),
    }
}
