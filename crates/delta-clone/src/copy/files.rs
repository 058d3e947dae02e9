//! Copying one file, and many of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use tokio::sync::mpsc::Receiver;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::disk::{Aim, Disk, DiskFile};
use super::landing::Landing;
use crate::error::CloneError;
use crate::plan::Task;
use crate::progress::{Event, Progress};
use crate::spec::CopyMethod;
use crate::steps::Steps;
use crate::store::{Place, Stores};

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
    /// Etags of the target are no digests, whatever they look like.
    pub(crate) odd_etags: AtomicBool,
}

/// What the copies came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Copied {
    /// Files that an earlier run had finished.
    pub(crate) reused: i64,
}

/// How many files one trip to a blocking thread brings at most.
const TRIP_FILES: usize = 128;

/// After how many bytes a trip takes no more files: large ones go side by side.
const TRIP_BYTES: u64 = 4 << 20;

/// Files that are copied together.
#[derive(Default)]
struct Batch {
    on_disk: Vec<(Task, DiskFile)>,
    /// A file from or to an object store; such a one is waited for alone.
    far: Option<Task>,
}

/// The blocking threads at work. When it is dropped, they end after the file at hand.
struct Trips {
    disk: Arc<Disk>,
    places: Arc<Semaphore>,
    all: u32,
}

impl Trips {
    async fn place(&self) -> Result<OwnedSemaphorePermit, CloneError> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        place.map_err(|_| CloneError::TaskLost { task: "copy" })
    }

    /// Waits until no thread is at work any more.
    async fn end(&self) -> Result<(), CloneError> {
        self.disk.stopped.store(true, Ordering::Relaxed);
        let all = self.places.acquire_many(self.all).await;
        all.map(drop)
            .map_err(|_| CloneError::TaskLost { task: "copy" })
    }
}

impl Drop for Trips {
    fn drop(&mut self) {
        self.disk.stopped.store(true, Ordering::Relaxed);
    }
}

impl Copier<'_> {
    /// Does all tasks, some at a time; the first failure ends it.
    pub(crate) async fn run(&self, tasks: Receiver<Task>) -> Result<Copied, CloneError> {
        let all = u32::try_from(self.parallel.max(1)).unwrap_or(u32::MAX);
        let trips = Trips {
            disk: Arc::new(self.disk()),
            places: Arc::new(Semaphore::new(self.parallel.max(1))),
            all,
        };
        let reused = self.all(tasks, &trips).await;
        // A failure is told when nothing is at work behind it.
        trips.end().await?;
        Ok(Copied { reused: reused? })
    }

    async fn all(&self, mut tasks: Receiver<Task>, trips: &Trips) -> Result<i64, CloneError> {
        let mut running = FuturesUnordered::new();
        let (mut reused, mut more) = (0, true);
        while more || !running.is_empty() {
            let room = running.len() < self.parallel.max(1);
            tokio::select! {
                batch = self.next_batch(&mut tasks), if more && room => match batch {
                    // Boxed, because the compiler cannot tell otherwise that the whole can change
                    // threads.
                    Some(batch) => running.push(self.batch(batch?, trips).boxed()),
                    None => more = false,
                },
                Some(done) = running.next() => reused += done?,
            }
        }
        Ok(reused)
    }

    /// The tasks that wait, as far as they are worth a trip; `None` when there are no more.
    async fn next_batch(&self, tasks: &mut Receiver<Task>) -> Option<Result<Batch, CloneError>> {
        let mut next = Some(tasks.recv().await?);
        let (mut batch, mut bytes) = (Batch::default(), 0);
        while let Some(task) = next {
            bytes += task.expect.bytes();
            match self.on_disk(&task) {
                Err(error) => return Some(Err(error)),
                Ok(Some(file)) => batch.on_disk.push((task, file)),
                Ok(None) => {
                    batch.far = Some(task);
                    break;
                }
            }
            let full = batch.on_disk.len() >= TRIP_FILES || bytes >= TRIP_BYTES;
            next = if full { None } else { tasks.try_recv().ok() };
        }
        Some(Ok(batch))
    }

    /// Brings the files of a batch and tells of them; returns how many an earlier run had brought.
    async fn batch(&self, batch: Batch, trips: &Trips) -> Result<i64, CloneError> {
        let Batch { on_disk, far } = batch;
        let (tasks, files): (Vec<Task>, Vec<DiskFile>) = on_disk.into_iter().unzip();
        for task in tasks.iter().chain(&far) {
            let bytes = task.expect.bytes();
            self.progress.on(Event::Planned { bytes });
        }
        let mut reused = 0;
        if !files.is_empty() {
            let (disk, place) = (Arc::clone(&trips.disk), trips.place().await?);
            let trip = blocking("copy", move || {
                let trip = disk.run(&files);
                // Whoever waits for the place closes what the disk holds open.
                drop(disk);
                drop(place);
                trip
            })
            .await?;
            for (index, done) in trip.done {
                if let Some(task) = tasks.get(index) {
                    self.tell(task);
                }
                reused += i64::from(done == Done::Earlier);
            }
            if let Some(error) = trip.error {
                return Err(error);
            }
        }
        if let Some(task) = far {
            let done = self.one(&task).await?;
            self.tell(&task);
            reused += i64::from(done == Done::Earlier);
        }
        Ok(reused)
    }

    fn tell(&self, task: &Task) {
        let (file, bytes) = (&task.file, task.expect.bytes());
        self.progress.on(Event::Copied { file, bytes });
    }

    fn disk(&self) -> Disk {
        Disk {
            landing: Arc::clone(&self.landing),
            steps: self.steps.clone(),
            method: self.method,
            table: self.source.clone(),
            replaces: self.replaces,
            stopped: AtomicBool::new(false),
        }
    }

    /// The task as one of the local disk, if it is one.
    fn on_disk(&self, task: &Task) -> Result<Option<DiskFile>, CloneError> {
        let Place::Local(from) = &task.from else {
            return Ok(None);
        };
        let to = match &task.to {
            None => None,
            Some(name) => match self.landing.root().place(name, self.stores)? {
                Place::Object { .. } => return Ok(None),
                Place::Local(path) => Some(Aim {
                    name: name.clone(),
                    path,
                }),
            },
        };
        Ok(Some(DiskFile {
            file: task.file.clone(),
            expect: task.expect,
            from: from.clone(),
            to,
        }))
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
