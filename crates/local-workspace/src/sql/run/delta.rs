//! What statements need of Delta files and of the engine.

use super::Run;
use super::rows::three_parts;
use super::tables::Shape;
use crate::catalog::{Catalog, Column, PendingTable, TableRow};
use crate::engine::Header;
use crate::error::{WsError, WsResult};
use crate::sql::delta_schema::{columns_of, schema_of};
use crate::sql::log::{self, Commit, Protocol};
use delta_clone::{At, CloneError};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use url::Url;
use uuid::Uuid;

/// What of the log the catalog keeps too.
pub(super) struct Facts {
    pub(super) columns: Vec<Column>,
    pub(super) properties: BTreeMap<String, String>,
}

impl Run<'_> {
    /// The location of a table as a URL of a directory.
    pub(super) fn url(&self, place: &str) -> WsResult<Url> {
        let with_slash = format!("{}/", place.trim_end_matches('/'));
        let url = if place.starts_with('/') {
            Url::from_directory_path(&with_slash).ok()
        } else {
            Url::parse(&with_slash).ok()
        };
        url.ok_or_else(|| WsError::invalid(format!("'{place}' is not a valid storage location.")))
    }

    /// The location of a table as a path.
    pub(super) fn path(&self, place: &str) -> WsResult<PathBuf> {
        let url = self.url(place)?;
        url.to_file_path().map_err(|()| {
            WsError::unsupported(format_args!(
                "writing to `{place}`: only file: URLs are local"
            ))
        })
    }

    pub(super) async fn is_delta_table(&self, place: &str) -> WsResult<bool> {
        Ok(self.path(place)?.join("_delta_log").is_dir())
    }

    /// Columns and properties as the log has them.
    pub(super) async fn facts(&self, place: &str) -> WsResult<Facts> {
        let facts = delta_clone::describe(&self.url(place)?, At::Latest)
            .await
            .map_err(WsError::from)?;
        Ok(Facts {
            columns: columns_of(&facts.schema_string, &facts.partition_columns)?,
            properties: facts.configuration,
        })
    }

    /// Makes the catalog say what the log says, keeping masks.
    pub(super) fn store_facts(&self, table: &TableRow, facts: Facts) -> WsResult<()> {
        let mut columns = facts.columns;
        for column in &mut columns {
            let known = table.columns.iter().find(|known| known.name == column.name);
            column.mask = known.and_then(|known| known.mask.clone());
        }
        self.store(table, &columns, facts.properties)
    }
}

impl Run<'_> {
    /// Writes the first version of a table, with the rows of `query` if there is one.
    pub(super) async fn write_new(
        &self,
        pending: &PendingTable,
        shape: &Shape,
        query: Option<&str>,
    ) -> WsResult<()> {
        let place = &pending.location;
        let schema = schema_of(&shape.columns)?;
        let properties = &shape.properties;
        let protocol = Protocol::default().with(&schema, properties, &shape.features)?;
        let clustered = (!shape.clustered_by.is_empty()).then_some(shape.clustered_by.as_slice());
        let commit = Commit {
            operation: if query.is_some() {
                "CREATE TABLE AS SELECT"
            } else {
                "CREATE TABLE"
            },
            parameters: parameters(shape),
            user: self.caller().user(),
            id: Uuid::new_v4().to_string(),
            created: None,
            schema: &schema,
            partitioned_by: &shape.partitioned_by,
            properties,
            protocol: Some(protocol),
            clustered_by: clustered,
        };
        let Some(query) = query else {
            return log::create(&self.path(place)?, &commit);
        };
        let name = three_parts(&pending.full_name)?;
        self.write_query(place, &name, header(&commit), query).await
    }

    /// What the commit says that replaces a table, which keeps its id.
    pub(super) async fn replacing(
        &self,
        place: &str,
        shape: &Shape,
        with_rows: bool,
    ) -> WsResult<Header> {
        let facts = delta_clone::describe(&self.url(place)?, At::Latest)
            .await
            .map_err(WsError::from)?;
        let schema = schema_of(&shape.columns)?;
        let before = Protocol::of(&facts);
        let after = before.with(&schema, &shape.properties, &shape.features)?;
        let clustered = !shape.clustered_by.is_empty() || facts.clustering.is_some();
        Ok(header(&Commit {
            operation: if with_rows {
                "CREATE OR REPLACE TABLE AS SELECT"
            } else {
                "CREATE OR REPLACE TABLE"
            },
            parameters: parameters(shape),
            user: self.caller().user(),
            id: facts.id,
            created: facts.created_time,
            schema: &schema,
            partitioned_by: &shape.partitioned_by,
            properties: &shape.properties,
            protocol: (after != before).then_some(after),
            clustered_by: clustered.then_some(shape.clustered_by.as_slice()),
        }))
    }

    /// Full names of the shallow clones whose logs name files of `table`, whoever owns them.
    pub(super) fn shallow_clones_of(&self, table: &TableRow) -> WsResult<Vec<String>> {
        let Some(place) = &table.location else {
            return Ok(Vec::new());
        };
        let prefix = format!("\"path\":\"{}/", place.trim_end_matches('/'));
        let mut found = Vec::new();
        for (name, location) in self.catalog().shallow_clones()? {
            let first = self
                .path(&location)?
                .join("_delta_log/00000000000000000000.json");
            let text = std::fs::read_to_string(&first)
                .map_err(|error| WsError::io(first.display(), &error))?;
            if text.contains(&prefix) {
                found.push(name);
            }
        }
        Ok(found)
    }
}

