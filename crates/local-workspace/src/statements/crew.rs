//! The threads that statements run on.

use std::future::Future;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

use crate::error::{WsError, WsResult};

/// The stack of a thread, in bytes: room for the deepest statement that `sql::parse::depth` lets
/// through. The system gives what is used of it.
const STACK: usize = 256 << 20;

/// A runtime beside that of the server: whoever asks or cancels is answered while every thread here
/// computes.
#[derive(Debug)]
pub(super) struct Crew {
    /// Only taken when the crew is dropped.
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Crew {
    /// As many threads as there are processors.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub(super) fn new() -> WsResult<Self> {
        let runtime = Builder::new_multi_thread()
            .thread_name("warehouse")
            .thread_stack_size(STACK)
            .enable_all()
            .build()
            .map_err(WsError::internal)?;
        let handle = runtime.handle().clone();
        Ok(Self {
            runtime: Some(runtime),
            handle,
        })
    }

    pub(super) fn spawn<F>(&self, work: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.handle.spawn(work)
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        // A workspace may be dropped within a task, where waiting for threads is not allowed.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
