//! What the target directory holds before a clone, and whether it may be replaced.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::record::CloneRecord;
use super::{Cloner, engine_info};
use crate::error::CloneError;
use crate::log::{Listing, Table, read_commit};
use crate::spec::{At, CloneSpec, Mode};
use crate::store::{PROGRESS_DIRECTORY, Root};

/// The target before a clone.
pub(crate) struct Before {
    pub(crate) table: Option<Arc<Table>>,
    /// Commits of others since the last clone, newest first.
    pub(crate) changes: Vec<String>,
    /// The last clone, if nothing happened since.
    pub(crate) last_clone: Option<LastClone>,
    /// The id of the table that stood where the source is, if the last clone was made of that one.
    pub(crate) replaced_source: Option<String>,
}

/// What the last clone was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Origin {
    /// The table that is to be cloned now.
    Source,
    /// The table of this id, which was called what the source is called now. `CREATE OR REPLACE`
    /// gives a table another id, and so does whoever drops it and makes it again.
    Replaced(String),
}

/// The newest commit that made the target a clone.
#[derive(Debug, Clone)]
pub(crate) struct LastClone {
    /// The record, if this crate made it.
    pub(crate) record: Option<CloneRecord>,
    pub(crate) info: Map<String, Value>,
    /// What happened since, newest first.
    pub(crate) changes: Vec<String>,
}

impl LastClone {
    fn parameter(&self, key: &str) -> Option<&Value> {
        self.info.get("operationParameters")?.get(key)
    }

    /// Whether the clone was shallow, as far as its commit tells.
    pub(crate) fn is_shallow(&self) -> bool {
        match self.parameter("isShallow") {
            Some(Value::Bool(shallow)) => *shallow,
            Some(Value::String(shallow)) => shallow == "true",
            _ => false,
        }
    }

    fn origin(&self, spec: &CloneSpec, source: &Table) -> Result<Origin, String> {
        let name = self.parameter("source").and_then(Value::as_str);
        let same_name = name == Some(spec.source_name.as_str());
        match (&self.record, name) {
            (Some(record), _) if record.source_table_id == source.metadata().id => {
                Ok(Origin::Source)
            }
            (Some(record), _) if same_name => Ok(Origin::Replaced(record.source_table_id.clone())),
            (Some(record), _) => Err(format!(
                "it was cloned from the table with id {}",
                record.source_table_id
            )),
            (None, _) if same_name => Ok(Origin::Source),
            (None, Some(name)) => Err(format!("it was cloned from {name}")),
            (None, None) => Err("its last clone does not tell its source".to_owned()),
        }
    }
}

/// Looks back in the target's history for the last clone.
pub(crate) async fn last_clone(
    root: &Root,
    listing: &Listing,
) -> Result<Option<LastClone>, CloneError> {
    let mut changes = Vec::new();
    let mut expected = listing.commits().next().map(|(newest, _)| newest);
    for (version, _) in listing.commits() {
        // What a lost commit did is not known, so that it counts as a change.
        let lost = version + 1..=expected.unwrap_or(version);
        changes.extend(lost.rev().map(|lost| format!("version {lost}: MISSING")));
        expected = version.checked_sub(1);
        let commit = match read_commit(root, version).await {
            Err(CloneError::CorruptLog { reason, .. }) => {
                tracing::warn!(table = %root.shown(), version, %reason, "cannot tell what a commit did");
                changes.push(format!("version {version}: UNREADABLE"));
                continue;
            }
            read => read?,
        };
        if commit.operation() == "CLONE" {
            let record = CloneRecord::read(&commit);
            return Ok(Some(LastClone {
                record,
                info: commit.info,
                changes,
            }));
        }
        // VACUUM and the like only report themselves.
        if commit.changes_table {
            changes.push(format!("version {version}: {}", commit.operation()));
        }
    }
    Ok(None)
}

impl Cloner {
    /// Looks at the target, and refuses it if the mode does not allow what it holds.
    pub(crate) async fn look_at_target(
        &self,
        spec: &CloneSpec,
        source: &Table,
        root: &Root,
    ) -> Result<Before, CloneError> {
        let listing = Arc::new(Listing::of(root).await?);
        let Some(version) = listing.newest() else {
            refuse_foreign_files(root).await?;
            return Ok(Before {
                table: None,
                changes: Vec::new(),
                last_clone: None,
                replaced_source: None,
            });
        };
        let Mode::Replace { overwrite } = spec.mode else {
            return Err(CloneError::TargetExists {
                target: root.shown(),
                version,
            });
        };
        let table = self
            .open_listed(root, Arc::clone(&listing), At::Latest)
            .await?;
        let last = last_clone(root, &listing).await?;
        let judged = match &last {
            None => Err("no commit in its history is a clone".to_owned()),
            Some(last) => last.origin(spec, source),
        };
        if let (Err(reason), false) = (&judged, overwrite) {
            return Err(CloneError::TargetForeign {
                target: root.shown(),
                source_table: source.root().shown(),
                reason: reason.clone(),
            });
        }
        let changes = last
            .as_ref()
            .map(|last| last.changes.clone())
            .unwrap_or_default();
        if !changes.is_empty() && !overwrite {
            return Err(CloneError::TargetChanged {
                target: root.shown(),
                changes,
            });
        }
        let of_source = judged == Ok(Origin::Source);
        let last_clone = last.filter(|_| of_source && changes.is_empty());
        let replaced_source = match judged {
            Ok(Origin::Replaced(id)) => Some(id),
            _ => None,
        };
        tracing::debug!(target = %root.shown(), version, engine = %engine_info(), "replaces a table");
        Ok(Before {
            table: Some(table),
            changes,
            last_clone,
            replaced_source,
        })
    }
}

/// A directory without a table must be empty, but for what an interrupted clone left there.
async fn refuse_foreign_files(root: &Root) -> Result<(), CloneError> {
    let mut first = None;
    for name in entries(root).await? {
        if name == PROGRESS_DIRECTORY {
            return Ok(());
        }
        if !name.starts_with(['_', '.']) {
            first.get_or_insert(name);
        }
    }
    match first {
        None => Ok(()),
        Some(entry) => Err(CloneError::TargetNotEmpty {
            target: root.shown(),
            entry,
        }),
    }
}

async fn entries(root: &Root) -> Result<Vec<String>, CloneError> {
    let mut names = Vec::new();
    if let Some(directory) = root.local() {
        let fail = |error| CloneError::io("list", directory, error);
        let mut listed = match tokio::fs::read_dir(directory).await {
            Ok(listed) => listed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(names),
            Err(error) => return Err(fail(error)),
        };
        while let Some(entry) = listed.next_entry().await.map_err(fail)? {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        return Ok(names);
    }
    let prefix = object_store::path::Path::from_url_path(root.url().path()).map_err(|error| {
        CloneError::InvalidUrl {
            url: root.shown(),
            reason: error.to_string(),
        }
    })?;
    let listed = root
        .store()
        .list_with_delimiter(Some(&prefix))
        .await
        .map_err(|source| CloneError::Store {
            action: "list",
            file: prefix.to_string(),
            source,
        })?;
    let directories = listed.common_prefixes.iter();
    let files = listed.objects.iter().map(|object| &object.location);
    names.extend(
        directories
            .chain(files)
            .filter_map(|path| path.filename().map(ToOwned::to_owned)),
    );
    Ok(names)
}
