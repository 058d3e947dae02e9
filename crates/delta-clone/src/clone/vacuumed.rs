//! Sources that lose files to VACUUM while they are cloned.

use std::future::Future;
use std::sync::Arc;

use super::Cloner;
use super::run::ATTEMPTS;
use crate::copy::blocking;
use crate::error::CloneError;
use crate::log::Table;
use crate::spec::At;

/// Does the work, and again if the newest version was asked for and is another one by now.
pub(super) async fn past_vacuum<T, Work>(at: At, work: impl Fn() -> Work) -> Result<T, CloneError>
where
    Work: Future<Output = Result<T, CloneError>>,
{
    let mut attempts = ATTEMPTS;
    loop {
        attempts -= 1;
        match work().await {
            Err(CloneError::Vacuumed {
                table,
                file,
                newest,
                ..
            }) if at == At::Latest && attempts > 0 => {
                tracing::info!(%table, %file, newest, "goes on with a newer version");
            }
            done => return done,
        }
    }
}

/// A file that is gone is damage, unless the newest version can do without it.
pub(super) async fn told_apart(
    cloner: &Cloner,
    source: &Arc<Table>,
    error: CloneError,
) -> CloneError {
    let CloneError::MissingFile { table, file } = error else {
        return error;
    };
    let newest = match cloner.open(source.root(), At::Latest).await {
        Ok(newest) => newest,
        Err(_) => return CloneError::MissingFile { table, file },
    };
    let look = {
        let (newest, file) = (Arc::clone(&newest), file.clone());
        blocking("read", move || newest.names(&file)).await
    };
    match look {
        Ok(Ok(false)) if newest.version() > source.version() => CloneError::Vacuumed {
            table,
            file,
            version: source.version(),
            newest: newest.version(),
        },
        // The missing file is the error to report, whatever this second look met.
        _ => CloneError::MissingFile { table, file },
    }
}
