//! Plans on disk: written when made, read when applied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clone_core::plan::{CheckedPlan, Plan};

use super::CloneXs;
use crate::error::{EngineError, EngineResult};
use crate::journal::io_error;

impl CloneXs {
    /// Keeps a plan, so that it can be applied by its id.
    ///
    /// # Errors
    /// When the state folder cannot be written.
    pub fn keep(&self, plan: &CheckedPlan) -> EngineResult<PathBuf> {
        let dir = self.session.state().join("plans");
        let path = dir.join(format!("{}.plan.json", plan.plan().id));
        fs::create_dir_all(&dir)
            .map_err(|error| EngineError::file("keep the plan", io_error("make", &dir, error)))?;
        write(plan, &path)?;
        Ok(path)
    }

    /// Reads a plan from a file, or by the id under which it was kept.
    ///
    /// # Errors
    /// [`EngineError::NoSuchPlan`], and [`EngineError::BadPlan`] when it is damaged, edited, or of a
    /// newer clxs.
    pub fn open_plan(&self, file_or_id: &str) -> EngineResult<CheckedPlan> {
        let kept = self
            .session
            .state()
            .join("plans")
            .join(format!("{file_or_id}.plan.json"));
        let is_id = !file_or_id.is_empty() && file_or_id.chars().all(|c| c.is_ascii_hexdigit());
        let path = if is_id && kept.is_file() {
            kept
        } else {
            PathBuf::from(file_or_id)
        };
        read(&path, file_or_id)
    }
}

/// Writes a plan to a file: whole or not at all. What is no regular file, such as `/dev/stdout`, is
/// written to and not replaced.
///
/// # Errors
/// When the file cannot be written.
pub fn write(plan: &CheckedPlan, path: &Path) -> EngineResult<()> {
    let wrap = |error| EngineError::file("write the plan", io_error("write", path, error));
    let text = plan.plan().to_json().map_err(|error| wrap(error.into()))?;
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return fs::write(path, text).map_err(wrap);
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    fs::write(&draft, text)
        .and_then(|()| fs::rename(&draft, path))
        .map_err(wrap)
}

/// Reads a plan from a file.
fn read(path: &Path, name: &str) -> EngineResult<CheckedPlan> {
    let text = match fs::read(path) {
        // What is not text is not JSON either; the reader says where it stops being a plan.
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(EngineError::NoSuchPlan {
                name: name.to_owned(),
            });
        }
        Err(error) => {
            return Err(EngineError::file(
                "read the plan",
                io_error("read", path, error),
            ));
        }
    };
    CheckedPlan::from_json(&text).map_err(|source| EngineError::BadPlan {
        name: name.to_owned(),
        source,
    })
}

/// Proves a plan that was kept elsewhere.
pub(super) fn check(plan: Plan) -> EngineResult<CheckedPlan> {
    CheckedPlan::check(plan).map_err(|source| EngineError::BrokenPlan { source })
}
