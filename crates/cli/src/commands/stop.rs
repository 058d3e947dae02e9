//! Ctrl-C: the first asks a run to end, the second ends it.

use clone_engine::Cancel;

use crate::view::Screen;

/// Listens for Ctrl-C as long as the process lives.
pub(super) fn listen(cancel: Cancel, screen: Screen) {
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
    });
}
