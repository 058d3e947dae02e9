//! Copying one file, and many of them.

use std::path::PathBuf;
use std::sync::Arc;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc::Receiver;

use super::disk::DiskCopy;
use super::landing::Landing;
use super::stream::{Object, into_file, into_object};
use crate::error::CloneError;
use crate::plan::{Expect, Task};
use crate::progress::{Event, Progress, Step};
use crate::spec::CopyMethod;
use crate::steps::Steps;
use crate::store::{Landed, Place, Stores};

/// Copies files of one source to one target.
pub(crate) struct Copier<'a> {
    pub(crate) source: String,
    pub(crate) stores: &'a Stores,
    pub(crate) landing: Arc<Landing>,
    pub(crate) method: CopyMethod,
    pub(crate) parallel: usize,
    /// Whether the target is a table, whose older versions may need files of its own.
    pub(crate) replaces: bool,
    pub(crate) progress: &'a dyn Progress,
    pub(crate) steps: Steps,
}

/// What the copies came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Copied {
    /// Files that an earlier run had finished.
    pub(crate) reused: i64,
}

impl Copier<'_> {
    /// Does all tasks, some at a time; the first failure ends it.
    pub(crate) async fn run(&self, tasks: Receiver<Task>) -> Result<Copied, CloneError> {
        let mut tasks = tasks;
        let incoming = stream::poll_fn(move |context| tasks.poll_recv(context));
        let mut reused = 0;
        // Boxed, because the compiler cannot tell otherwise that the whole can change threads.
        let mut copies = incoming
            .map(|task| self.told(task).boxed())
            .buffer_unordered(self.parallel.max(1));
        while let Some(done) = copies.try_next().await? {
            reused += i64::from(done == Done::Earlier);
        }
        Ok(Copied { reused })
    }

    /// Does one task and tells of it.
    async fn told(&self, task: Task) -> Result<Done, CloneError> {
        let bytes = task.expect.bytes();
        self.progress.on(Event::Planned { bytes });
        let done = self.one(&task).await?;
        let file = &task.file;
        self.progress.on(Event::Copied { file, bytes });
        Ok(done)
    }

    async fn one(&self, task: &Task) -> Result<Done, CloneError> {
        if let (Place::Local(from), Some(to)) = (&task.from, &task.to)
            && let Place::Local(path) = self.landing.root().place(to, self.stores)?
        {
            let copy = self.on_disk(task, from.clone(), to.clone(), path);
            return blocking("copy", move || copy.run()).await?;
        }
        let found = task.from.size().await?.ok_or_else(|| self.missing(task))?;
        if !task.expect.holds(found) {
            return Err(self.wrong_size(task, found));
        }
        let Some(to) = &task.to else {
            return Ok(Done::Now);
        };
        let target = self.landing.root().place(to, self.stores)?;
        if self.replaces {
            self.refuse_other_file(to, found, &target).await?;
        }
        let scratch = self.landing.scratch();
        if let Some(landed) = scratch.and_then(|scratch| scratch.finished_earlier(to, found))
            && target.size().await? == Some(found)
        {
            self.landing.takes(landed);
            return Ok(Done::Earlier);
        }
        self.steps.before(Step::Copy { file: &task.file })?;
        let copied = match self.copy(task, to, &target).await {
            Ok(copied) => copied,
            // Whatever a store says of a file that went away meanwhile.
            Err(error) => {
                return Err(match task.from.size().await {
                    Ok(None) => self.missing(task),
                    _ => error,
                });
            }
        };
        if copied == found {
            Ok(Done::Now)
        } else {
            Err(self.wrong_size(task, copied))
        }
    }

    /// A copy from or to an object store.
    async fn copy(&self, task: &Task, to: &str, target: &Place) -> Result<u64, CloneError> {
        match (&task.from, target) {
            (
                Place::Object {
                    store,
                    bucket,
                    path: from,
                },
                Place::Local(path),
            ) => {
                let from = Object {
                    store,
                    bucket,
                    path: from,
                };
                self.download(task, &from, to, path.clone()).await
            }
            (
                from,
                Place::Object {
                    store,
                    bucket,
                    path,
                },
            ) => {
                let object = Object {
                    store,
                    bucket,
                    path,
                };
                into_object(from, &object).await?;
                Ok(target.size().await?.unwrap_or(0))
            }
            (Place::Local(_), Place::Local(_)) => Err(CloneError::TaskLost { task: "copy" }),
        }
    }

    /// A file that only older versions of the target need is still not overwritten by another.
    async fn refuse_other_file(
        &self,
        to: &str,
        expected: u64,
        target: &Place,
    ) -> Result<(), CloneError> {
        match target.size().await? {
            Some(found) if found != expected => Err(CloneError::TargetFileDiffers {
                target: self.landing.root().shown(),
                file: to.to_owned(),
                expected,
                found,
            }),
            _ => Ok(()),
        }
    }

    fn on_disk(&self, task: &Task, from: PathBuf, name: String, to: PathBuf) -> DiskCopy {
        DiskCopy {
            landing: Arc::clone(&self.landing),
            steps: self.steps.clone(),
            method: self.method,
            table: self.source.clone(),
            file: task.file.clone(),
            expect: task.expect,
            from,
            name,
            to,
            replaces: self.replaces,
        }
    }

    async fn download(
        &self,
        task: &Task,
        from: &Object<'_>,
        to: &str,
        path: PathBuf,
    ) -> Result<u64, CloneError> {
        let Some(scratch) = self.landing.scratch() else {
            return Err(CloneError::TaskLost { task: "copy" });
        };
        let temporary = scratch.temporary();
        let size = into_file(from, &temporary).await?;
        let landed = Landed {
            size,
            durable: true,
        };
        let (landing, to, ready) = (Arc::clone(&self.landing), to.to_owned(), self.gate(task));
        blocking("copy", move || {
            ready(size)?;
            landing.publish(&temporary, &path, &to, landed)
        })
        .await??;
        Ok(size)
    }

    /// What stands between a copy and its name: its size, and the hook.
    fn gate(&self, task: &Task) -> impl FnOnce(u64) -> Result<(), CloneError> + Send + 'static {
        let (steps, file, expect) = (self.steps.clone(), task.file.clone(), task.expect);
        let table = self.source.clone();
        move |size| {
            if !expect.holds(size) {
                return Err(mismatch(table, file, expect, size));
            }
            steps.before(Step::Publish { file: &file })
        }
    }

    fn missing(&self, task: &Task) -> CloneError {
        CloneError::MissingFile {
            table: self.source.clone(),
            file: task.file.clone(),
        }
    }

    fn wrong_size(&self, task: &Task, found: u64) -> CloneError {
        mismatch(self.source.clone(), task.file.clone(), task.expect, found)
    }
}

fn mismatch(table: String, file: String, expect: Expect, found: u64) -> CloneError {
    CloneError::SizeMismatch {
        table,
        file,
        expected: expect.bytes(),
        found,
    }
}

/// Whether this run copied a file.
#[derive(PartialEq, Eq)]
pub(super) enum Done {
    Now,
    Earlier,
}

/// Runs what blocks where it may.
pub(crate) async fn blocking<T: Send + 'static>(
    task: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CloneError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(task, %error, "a blocking task ended without an answer");
        CloneError::TaskLost { task }
    })
}
