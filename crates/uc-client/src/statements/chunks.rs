//! The chunks of a result: several fetched at a time, given in their order.
//!
//! A link is its own permission and lives for minutes; one that is over is asked for again. Only as
//! many chunks are held as are fetched at a time, so that a result of any size needs little memory.

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use http::{HeaderName, HeaderValue, Method};
use jiff::{SignedDuration, Timestamp};

use super::Statements;
use crate::transport::TransportError;
use crate::{ApiError, types};

/// Chunks that are fetched at a time.
const WIDTH: usize = 4;
/// A link that ends sooner than this is not worth following.
const SPARE: SignedDuration = SignedDuration::from_secs(10);

/// A chunk as it came.
#[derive(Debug)]
pub(super) enum Part {
    /// Rows inside the answer.
    Rows(Vec<Vec<Option<String>>>),
    /// Bytes from behind a link, in the format of the statement.
    Linked(Bytes),
}

impl Statements {
    /// All chunks of a result, the first of which came with the end of the statement.
    pub(super) fn parts(
        &self,
        id: &str,
        chunks: Option<i64>,
        first: types::ResultData,
    ) -> BoxStream<'static, Result<Part, ApiError>> {
        let (statements, id) = (self.clone(), id.to_owned());
        match chunks {
            Some(chunks) => {
                let mut first = Some(first);
                let numbered = (0..chunks).map(move |index| {
                    let given = if index == 0 { first.take() } else { None };
                    (index, given)
                });
                stream::iter(numbered)
                    .map(move |(index, given)| {
                        let (statements, id) = (statements.clone(), id.clone());
                        async move { statements.part(&id, index, given).await }
                    })
                    .buffered(WIDTH)
                    .boxed()
            }
            None => statements.follow_chunks(id, first),
        }
    }

    /// One chunk by its number.
    async fn part(
        &self,
        id: &str,
        index: i64,
        given: Option<types::ResultData>,
    ) -> Result<Part, ApiError> {
        let data = match given {
            Some(data) => data,
            None => self.chunk(id, index).await?,
        };
        if data.external_links.is_empty() {
            return match data.chunk_index {
                Some(other) if other != index => Err(ApiError::protocol(format!(
                    "the result of statement `{id}` gives chunk {other} for {index}"
                ))),
                _ => Ok(Part::Rows(data.data_array)),
            };
        }
        let link = link_of(data, id, index)?;
        Ok(Part::Linked(self.linked(id, index, link).await?))
    }

    /// The chunks of a service that does not say how many there are, one after the other.
    fn follow_chunks(
        self,
        id: String,
        first: types::ResultData,
    ) -> BoxStream<'static, Result<Part, ApiError>> {
        let parts = stream::try_unfold(Some((0, first)), move |at| {
            let (statements, id) = (self.clone(), id.clone());
            async move {
                let Some((index, data)) = at else {
                    return Ok::<_, ApiError>(None);
                };
                let next = data
                    .next_chunk_index
                    .or_else(|| data.external_links.last()?.next_chunk_index);
                let part = statements.part(&id, index, Some(data)).await?;
                let next = match next {
                    // An index that does not grow would fetch the same rows for ever.
                    Some(next) if next <= index => {
                        return Err(ApiError::protocol(format!(
                            "the result of statement `{id}` returns to chunk {next}"
                        )));
                    }
                    Some(next) => Some((next, statements.chunk(&id, next).await?)),
                    None => None,
                };
                Ok(Some((part, next)))
            }
        });
        parts.into_stream().boxed()
    }

    async fn chunk(&self, id: &str, index: i64) -> Result<types::ResultData, ApiError> {
        Ok(self
            .client
            .api()
            .statements_chunk(id, index)
            .await?
            .into_inner())
    }

    /// The bytes behind a link, which is renewed once when it is over.
    async fn linked(
        &self,
        id: &str,
        index: i64,
        link: types::ExternalLink,
    ) -> Result<Bytes, ApiError> {
        let error = if is_over(&link) {
            None
        } else {
            match self.fetch(&link).await {
                Ok(bytes) => return Ok(bytes),
                Err(error) => Some(error),
            }
        };
        match error {
            Some(error) if !may_be_over(&error) => return Err(error),
            _ => tracing::debug!(statement_id = %id, index, "asking for a link again"),
        }
        let link = link_of(self.chunk(id, index).await?, id, index)?;
        self.fetch(&link).await
    }

    /// Fetches from cloud storage. The link is its own permission; our token stays here.
    async fn fetch(&self, link: &types::ExternalLink) -> Result<Bytes, ApiError> {
        let bad = |what: &str| ApiError::protocol(format!("a link to a chunk has {what}"));
        let address = link.external_link.as_deref();
        let address = address.ok_or_else(|| bad("no address"))?;
        let url = address.parse().map_err(|_| bad("no valid address"))?;
        let mut request = reqwest::Request::new(Method::GET, url);
        for (name, value) in &link.http_headers {
            let name: HeaderName = name.parse().map_err(|_| bad("a header that is none"))?;
            let mut value: HeaderValue = value.parse().map_err(|_| bad("a header that is none"))?;
            value.set_sensitive(true);
            request.headers_mut().insert(name, value);
        }
        let answer = self
            .client
            .inner()
            .call_as_is(request, "statements_external_link")
            .await?;
        Ok(answer.bytes().await.map_err(TransportError::from)?)
    }
}

/// The link to this chunk; an answer may hold those of the next ones too.
fn link_of(data: types::ResultData, id: &str, index: i64) -> Result<types::ExternalLink, ApiError> {
    let mut links = data.external_links.into_iter();
    links
        .find(|link| link.chunk_index.is_none_or(|have| have == index))
        .ok_or_else(|| {
            ApiError::protocol(format!("statement `{id}` has no link to its chunk {index}"))
        })
}

fn is_over(link: &types::ExternalLink) -> bool {
    let ends = link.expiration.as_deref();
    let ends = ends.and_then(|text| text.parse::<Timestamp>().ok());
    ends.is_some_and(|ends| ends < Timestamp::now() + SPARE)
}

/// What stores answer for a signature that is over.
fn may_be_over(error: &ApiError) -> bool {
    matches!(error.status(), Some(400 | 401 | 403 | 404 | 410))
}
