//! Reading files: whole or in part, and on from where a connection broke.

use std::ops::Range;

use bytes::Bytes;
use futures::stream::{self, BoxStream, Stream, StreamExt as _, TryStreamExt as _};
use http::header::{
    CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, HeaderName, HeaderValue, IF_UNMODIFIED_SINCE,
    LAST_MODIFIED, RANGE,
};
use http::{Method, StatusCode};

use super::{Digest, Files, Hashing};
use crate::ApiError;
use crate::transport::{TransportError, operation};

/// How often in a row a file is opened again without a byte of it coming.
const REOPENED: u32 = 5;

impl Files {
    /// Reads a file as a stream. Where the connection breaks it goes on with the next byte; if the
    /// file was written meanwhile, that is an error, never half of each.
    ///
    /// # Errors
    /// [`ApiError`] if the file cannot be opened; an item of the stream is one if reading breaks
    /// for good.
    pub async fn download(
        &self,
        path: &str,
    ) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + Send + use<>, ApiError> {
        Ok(self.open(path, 0..u64::MAX).await?.into_stream())
    }

    /// Reads the bytes of a file from `range.start` up to `range.end`, or to the file's end if that
    /// comes first, as [`Files::download`] does.
    ///
    /// # Errors
    /// Those of [`Files::download`]; also when the file ends before `range.start`.
    pub async fn download_range(
        &self,
        path: &str,
        range: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + Send + use<>, ApiError> {
        if range.is_empty() {
            return Err(ApiError::refused(format!(
                "the range {}..{} of `{path}` is empty",
                range.start, range.end
            )));
        }
        Ok(self.open(path, range).await?.into_stream())
    }

    /// The size and hash of a file, which is read to its end.
    ///
    /// # Errors
    /// Those of [`Files::download`].
    pub async fn digest(&self, path: &str) -> Result<Digest, ApiError> {
        let mut hashing = Hashing::default();
        let mut bytes = std::pin::pin!(self.download(path).await?);
        while let Some(piece) = bytes.try_next().await? {
            hashing.take(&piece);
        }
        Ok(hashing.digest())
    }

    async fn open(&self, path: &str, range: Range<u64>) -> Result<Reading, ApiError> {
        let mut reading = Reading {
            files: self.clone(),
            path: path.to_owned(),
            at: range.start,
            end: range.end,
            unchanged_since: None,
            bytes: stream::empty().boxed(),
            reopened: 0,
        };
        reading.open().await?;
        Ok(reading)
    }
}

/// A file that is being read.
struct Reading {
    files: Files,
    path: String,
    /// The next byte that is wanted.
    at: u64,
    /// The byte after the last one that is wanted; the end of the file once that is known.
    end: u64,
    unchanged_since: Option<HeaderValue>,
    bytes: BoxStream<'static, Result<Bytes, TransportError>>,
    reopened: u32,
}

impl Reading {
    /// Asks for the bytes from `at` on.
    async fn open(&mut self) -> Result<(), ApiError> {
        let mut request = self.files.request(Method::GET, "files", &self.path, &[])?;
        let is_part = self.at > 0 || self.end < u64::MAX;
        if is_part {
            let last = match self.end {
                u64::MAX => String::new(),
                end => end.saturating_sub(1).to_string(),
            };
            let range = HeaderValue::try_from(format!("bytes={}-{last}", self.at));
            let range = range.map_err(|_| ApiError::refused("a range that is no header"))?;
            request.headers_mut().insert(RANGE, range);
        }
        if let Some(time) = &self.unchanged_since {
            request
                .headers_mut()
                .insert(IF_UNMODIFIED_SINCE, time.clone());
        }
        let inner = self.files.client.inner();
        let answer = inner.call(request, operation::DOWNLOAD).await?;
        let headers = answer.headers();
        if is_part {
            let starts = content_range(headers).map(|(start, _)| start);
            if answer.status() != StatusCode::PARTIAL_CONTENT || starts != Some(self.at) {
                return Err(ApiError::protocol(format!(
                    "the part of `{}` from byte {} on was asked for, and another one came",
                    self.path, self.at
                )));
            }
        }
        let length = header(headers, &CONTENT_LENGTH).and_then(|text| text.parse::<u64>().ok());
        let end = match (is_part, content_range(headers), length) {
            (true, Some((_, total)), _) => total,
            (false, _, Some(length)) => Some(length),
            _ => None,
        };
        if let Some(end) = end {
            self.end = self.end.min(end);
        }
        if self.unchanged_since.is_none() {
            self.unchanged_since = headers.get(LAST_MODIFIED).cloned();
        }
        self.bytes = answer.bytes_stream().map_err(TransportError::from).boxed();
        Ok(())
    }

    fn into_stream(self) -> BoxStream<'static, Result<Bytes, ApiError>> {
        stream::try_unfold(self, |mut reading| async move {
            let next = reading.next().await?;
            Ok(next.map(|bytes| (bytes, reading)))
        })
        .boxed()
    }

    async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        loop {
            let broke = match self.bytes.next().await {
                Some(Ok(bytes)) if bytes.is_empty() => continue,
                Some(Ok(bytes)) => {
                    self.at += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    self.reopened = 0;
                    return Ok(Some(bytes));
                }
                // Without a length the end of the body is the end of the file.
                None if self.at >= self.end || self.end == u64::MAX => return Ok(None),
                None => ApiError::protocol(format!(
                    "`{}` ends at byte {} of {}",
                    self.path, self.at, self.end
                )),
                Some(Err(error)) => ApiError::from(error),
            };
            self.reopened += 1;
            if self.reopened > REOPENED {
                return Err(broke);
            }
            tracing::debug!(path = %self.path, at = self.at, error = %broke, "reading on");
            let pause = self.files.client.inner().retry.first * self.reopened;
            tokio::time::sleep(pause).await;
            self.open().await?;
        }
    }
}

/// Where the part starts, and how large the whole is.
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let text = header(headers, &CONTENT_RANGE)?.strip_prefix("bytes ")?;
    let (part, total) = text.split_once('/')?;
    let (start, _) = part.split_once('-')?;
    Some((start.trim().parse().ok()?, total.trim().parse().ok()))
}

fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}
