//! Ctrl-C: it ends what changes nothing; a run it asks to end, and the second time it ends it.

use std::future::Future;

use clone_core::codes;
use clone_engine::{Cancel, CloneXs};

use crate::view::{Problem, Screen};

/// Awaits work that changes nothing. Ctrl-C ends it, and cancels the statements that it waits for.
pub(super) async fn reading<T>(
    clxs: &CloneXs,
    work: impl Future<Output = T>,
) -> Result<T, Problem> {
    tokio::select! {
        done = work => Ok(done),
        Ok(()) = tokio::signal::ctrl_c() => {
            clxs.parted().await;
            Err(interrupted())
        }
    }
}

/// Asks a person. While it listens for Ctrl-C, the system does not end the process itself.
pub(super) async fn ask(screen: Screen, question: String) -> Result<bool, Problem> {
    let asked = tokio::task::spawn_blocking(move || screen.ask(&question));
    tokio::select! {
        answer = asked => match answer {
            Ok(answer) => Ok(answer?),
            Err(error) => Err(Problem::bug("nobody could be asked", &error)),
        },
        Ok(()) = tokio::signal::ctrl_c() => Err(interrupted()),
    }
}

fn interrupted() -> Problem {
    Problem::new(&codes::INTERRUPTED, "interrupted; nothing has changed")
}

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
