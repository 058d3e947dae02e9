//! Work that goes on after its caller has left: taking back what was asked for.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// Longer than this nobody waits for something that is taken back.
const LONGEST: Duration = Duration::from_secs(10);

/// The work of a client and its clones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parting(Arc<Mutex<Vec<JoinHandle<()>>>>);

impl Parting {
    /// Starts work that nobody awaits at this place. Outside of a runtime nothing can be started.
    pub(crate) fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        let Ok(runtime) = Handle::try_current() else {
            tracing::warn!("a statement goes on: there is no runtime left to cancel it");
            return;
        };
        let task = runtime.spawn(async move {
            if tokio::time::timeout(LONGEST, work).await.is_err() {
                tracing::warn!("a statement may go on: its cancellation was not answered");
            }
        });
        let mut tasks = self.lock();
        tasks.retain(|task| !task.is_finished());
        tasks.push(task);
    }

    /// Waits for all that was started.
    pub(crate) async fn over(&self) {
        let tasks = std::mem::take(&mut *self.lock());
        for task in tasks {
            // Work that broke off has said so itself.
            drop(task.await);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
