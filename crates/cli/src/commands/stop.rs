//! Ctrl-C: the first asks a run to end, the second ends it.

use clone_engine::Cancel;

use crate::view::Screen;

/// Listens for Ctrl-C until the handle is aborted or the process ends.
pub(super) fn listen(cancel: Cancel, screen: Screen) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if cancel.is_asked() {
                screen.warn("stopping at once");
            } else {
                screen.warn(
                    "stopping: nothing new is started, what runs is let finish; \
                     press Ctrl-C again to stop at once",
                );
            }
            cancel.stop();
        }
    })
}
