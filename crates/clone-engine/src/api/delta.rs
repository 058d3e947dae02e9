//! Cloning one Delta table outside of any catalog.

use std::path::PathBuf;

use delta_clone::{
    At, CloneError, CloneSpec, Cloner, CopyMethod, Depth, Difference, Mode, Progress,
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use crate::error::{EngineError, EngineResult};
use crate::journal::io_error;

/// What to clone, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeltaCloneRequest {
    /// URL or path of the table.
    pub source: String,
    /// URL or path of the clone; a clone that is there is brought up to date.
    pub target: String,
    /// Whether files are copied.
    pub depth: clone_core::plan::Depth,
    /// How a deep clone brings files.
    pub files: DeltaFiles,
    /// Which version.
    pub at: DeltaAt,
    /// Whether a target that is not a clone of the source, or was changed, is replaced.
    pub overwrite: bool,
    /// Whether source and clone are compared afterwards.
    pub verify: bool,
}

/// How files come to a deep clone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeltaFiles {
    /// They are copied.
    #[default]
    Copy,
    /// They are hard links: whoever edits one in place changes source and clone.
    HardLink,
}

/// A point in the history of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeltaAt {
    /// The newest version.
    #[default]
    Latest,
    /// This version.
    Version(u64),
    /// What was the newest version at this time.
    Time(Timestamp),
}

/// What a clone of a table did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeltaCloned {
    /// The version that was cloned.
    pub source_version: u64,
    /// The version that was written; none if there was nothing to do.
    pub target_version: Option<u64>,
    /// The figures that CLONE returns, by name.
    pub metrics: IndexMap<&'static str, i64>,
    /// Files that an interrupted run had brought, and that were not copied again.
    pub reused_files: i64,
    /// Commits of others in the target that were undone.
    pub overwritten: Vec<String>,
    /// What should be known besides.
    pub notes: Vec<String>,
    /// The first differences, where source and clone were compared.
    pub differences: Option<Vec<String>>,
}

/// Clones a Delta table by its log.
///
/// # Errors
/// [`EngineError::Delta`] says why the target is as it was before.
pub async fn clone_delta(
    request: &DeltaCloneRequest,
    progress: &dyn Progress,
) -> EngineResult<DeltaCloned> {
    let (source, target) = (address(&request.source)?, address(&request.target)?);
    let depth = match request.depth {
        clone_core::plan::Depth::Deep => Depth::Deep,
        clone_core::plan::Depth::Shallow => Depth::Shallow,
    };
    let mut spec = CloneSpec::new(source.clone(), target.clone(), depth);
    spec.mode = Mode::Replace {
        overwrite: request.overwrite,
    };
    spec.copy = match request.files {
        DeltaFiles::Copy => CopyMethod::Auto,
        DeltaFiles::HardLink => CopyMethod::Link,
    };
    spec.at = match request.at {
        DeltaAt::Latest => At::Latest,
        DeltaAt::Version(version) => At::Version(version),
        DeltaAt::Time(time) => At::Timestamp(time.as_millisecond()),
    };
    let wrap = |source: CloneError| EngineError::Delta {
        table: request.source.clone(),
        source: Box::new(source),
    };
    let cloner = Cloner::default();
    let outcome = cloner.clone_table(&spec, progress).await.map_err(wrap)?;
    let differences = if request.verify {
        let compared = cloner
            .verify(&source, outcome.source_version, &target)
            .await;
        let compared = compared.map_err(wrap)?;
        Some(compared.differences.iter().map(in_words).collect())
    } else {
        None
    };
    Ok(DeltaCloned {
        source_version: outcome.source_version,
        target_version: outcome.target_version,
        metrics: outcome.metrics.columns().into_iter().collect(),
        reused_files: outcome.reused_files,
        overwritten: outcome.overwritten,
        notes: outcome.notes,
        differences,
    })
}

/// A difference as a fragment.
fn in_words(difference: &Difference) -> String {
    match difference {
        Difference::MissingFile { file } => format!("the clone lacks the file `{file}`"),
        Difference::ExtraFile { file } => format!("only the clone has the file `{file}`"),
        Difference::OtherAction { file } => format!("the logs say different things of `{file}`"),
        Difference::NoSuchFile { file } => format!("`{file}` is in the clone's log, but not there"),
        Difference::WrongSize {
            file,
            expected,
            found,
        } => {
            format!("`{file}` has {found} of {expected} bytes")
        }
        Difference::Schema => "the schemas differ".to_owned(),
        Difference::PartitionColumns => "the partition columns differ".to_owned(),
        Difference::Property {
            key,
            expected,
            found,
        } => {
            let text =
                |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
            format!(
                "property `{key}` is {} instead of {}",
                text(found),
                text(expected)
            )
        }
        Difference::Protocol => "the protocols differ".to_owned(),
        other => format!("{other:?}"),
    }
}

/// A URL as it is, a path as the URL of its directory.
fn address(text: &str) -> EngineResult<Url> {
    if text.contains("://") {
        return Url::parse(text).map_err(|_| EngineError::BadLocation {
            text: text.to_owned(),
        });
    }
    let path = PathBuf::from(text);
    let path = std::path::absolute(&path)
        .map_err(|error| EngineError::file("find the table", io_error("find", &path, error)))?;
    Url::from_directory_path(path).map_err(|()| EngineError::BadLocation {
        text: text.to_owned(),
    })
}
