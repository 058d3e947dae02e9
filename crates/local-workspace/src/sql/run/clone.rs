//! `CREATE TABLE ... CLONE` and `RESTORE`.
//!
//! A clone carries what is in the Delta log: rows, schema, partitioning, properties, column
//! comments, checks. What only the catalog knows (comment, tags, grants, owner, keys, history)
//! stays behind.

use super::Run;
use super::names::FullName;
use super::tables::{already_exists, location, not_found};
use crate::catalog::{Kind, NewTable, PendingTable, TableRow, TableType};
use crate::error::{WsError, WsResult};
use crate::govern::{Privilege, require};
use crate::runner::SqlResult;
use crate::sql::ast::{AsOf, CloneDepth, CloneTable, Existing, Restore};
use crate::sql::result::{Cell, Header, rows};
use delta_clone::{At, CloneSpec, Depth, Metrics, Mode, NoProgress, Outcome, RestoreOutcome};
use url::Url;

impl Run<'_> {
    /// `CREATE TABLE ... CLONE`.
    pub(super) async fn clone_table(&self, clone: &CloneTable) -> WsResult<SqlResult> {
        let target = self.full(&clone.target)?;
        let source_name = self.full(&clone.source)?;
        let before = self.existing(&target)?;
        match (&before, clone.existing) {
            (Some(_), Existing::Keep) => return Ok(metrics_row(&Metrics::default())),
            (Some(_), Existing::Refuse) => return Err(already_exists(&target)),
            (None, Existing::MustReplace) => return Err(not_found(&target)),
            _ => {}
        }
        let source = self.clone_source(&source_name, clone)?;
        if let Some(before) = &before {
            self.refuse_replacing(before, clone)?;
        }
        let mut spec = CloneSpec::new(
            self.url(&location(&source)?)?,
            // Set below, when the place of the target is known.
            self.url(&location(&source)?)?,
            match clone.depth {
                CloneDepth::Deep => Depth::Deep,
                CloneDepth::Shallow => Depth::Shallow,
            },
        );
        spec.at = clone
            .as_of
            .as_ref()
            .map(at)
            .transpose()?
            .unwrap_or(At::Latest);
        spec.source_name = source.meta.full_name.clone();
        spec.properties = clone.properties.iter().cloned().collect();
        let metrics = match before {
            Some(before) => self.clone_over(spec, &before).await?,
            None => self.clone_new(spec, &target, &source, clone).await?,
        };
        Ok(metrics_row(&metrics))
    }

    /// The source, with everything that forbids cloning it.
    fn clone_source(&self, name: &FullName, clone: &CloneTable) -> WsResult<TableRow> {
        let full = name.to_string();
        require(
            self.catalog(),
            self.caller(),
            Privilege::Select,
            Kind::Table,
            &full,
        )?;
        let source = self.catalog().get_table(self.caller(), &full)?;
        if source.table_type == TableType::View {
            return Err(WsError::sql(
                "DELTA_CLONE_UNSUPPORTED_SOURCE",
                "0AKDC",
                format_args!(
                    "Unsupported clone source '{full}', whose format is VIEW. The supported format is 'delta'."
                ),
            ));
        }
        let masked = source.columns.iter().any(|column| column.mask.is_some());
        if masked || source.row_filter.is_some() {
            let what = if masked {
                "column masks"
            } else {
                "a row filter"
            };
            return Err(WsError::sql(
                "UNSUPPORTED_FEATURE.CLONE_WITH_ROW_FILTER_OR_COLUMN_MASK",
                "0A000",
                format_args!("Table '{full}' has {what}; CLONE of it is not supported."),
            ));
        }
        let is_clone = matches!(
            source.table_type,
            TableType::ManagedShallowClone | TableType::ExternalShallowClone
        );
        if clone.depth == CloneDepth::Shallow {
            if is_clone {
                return Err(WsError::sql(
                    "CANNOT_SHALLOW_CLONE_NESTED",
                    "0AKUC",
                    format_args!(
                        "Cannot shallow clone table '{full}' that is already a shallow clone."
                    ),
                ));
            }
            let external = clone.location.is_some();
            if external != (source.table_type == TableType::External) {
                return Err(WsError::sql(
                    "CANNOT_SHALLOW_CLONE_NON_UC_MANAGED_TABLE_AS_SOURCE_OR_TARGET",
                    "0AKUC",
                    "A shallow clone of a managed table is managed, one of an external table is external (give it a LOCATION).",
                ));
            }
        }
        Ok(source)
    }

    fn refuse_replacing(&self, before: &TableRow, clone: &CloneTable) -> WsResult<()> {
        let full = &before.meta.full_name;
        let is_clone = matches!(
            before.table_type,
            TableType::ManagedShallowClone | TableType::ExternalShallowClone
        );
        if is_clone || clone.depth == CloneDepth::Shallow {
            return Err(WsError::sql(
                "INVALID_PARAMETER_VALUE.UPDATE_TABLE_TYPE",
                "22023",
                format_args!(
                    "Changing table_type is not supported: '{full}' is {}; drop it first.",
                    before.table_type.as_str()
                ),
            ));
        }
        location(before)?;
        if clone.location.is_some() {
            return Err(WsError::unsupported(
                "CREATE OR REPLACE TABLE ... CLONE ... LOCATION",
            ));
        }
        self.require_replace(before)
    }

    async fn clone_new(
        &self,
        mut spec: CloneSpec,
        target: &FullName,
        source: &TableRow,
        clone: &CloneTable,
    ) -> WsResult<Metrics> {
        let new = NewTable {
            catalog: target.catalog.clone(),
            schema: target.schema.clone(),
            name: target.name.clone(),
            table_type: match (clone.depth, clone.location.is_some()) {
                (CloneDepth::Deep, false) => TableType::Managed,
                (CloneDepth::Deep, true) => TableType::External,
                (CloneDepth::Shallow, false) => TableType::ManagedShallowClone,
                (CloneDepth::Shallow, true) => TableType::ExternalShallowClone,
            },
            format: Some("DELTA".to_owned()),
            columns: source.columns.clone(),
            location: clone.location.clone(),
            comment: None,
            properties: source.properties.clone(),
            view: None,
            constraints: Vec::new(),
        };
        let pending = self.catalog().begin_table(self.caller(), &new)?;
        match self.write_clone(&mut spec, &pending).await {
            Ok(metrics) => Ok(metrics),
            Err(error) => {
                self.finish_or_abandon(&pending, Err(error))?;
                Ok(Metrics::default())
            }
        }
    }

    async fn write_clone(&self, spec: &mut CloneSpec, pending: &PendingTable) -> WsResult<Metrics> {
        spec.target = self.url(&pending.location)?;
        let outcome = clone_files(spec.clone()).await?;
        let facts = self.facts(&pending.location).await?;
        self.catalog()
            .finish_table(self.caller(), pending, &facts.columns, &facts.properties)?;
        Ok(outcome.metrics)
    }

    async fn clone_over(&self, mut spec: CloneSpec, before: &TableRow) -> WsResult<Metrics> {
        let place = location(before)?;
        spec.target = self.url(&place)?;
        spec.mode = Mode::Replace { overwrite: true };
        let outcome = clone_files(spec).await?;
        let facts = self.facts(&place).await?;
        let new = NewTable {
            catalog: before.catalog_name.clone(),
            schema: before.schema_name.clone(),
            name: before.meta.name.clone(),
            table_type: before.table_type,
            format: before.format.clone(),
            columns: facts.columns,
            location: None,
            comment: before.meta.comment.clone(),
            properties: facts.properties,
            view: None,
            constraints: Vec::new(),
        };
        self.catalog().replace_table(self.caller(), &new)?;
        Ok(outcome.metrics)
    }

    /// Refuses to drop a managed table whose files a live shallow clone needs.
    pub(super) fn refuse_with_shallow_clones(&self, table: &TableRow) -> WsResult<()> {
        let clones = self.shallow_clones_of(table)?;
        if clones.is_empty() {
            return Ok(());
        }
        Err(WsError::sql(
            "CANNOT_DROP_BASE_TABLE_REFERENCED_BY_SHALLOW_CLONE",
            "42893",
            format_args!(
                "Cannot drop table '{}': {} shallow {} of it: {}.",
                table.meta.full_name,
                clones.len(),
                if clones.len() == 1 {
                    "clone reads files"
                } else {
                    "clones read files"
                },
                clones.join(", ")
            ),
        ))
    }

    /// `RESTORE TABLE`.
    pub(super) async fn restore(&self, restore: &Restore) -> WsResult<SqlResult> {
        let full = self.full(&restore.table)?;
        let table = self.modifiable(&full)?;
        let place = location(&table)?;
        let outcome = restore_files(self.url(&place)?, at(&restore.as_of)?).await?;
        let facts = self.facts(&place).await?;
        self.store_facts(&table, facts)?;
        Ok(restore_row(&outcome))
    }
}

