//! Where the kernel reads and writes.

use std::io;
use std::sync::{Arc, OnceLock};

use delta_kernel_default_engine::executor::tokio::TokioMultiThreadExecutor;
use tokio::runtime::{Builder, Runtime};

/// Threads that wait for stores; they have little to do.
const THREADS: usize = 2;

/// One runtime for as long as the process lives. Stores keep their connections, each of which is
/// served by the runtime that opened it, and whoever asks next gets one of them. A runtime that ended
/// with its table would leave the others with connections that nobody serves.
static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// An executor on that runtime. It may run tasks that block, as writing a checkpoint does.
pub(super) fn executor() -> io::Result<Arc<TokioMultiThreadExecutor>> {
    let runtime = match RUNTIME.get() {
        Some(runtime) => runtime,
        None => {
            let made = Builder::new_multi_thread()
                .worker_threads(THREADS)
                .thread_name("delta-log")
                .enable_all()
                .build()?;
            RUNTIME.get_or_init(|| made)
        }
    };
    let executor = TokioMultiThreadExecutor::new(runtime.handle().clone());
    Ok(Arc::new(executor))
}
