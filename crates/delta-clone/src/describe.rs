//! What a table is: for DESCRIBE DETAIL, and for those who register it in a catalog.

use std::collections::BTreeMap;
use std::sync::Arc;

use url::Url;

use crate::clone::{Cloner, past_damage};
use crate::copy::blocking;
use crate::error::CloneError;
use crate::spec::At;

/// What a table is at one version.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableFacts {
    /// The id of the table.
    pub id: String,
    /// The version.
    pub version: u64,
    /// The name in the log, which is not its name in a catalog.
    pub name: Option<String>,
    /// The description in the log.
    pub description: Option<String>,
    /// When the table was made, in epoch milliseconds.
    pub created_time: Option<i64>,
    /// The schema, in the JSON of Delta.
    pub schema_string: String,
    /// The columns by which it is partitioned.
    pub partition_columns: Vec<String>,
    /// The table properties.
    pub configuration: BTreeMap<String, String>,
    /// The lowest protocol version for readers.
    pub min_reader_version: i32,
    /// The lowest protocol version for writers.
    pub min_writer_version: i32,
    /// The features that readers must know, ordered.
    pub reader_features: Vec<String>,
    /// The features that writers must know, ordered.
    pub writer_features: Vec<String>,
    /// The clustering columns, as the domain has them; `None` if the table is not clustered.
    pub clustering: Option<String>,
    /// Live data files.
    pub num_files: u64,
    /// Bytes in live data files.
    pub size_in_bytes: u64,
    /// Rows that are not deleted; `None` if a file has no statistics.
    pub num_rows: Option<u64>,
    /// Files that lie outside the table, as those of a shallow clone do.
    pub num_outside_files: u64,
}

impl Cloner {
    /// What a table is at a point in its history. Replays the log; opens no data file.
    ///
    /// # Errors
    /// See [`CloneError`].
    pub async fn describe(&self, table: &Url, at: At) -> Result<TableFacts, CloneError> {
        let root = self.stores.root(table)?;
        past_damage(&[&root], || async {
            let table = self.open(&root, at).await?;
            blocking("read", move || facts(&table)).await?
        })
        .await
    }

    /// The version of a table at a point in its history.
    ///
    /// # Errors
    /// See [`CloneError`].
    pub async fn resolve_version(&self, table: &Url, at: At) -> Result<u64, CloneError> {
        let root = self.stores.root(table)?;
        Ok(self.open(&root, at).await?.version())
    }
}

fn facts(table: &Arc<crate::log::Table>) -> Result<TableFacts, CloneError> {
    let (mut files, mut bytes, mut outside) = (0, 0, 0);
    let mut rows = Some(0);
    table.for_each_file(|entry| {
        files += 1;
        bytes += entry.bytes();
        let deleted = entry
            .deletion_vector
            .as_ref()
            .map_or(0, |vector| vector.cardinality);
        let live = entry
            .num_records()
            .and_then(|all| u64::try_from(all - deleted).ok());
        rows = rows.zip(live).map(|(rows, live): (u64, u64)| rows + live);
        if entry.path.starts_with('/') || entry.path.contains(":/") {
            outside += 1;
        }
        Ok(())
    })?;
    let (metadata, protocol) = (table.metadata().clone(), table.protocol());
    let sorted = |features: &Option<Vec<String>>| {
        let mut features = features.clone().unwrap_or_default();
        features.sort();
        features
    };
    Ok(TableFacts {
        id: metadata.id,
        version: table.version(),
        name: metadata.name,
        description: metadata.description,
        created_time: metadata.created_time,
        schema_string: metadata.schema_string,
        partition_columns: metadata.partition_columns,
        configuration: metadata.configuration,
        min_reader_version: protocol.min_reader_version,
        min_writer_version: protocol.min_writer_version,
        reader_features: sorted(&protocol.reader_features),
        writer_features: sorted(&protocol.writer_features),
        clustering: table.domains()?.remove(crate::meta::domains::CLUSTERING),
        num_files: files,
        size_in_bytes: bytes,
        num_rows: rows,
        num_outside_files: outside,
    })
}
