//! `DESCRIBE DETAIL` and `DESCRIBE HISTORY`.

use super::Run;
use super::tables::location;
use crate::catalog::{Kind, TableRow};
use crate::error::{WsError, WsResult};
use crate::govern::{Privilege, require};
use crate::runner::SqlResult;
use crate::sql::names::ObjectName;
use crate::sql::result::{Cell, rows};
use delta_clone::{At, CommitFacts};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Run<'_> {
    fn readable(&self, table: &ObjectName) -> WsResult<TableRow> {
        let name = self.full(table)?.to_string();
        require(
            self.catalog(),
            self.caller(),
            Privilege::Select,
            Kind::Table,
            &name,
        )?;
        self.catalog().get_table(self.caller(), &name)
    }

    /// `DESCRIBE DETAIL`.
    pub(super) async fn describe_detail(&self, table: &ObjectName) -> WsResult<SqlResult> {
        let table = self.readable(table)?;
        let place = location(&table)?;
        let facts = delta_clone::describe(&self.url(&place)?, At::Latest)
            .await
            .map_err(WsError::from)?;
        let newest = delta_clone::history(&self.url(&place)?)
            .await
            .map_err(WsError::from)?;
        let mut features: Vec<&String> = facts
            .reader_features
            .iter()
            .chain(&facts.writer_features)
            .collect();
        features.sort();
        features.dedup();
        let clustering: Value = facts
            .clustering
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?
            .unwrap_or_default();
        let clustering: Vec<String> = clustering
            .get("clusteringColumns")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|path| {
                let parts = path.as_array()?.iter().filter_map(Value::as_str);
                Some(parts.collect::<Vec<_>>().join("."))
            })
            .collect();
        let count = |number: u64| Cell::int(i64::try_from(number).ok());
        Ok(rows(
            &[
                ("format", "STRING"),
                ("id", "STRING"),
                ("name", "STRING"),
                ("description", "STRING"),
                ("location", "STRING"),
                ("createdAt", "TIMESTAMP"),
                ("lastModified", "TIMESTAMP"),
                ("partitionColumns", "ARRAY<STRING>"),
                ("clusteringColumns", "ARRAY<STRING>"),
                ("numFiles", "BIGINT"),
                ("sizeInBytes", "BIGINT"),
                ("properties", "MAP<STRING,STRING>"),
                ("minReaderVersion", "INT"),
                ("minWriterVersion", "INT"),
                ("tableFeatures", "ARRAY<STRING>"),
                ("statistics", "MAP<STRING,BIGINT>"),
            ],
            [vec![
                Cell::from("delta"),
                Cell::from(&facts.id),
                Cell::from(&table.meta.full_name),
                Cell::text(table.meta.comment.as_deref()),
                Cell::from(place),
                facts.created_time.map_or(Cell::Null, Cell::Time),
                newest
                    .first()
                    .map_or(Cell::Null, |commit| Cell::Time(commit.timestamp)),
                Cell::from(json!(facts.partition_columns).to_string()),
                Cell::from(json!(clustering).to_string()),
                count(facts.num_files),
                count(facts.size_in_bytes),
                Cell::from(json!(facts.configuration).to_string()),
                Cell::Int(i64::from(facts.min_reader_version)),
                Cell::Int(i64::from(facts.min_writer_version)),
                Cell::from(json!(features).to_string()),
                Cell::from("{}"),
            ]],
        ))
    }

    /// `DESCRIBE HISTORY`, newest first.
    pub(super) async fn describe_history(
        &self,
        table: &ObjectName,
        limit: Option<u64>,
    ) -> WsResult<SqlResult> {
        let table = self.readable(table)?;
        let place = location(&table)?;
        let history = delta_clone::history(&self.url(&place)?)
            .await
            .map_err(WsError::from)?;
        let limit = limit
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or(usize::MAX);
        Ok(rows(
            &[
                ("version", "BIGINT"),
                ("timestamp", "TIMESTAMP"),
                ("userId", "STRING"),
                ("userName", "STRING"),
                ("operation", "STRING"),
                ("operationParameters", "MAP<STRING,STRING>"),
                ("job", "STRUCT<jobId:STRING>"),
                ("notebook", "STRUCT<notebookId:STRING>"),
                ("clusterId", "STRING"),
                ("readVersion", "BIGINT"),
                ("isolationLevel", "STRING"),
                ("isBlindAppend", "BOOLEAN"),
                ("operationMetrics", "MAP<STRING,STRING>"),
                ("userMetadata", "STRING"),
                ("engineInfo", "STRING"),
            ],
            history.iter().take(limit).map(commit_row),
        ))
    }
}

fn commit_row(commit: &CommitFacts) -> Vec<Cell> {
    let map = |entries: &BTreeMap<String, String>| Cell::from(json!(entries).to_string());
    vec![
        Cell::int(i64::try_from(commit.version).ok()),
        Cell::Time(commit.timestamp),
        Cell::text(commit.user_id.as_deref()),
        Cell::text(commit.user_name.as_deref()),
        Cell::text(commit.operation.as_deref()),
        map(&commit.operation_parameters),
        Cell::Null,
        Cell::Null,
        Cell::Null,
        Cell::int(commit.read_version),
        Cell::text(commit.isolation_level.as_deref()),
        commit.is_blind_append.map_or(Cell::Null, Cell::Bool),
        map(&commit.operation_metrics),
        Cell::text(commit.user_metadata.as_deref()),
        Cell::text(commit.engine_info.as_deref()),
    ]
}