fn header(commit: &Commit<'_>) -> Header {
    Header {
        operation: commit.operation.to_owned(),
        parameters: commit.parameters.clone(),
        actions: commit.table_actions(),
    }
}

fn parameters(shape: &Shape) -> Value {
    json!({
        "partitionBy": json!(shape.partitioned_by).to_string(),
        "clusterBy": json!(shape.clustered_by).to_string(),
        "description": Value::Null,
        "isManaged": "true",
        "properties": json!(shape.properties).to_string(),
    })
}

impl Catalog {
    /// Full name and location of every shallow clone of the workspace.
    fn shallow_clones(&self) -> WsResult<Vec<(String, String)>> {
        let sql = "SELECT c.name || '.' || s.name || '.' || t.name, d.location
             FROM table_detail d JOIN securable t ON t.id = d.id
             JOIN securable s ON s.id = t.parent_id JOIN securable c ON c.id = s.parent_id
             WHERE d.table_type IN ('MANAGED_SHALLOW_CLONE', 'EXTERNAL_SHALLOW_CLONE')
               AND t.state = 'active' ORDER BY 1";
        let found = self.store.read(|tx| {
            let mut statement = tx.prepare_cached(sql)?;
            let rows =
                statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
            Ok(rows.collect::<Result<Vec<(String, String)>, _>>()?)
        })?;
        Ok(found
            .into_iter()
            .map(|(name, stored)| (name, self.url_of(&stored)))
            .collect())
    }
}

/// Whether a write failed for want of room.
fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// An error of the log: its own name as the condition.
impl From<CloneError> for WsError {
    fn from(error: CloneError) -> Self {
        let (condition, state) = match &error {
            CloneError::NotADeltaTable { .. } => ("DELTA_TABLE_NOT_FOUND", "42P01"),
            CloneError::VersionGone { .. } | CloneError::VersionUnknown { .. } => {
                ("DELTA_VERSION_NOT_FOUND", "22003")
            }
            CloneError::TimestampGone { .. } => {
                ("DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION", "42816")
            }
            CloneError::UnsupportedFeatures { .. } => {
                ("DELTA_UNSUPPORTED_FEATURES_FOR_READ", "56038")
            }
            CloneError::MissingFile { .. } | CloneError::Vacuumed { .. } => {
                ("DELTA_FILE_NOT_FOUND_DETAILED", "42K03")
            }
            CloneError::SameTable { .. } | CloneError::Overlap { .. } => {
                ("DELTA_CLONE_AMBIGUOUS_TARGET", "42613")
            }
            CloneError::TargetNotEmpty { .. } => ("DELTA_UNSUPPORTED_NON_EMPTY_CLONE", "0AKDC"),
            CloneError::ConcurrentCommit { .. } => ("DELTA_CONCURRENT_WRITE", "2D521"),
            CloneError::Io { source, .. } if is_full(source) => ("DELTA_CLONE_FAILED", "53100"),
            CloneError::Property { .. } => ("DELTA_UNKNOWN_CONFIGURATION", "F0000"),
            _ => ("DELTA_CLONE_FAILED", "XXKDS"),
        };
        let hint = error
            .hint()
            .map_or_else(String::new, |hint| format!(" {hint}."));
        let mut text = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        Self::sql(condition, state, format_args!("{text}.{hint}"))
    }
}