/// A point in history for the log; a timestamp without a zone is UTC, the session's zone here.
pub(super) fn at(as_of: &AsOf) -> WsResult<At> {
    match as_of {
        AsOf::Version(version) => Ok(At::Version(*version)),
        AsOf::Timestamp(text) => Ok(At::Timestamp(timestamp_ms(text)?)),
    }
}

fn timestamp_ms(text: &str) -> WsResult<i64> {
    let text = text.trim();
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Ok(time.as_millisecond());
    }
    let local = text.parse::<jiff::civil::DateTime>();
    let zoned = local.and_then(|local| local.to_zoned(jiff::tz::TimeZone::UTC));
    zoned
        .map(|zoned| zoned.timestamp().as_millisecond())
        .map_err(|_| {
            WsError::sql(
                "INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT",
                "42K0E",
                format_args!("'{text}' is not a timestamp."),
            )
        })
}

/// Clones in a task of its own: a clone that began goes on to its end.
async fn clone_files(spec: CloneSpec) -> WsResult<Outcome> {
    let work = async move { delta_clone::clone_table(&spec, &NoProgress).await };
    tokio::spawn(work)
        .await
        .map_err(WsError::internal)?
        .map_err(WsError::from)
}

/// Restores, as [`clone_files`] clones.
async fn restore_files(table: Url, to: At) -> WsResult<RestoreOutcome> {
    let work = async move { delta_clone::restore(&table, to).await };
    tokio::spawn(work)
        .await
        .map_err(WsError::internal)?
        .map_err(WsError::from)
}

fn metrics_row(metrics: &Metrics) -> SqlResult {
    let columns = metrics.columns();
    let headers: Vec<Header> = columns.iter().map(|(name, _)| (*name, "BIGINT")).collect();
    rows(
        &headers,
        [columns.iter().map(|(_, value)| Cell::Int(*value)).collect()],
    )
}

fn restore_row(outcome: &RestoreOutcome) -> SqlResult {
    let metrics = &outcome.metrics;
    let columns = [
        ("table_size_after_restore", metrics.table_size_after_restore),
        (
            "num_of_files_after_restore",
            metrics.num_of_files_after_restore,
        ),
        ("num_removed_files", metrics.num_removed_files),
        ("num_restored_files", metrics.num_restored_files),
        ("removed_files_size", metrics.removed_files_size),
        ("restored_files_size", metrics.restored_files_size),
    ];
    let headers: Vec<Header> = columns.iter().map(|(name, _)| (*name, "BIGINT")).collect();
    rows(
        &headers,
        [columns.iter().map(|(_, value)| Cell::Int(*value)).collect()],
    )
}
