//! Going on without a checkpoint that turns out to be damaged.

use std::future::Future;

use crate::error::CloneError;
use crate::store::Root;

/// Does the work, and again without each checkpoint of `roots` that could not be read.
///
/// A checkpoint may be found damaged late, when its files are listed. If the log cannot be read
/// without it either, the error is that of the first attempt: it names what is damaged.
pub(crate) async fn past_damage<T, Work>(
    roots: &[&Root],
    work: impl Fn() -> Work,
) -> Result<T, CloneError>
where
    Work: Future<Output = Result<T, CloneError>>,
{
    let mut first = None;
    loop {
        let error = match work().await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let again = hide_damaged(roots, &error);
        let named = first.take().unwrap_or(error);
        if !again {
            return Err(named);
        }
        first = Some(named);
    }
}

fn hide_damaged(roots: &[&Root], error: &CloneError) -> bool {
    let CloneError::UnreadableLog {
        table,
        checkpoint: Some(version),
        reason,
    } = error
    else {
        return false;
    };
    let hidden = roots
        .iter()
        .any(|root| root.shown() == *table && root.veil().hide(*version));
    if hidden {
        tracing::warn!(%table, version, %reason, "passes over a checkpoint");
    }
    hidden
}

/// What the reader should know about logs that were read in spite of damage.
pub(crate) fn notes_on_damage(roots: &[&Root]) -> Vec<String> {
    let damaged = |root: &&Root| {
        let table = root.shown();
        let versions = root.veil().hidden();
        versions.into_iter().map(move |version| {
            format!("the checkpoint of version {version} of `{table}` cannot be read and was passed over")
        })
    };
    roots.iter().flat_map(damaged).collect()
}
