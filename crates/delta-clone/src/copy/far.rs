//! One file from or to an object store.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::files::{Copier, Done, blocking};
use super::stream::{Object, e_tag, into_file, into_object};
use crate::error::CloneError;
use crate::plan::{Expect, Task};
use crate::progress::Step;
use crate::store::{Facts, Landed, Place};

impl Copier<'_> {
    /// Brings one file, or for a shallow clone looks at it.
    pub(super) async fn one(&self, task: &Task) -> Result<Done, CloneError> {
        let facts = task.from.facts().await?;
        let facts = facts.ok_or_else(|| self.missing(task))?;
        let found = facts.size;
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
        if let Some(landed) = self.landing.claim(to, found)
            && target.size().await? == Some(found)
        {
            self.landing.takes(landed);
            return Ok(Done::Earlier);
        }
        if self.landing.resumes() && is_there(task, &facts, &target).await? {
            return Ok(Done::Earlier);
        }
        self.steps.before(Step::Copy { file: &task.file })?;
        let copied = match self.copy(task, &facts, to, &target).await {
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
    async fn copy(
        &self,
        task: &Task,
        facts: &Facts,
        to: &str,
        target: &Place,
    ) -> Result<u64, CloneError> {
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
                let sent = into_object(from, facts.size, &object).await?;
                let Some(there) = target.facts().await? else {
                    return Ok(0);
                };
                let is_doubtful = match &sent {
                    Some(e_tag) => there.differ_from(e_tag),
                    None => facts.disagree(&there),
                };
                if is_doubtful {
                    self.look_closer(task, target).await?;
                }
                Ok(there.size)
            }
            (Place::Local(_), Place::Local(_)) => Err(CloneError::TaskLost { task: "copy" }),
        }
    }

    /// Reads both sides of a copy whose etag is not what it should be. A doubt costs that; a silent
    /// change of bytes would cost more. A store whose etags are shown to be something else, as those
    /// of encrypted buckets, is not doubted again.
    async fn look_closer(&self, task: &Task, target: &Place) -> Result<(), CloneError> {
        if self.odd_etags.load(Ordering::Relaxed) {
            return Ok(());
        }
        if task.from.hash().await? != target.hash().await? {
            return Err(CloneError::CopyDiffers {
                table: self.source.clone(),
                file: task.file.clone(),
            });
        }
        self.odd_etags.store(true, Ordering::Relaxed);
        Ok(())
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

    async fn download(
        &self,
        task: &Task,
        from: &Object<'_>,
        to: &str,
        path: PathBuf,
    ) -> Result<u64, CloneError> {
        let temporary = self.landing.temporary()?;
        let size = into_file(from, &temporary).await?;
        let landed = Landed {
            size,
            durable: true,
        };
        let (landing, to, ready) = (Arc::clone(&self.landing), to.to_owned(), self.gate(task));
        blocking("copy", move || {
            ready(size)?;
            landing.publish(&temporary, &path, landed)?;
            landing.finished(&[(&to, landed)])
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

/// Whether an object has the bytes of a file already, as far as etags tell.
async fn is_there(task: &Task, facts: &Facts, target: &Place) -> Result<bool, CloneError> {
    let Some(there) = target
        .facts()
        .await?
        .filter(|there| there.size == facts.size)
    else {
        return Ok(false);
    };
    Ok(match e_tag(&task.from, facts.size).await? {
        Some(e_tag) => there.has(&e_tag),
        None => facts.agree(&there),
    })
}

fn mismatch(table: String, file: String, expect: Expect, found: u64) -> CloneError {
    CloneError::SizeMismatch {
        table,
        file,
        expected: expect.bytes(),
        found,
    }
}
