//! Stopping a run: first gently, then at once.

use tokio_util::sync::CancellationToken;

/// Stops whatever was given a clone of it.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    gently: CancellationToken,
    at_once: CancellationToken,
}

impl Cancel {
    /// A handle that nobody has used.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts nothing more and lets what runs come to its end; asked twice, stops that too.
    ///
    /// A step that is stopped in the middle stays `Started` in the journal, and a later run looks
    /// what became of it before it does it again.
    pub fn stop(&self) {
        if self.gently.is_cancelled() {
            self.at_once.cancel();
        }
        self.gently.cancel();
    }

    /// Whether stopping was asked for.
    pub fn is_asked(&self) -> bool {
        self.gently.is_cancelled()
    }

    /// Comes back when stopping is asked for.
    pub(crate) async fn asked(&self) {
        self.gently.cancelled().await;
    }

    /// Comes back when stopping is asked for the second time.
    pub(crate) async fn insisted(&self) {
        self.at_once.cancelled().await;
    }
}
