//! The facade: what can be asked, one file each.

mod apply;
mod catalogs;
#[cfg(feature = "embedded")]
mod delta;
#[cfg(feature = "embedded")]
pub mod demo;
mod plan;
mod plan_files;
mod runs;
mod statement;
mod verify;

use crate::error::{EngineError, EngineResult};
use crate::journal::SqliteJournal;
use crate::session::{ConnectOptions, Session};
use crate::uc::UcReader;

pub use apply::{Applied, ApplyOptions, Freshness};
pub use catalogs::Pins;
#[cfg(feature = "embedded")]
pub use delta::{DeltaAt, DeltaCloneRequest, DeltaCloned, DeltaFiles, clone_delta};
pub use plan_files::write as write_plan;
pub use runs::{RunEnd, RunSummary, runs};
pub use statement::{TableAnswer, split_statements};
pub use verify::{Compared, Verdict, VerifyReport, VerifyRequest};

/// Calls of a reader that are under way at the same time.
const READ_WIDTH: usize = 16;

/// A workspace, and all that can be done with its catalogs.
///
/// ```no_run
/// # async fn example() -> Result<(), clone_engine::EngineError> {
/// use clone_engine::{CloneXs, ConnectOptions};
///
/// let clxs = CloneXs::connect(&ConnectOptions::default()).await?;
/// let catalogs = clxs.catalogs().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct CloneXs {
    session: Session,
}

impl CloneXs {
    /// Connects to a workspace.
    ///
    /// # Errors
    /// Those of [`Session::connect`].
    pub async fn connect(options: &ConnectOptions) -> EngineResult<Self> {
        Ok(Self {
            session: Session::connect(options).await?,
        })
    }

    /// The connection.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Waits until statements whose callers went away are cancelled, or a few seconds at most: what
    /// to do after dropping a call that was not at its end.
    pub async fn parted(&self) {
        self.session.link.client.parted().await;
    }

    fn reader(&self) -> UcReader {
        UcReader::new(
            self.session.link.clone(),
            self.session.identity.clone(),
            READ_WIDTH,
        )
    }

    fn journal(&self) -> EngineResult<SqliteJournal> {
        SqliteJournal::open(self.session.state()).map_err(EngineError::journal)
    }
}
