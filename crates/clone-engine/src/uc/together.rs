//! Several calls at the same time, but not too many.

use std::future::Future;

use futures::stream::{self, StreamExt as _, TryStreamExt as _};

/// Awaits all jobs, at most `width` of them under way; the first error stops the rest.
///
/// Answers come in the order in which they arrive.
pub(crate) async fn together<T, E>(
    width: usize,
    jobs: Vec<impl Future<Output = Result<T, E>>>,
) -> Result<Vec<T>, E> {
    stream::iter(jobs)
        .buffer_unordered(width.max(1))
        .try_collect()
        .await
}
