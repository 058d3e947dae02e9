//! `CREATE TABLE`, with columns or with a query.

use super::Run;
use super::names::FullName;
use crate::catalog::{
    Column, ColumnMask, ForeignKey, Kind, NewConstraint, NewTable, PendingTable, PrimaryKey,
    RowFilter, TableConstraint, TableRow, TableType,
};
use crate::error::{WsError, WsResult};
use crate::govern::{Privilege, require};
use crate::runner::SqlResult;
use crate::sql::ast::{
    Clustering, ColumnDef, Constraint, ConstraintKind, CreateTable, Existing, PolicyUse,
};
use crate::sql::delta_schema::column_of;
use crate::sql::log::table_properties;
use crate::sql::names::ObjectName;
use std::collections::BTreeMap;

/// What the log of a new table says.
pub(super) struct Shape {
    /// The features that the statement asks for.
    pub(super) features: Vec<String>,
    pub(super) columns: Vec<Column>,
    pub(super) partitioned_by: Vec<String>,
    pub(super) clustered_by: Vec<String>,
    pub(super) properties: BTreeMap<String, String>,
}

impl Run<'_> {
    /// `CREATE TABLE`.
    pub(super) async fn create_table(&self, create: &CreateTable) -> WsResult<SqlResult> {
        let full = self.full(&create.name)?;
        let before = self.existing(&full)?;
        match (&before, create.existing) {
            (Some(_), Existing::Keep) => return Ok(SqlResult::default()),
            (Some(_), Existing::Refuse) => return Err(already_exists(&full)),
            (None, Existing::MustReplace) => return Err(not_found(&full)),
            _ => {}
        }
        let shape = self.shape(create).await?;
        let mut new = NewTable {
            catalog: full.catalog.clone(),
            schema: full.schema.clone(),
            name: full.name.clone(),
            table_type: table_type(create.location.as_deref()),
            format: Some("DELTA".to_owned()),
            columns: shape.columns.clone(),
            location: create.location.clone(),
            comment: create.comment.clone(),
            properties: shape.properties.clone(),
            view: None,
            constraints: self.keys(&create.constraints)?,
        };
        if let Some(before) = before {
            self.replace_table(create, &before, &mut new, &shape)
                .await?;
        } else if self.adopts(create).await? {
            self.adopt_table(&mut new).await?;
        } else {
            self.new_table(create, &new, &shape).await?;
        }
        Ok(SqlResult::default())
    }

    /// The table of this name, if the caller sees one; another's table is found by creating.
    pub(super) fn existing(&self, full: &FullName) -> WsResult<Option<TableRow>> {
        match self.catalog().get_table(self.caller(), &full.to_string()) {
            Ok(table) => Ok(Some(table)),
            Err(error) if error.code == "TABLE_DOES_NOT_EXIST" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Columns, partitioning and properties; those of a query come from it.
    async fn shape(&self, create: &CreateTable) -> WsResult<Shape> {
        let declared = &create.body.columns;
        if create.body.query.is_some() && !declared.is_empty() {
            return Err(WsError::sql(
                "UNSUPPORTED_FEATURE.CTAS_WITH_SCHEMA",
                "0A000",
                "A CREATE TABLE with a query takes its columns from the query; name them there.",
            ));
        }
        let mut columns = match &create.body.query {
            Some(query) => self.query_columns(&query.0).await?.columns,
            None => declared
                .iter()
                .map(|column| column_of(column, None))
                .collect(),
        };
        number_partitions(&mut columns, &create.partitioned_by)?;
        self.set_masks(&mut columns, declared)?;
        for constraint in &create.constraints {
            require_not_null(&mut columns, constraint)?;
        }
        let mut properties: BTreeMap<String, String> = create.properties.iter().cloned().collect();
        for constraint in &create.constraints {
            if let ConstraintKind::Check(condition) = &constraint.kind {
                let name = constraint.name.clone().ok_or_else(|| {
                    WsError::unsupported("a CHECK constraint without a name in CREATE TABLE")
                })?;
                let key = format!("delta.constraints.{}", name.to_lowercase());
                properties.insert(key, condition.0.clone());
            }
        }
        let (properties, mut features) = table_properties(&properties)?;
        let clustered_by = match &create.clustering {
            Some(Clustering::Columns(columns)) => columns.clone(),
            Some(Clustering::Auto) => {
                return Err(WsError::unsupported("CLUSTER BY AUTO"));
            }
            Some(Clustering::None) | None => Vec::new(),
        };
        if !clustered_by.is_empty() {
            features.extend(["clustering", "domainMetadata"].map(str::to_owned));
        }
        Ok(Shape {
            features,
            columns,
            partitioned_by: create.partitioned_by.clone(),
            clustered_by,
            properties,
        })
    }

    fn set_masks(&self, columns: &mut [Column], declared: &[ColumnDef]) -> WsResult<()> {
        for (column, definition) in columns.iter_mut().zip(declared) {
            if let Some(mask) = &definition.mask {
                column.mask = Some(self.mask(mask)?);
            }
        }
        Ok(())
    }

    pub(super) fn mask(&self, mask: &PolicyUse) -> WsResult<ColumnMask> {
        Ok(ColumnMask {
            function_name: self.full(&mask.function)?.to_string(),
            using_column_names: mask.columns.clone(),
        })
    }

    pub(super) fn row_filter(&self, filter: &PolicyUse) -> WsResult<RowFilter> {
        Ok(RowFilter {
            function_name: self.full(&filter.function)?.to_string(),
            input_column_names: filter.columns.clone(),
        })
    }

    /// The primary and foreign keys among the constraints.
    fn keys(&self, constraints: &[Constraint]) -> WsResult<Vec<NewConstraint>> {
        let keys = constraints
            .iter()
            .filter_map(|constraint| self.key(constraint).transpose());
        keys.collect()
    }

    /// A primary or foreign key for the catalog; `None` for a check.
    pub(super) fn key(&self, constraint: &Constraint) -> WsResult<Option<NewConstraint>> {
        let name = constraint.name.clone().unwrap_or_default();
        Ok(Some(match &constraint.kind {
            ConstraintKind::Primary {
                columns,
                timeseries,
                rely,
            } => TableConstraint::Primary(PrimaryKey {
                name,
                columns: columns.clone(),
                rely: *rely,
                timeseries_columns: timeseries.clone(),
            }),
            ConstraintKind::Foreign {
                columns,
                parent,
                parent_columns,
                rely,
            } => TableConstraint::Foreign(ForeignKey {
                name,
                columns: columns.clone(),
                parent_table: self.full(parent)?.to_string(),
                parent_columns: parent_columns.clone(),
                rely: *rely,
            }),
            ConstraintKind::Check(_) => return Ok(None),
        }))
    }

    /// Whether the statement names a place where a table is already.
    async fn adopts(&self, create: &CreateTable) -> WsResult<bool> {
        let Some(location) = &create.location else {
            return Ok(false);
        };
        if !self.is_delta_table(location).await? {
            return Ok(false);
        }
        if create.body.query.is_some() {
            return Err(WsError::sql(
                "DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION",
                "42601",
                format_args!(
                    "Cannot create a table with a query at '{location}': there is a Delta table already."
                ),
            ));
        }
        if !create.body.columns.is_empty() {
            return Err(WsError::unsupported(
                "columns in CREATE TABLE over a Delta table that exists: leave them out",
            ));
        }
        Ok(true)
    }

    /// Registers a Delta table that exists.
    async fn adopt_table(&self, new: &mut NewTable) -> WsResult<()> {
        let location = new.location.clone().unwrap_or_default();
        let facts = self.facts(&location).await?;
        new.columns = facts.columns;
        new.properties = facts.properties;
        self.catalog().create_table(self.caller(), new)?;
        Ok(())
    }

    async fn new_table(&self, create: &CreateTable, new: &NewTable, shape: &Shape) -> WsResult<()> {
        if new.columns.is_empty() && new.table_type == TableType::External {
            let location = new.location.as_deref().unwrap_or_default();
            return Err(WsError::sql(
                "DELTA_TABLE_NOT_FOUND",
                "42P01",
                format_args!(
                    "There is no Delta table at '{location}' whose columns could be taken."
                ),
            ));
        }
        let filter = self.check_policies(create, &new.columns)?;
        let pending = self.catalog().begin_table(self.caller(), new)?;
        let query = create.body.query.as_ref().map(|query| query.0.as_str());
        let written = self.write_new(&pending, shape, query).await;
        let written = written.and_then(|()| {
            self.filter_pending(&pending, filter.as_ref())?;
            let (columns, properties) = (&new.columns, &new.properties);
            self.catalog()
                .finish_table(self.caller(), &pending, columns, properties)
                .map(drop)
        });
        self.finish_or_abandon(&pending, written)
    }

    /// Sets the row filter of a table that nobody sees yet, so that nobody ever sees it without.
    fn filter_pending(&self, pending: &PendingTable, filter: Option<&RowFilter>) -> WsResult<()> {
        let Some(filter) = filter else { return Ok(()) };
        let text = serde_json::to_string(filter)?;
        self.catalog().write(self.caller(), |access| {
            let sql = "UPDATE table_detail SET row_filter = ?2 WHERE id = ?1";
            access
                .tx
                .execute(sql, rusqlite::params![pending.id, text])?;
            Ok(())
        })
    }

    /// The row filter of the statement; it and every mask must be usable by the caller.
    fn check_policies(
        &self,
        create: &CreateTable,
        columns: &[Column],
    ) -> WsResult<Option<RowFilter>> {
        let filter = create
            .row_filter
            .as_ref()
            .map(|filter| self.row_filter(filter))
            .transpose()?;
        let masks = columns.iter().filter_map(|column| column.mask.as_ref());
        let masks = masks.map(|mask| (&mask.function_name, &mask.using_column_names));
        let filters = filter
            .iter()
            .map(|filter| (&filter.function_name, &filter.input_column_names));
        for (function, used) in masks.chain(filters) {
            require(
                self.catalog(),
                self.caller(),
                Privilege::Execute,
                Kind::Function,
                function,
            )?;
            for name in used {
                if !columns
                    .iter()
                    .any(|column| column.name.eq_ignore_ascii_case(name))
                {
                    return Err(WsError::sql(
                        "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
                        "42703",
                        format_args!("A column with name `{name}` cannot be resolved."),
                    ));
                }
            }
        }
        Ok(filter)
    }

    /// Passes the outcome on; when it is an error, takes the reservation back first.
    pub(super) fn finish_or_abandon(
        &self,
        pending: &PendingTable,
        written: WsResult<()>,
    ) -> WsResult<()> {
        let Err(error) = written else { return Ok(()) };
        if let Err(second) = self.catalog().abandon_table(pending) {
            tracing::warn!(table = %pending.full_name, error = %second, "left a half-made table behind");
        }
        Err(error)
    }

    async fn replace_table(
        &self,
        create: &CreateTable,
        before: &TableRow,
        new: &mut NewTable,
        shape: &Shape,
    ) -> WsResult<()> {
        if before.table_type == TableType::View {
            return Err(WsError::sql(
                "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
                "42809",
                format_args!(
                    "'CREATE OR REPLACE TABLE' expects a table but {} is a view.",
                    before.meta.full_name
                ),
            ));
        }
        if create.location.is_some() {
            return Err(WsError::unsupported(
                "CREATE OR REPLACE TABLE ... LOCATION of a table that exists",
            ));
        }
        // A replaced table stays where it is.
        new.table_type = before.table_type;
        if create.row_filter.is_some() {
            return Err(WsError::unsupported(
                "CREATE OR REPLACE TABLE ... WITH ROW FILTER",
            ));
        }
        self.require_replace(before)?;
        let query = create.body.query.as_ref().map(|query| query.0.as_str());
        self.overwrite_all(before, shape, query).await?;
        self.catalog().replace_table(self.caller(), new)?;
        Ok(())
    }
}

/// Managed without a location.
fn table_type(location: Option<&str>) -> TableType {
    if location.is_some() {
        TableType::External
    } else {
        TableType::Managed
    }
}

/// The place of a table's files.
pub(super) fn location(table: &TableRow) -> WsResult<String> {
    table.location.clone().ok_or_else(|| {
        WsError::sql(
            "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
            "42809",
            format_args!(
                "The operation expects a table but {} is a view.",
                table.meta.full_name
            ),
        )
    })
}

fn number_partitions(columns: &mut [Column], partitioned_by: &[String]) -> WsResult<()> {
    for (index, name) in partitioned_by.iter().enumerate() {
        let column = columns
            .iter_mut()
            .find(|column| column.name.eq_ignore_ascii_case(name));
        let Some(column) = column else {
            return Err(WsError::sql(
                "DELTA_INVALID_PARTITION_COLUMN",
                "42996",
                format_args!("Partition column `{name}` is not a column of the table."),
            ));
        };
        column.partition_index = i64::try_from(index).ok();
    }
    Ok(())
}

/// The columns of a primary key are NOT NULL by that.
fn require_not_null(columns: &mut [Column], constraint: &Constraint) -> WsResult<()> {
    let ConstraintKind::Primary { columns: keys, .. } = &constraint.kind else {
        return Ok(());
    };
    for column in columns {
        if keys
            .iter()
            .any(|key| key.eq_ignore_ascii_case(&column.name))
        {
            column.nullable = false;
            crate::sql::delta_schema::set_member(column, "nullable", false.into())?;
        }
    }
    Ok(())
}

pub(super) fn already_exists(full: &FullName) -> WsError {
    let name = ObjectName(vec![
        full.catalog.clone(),
        full.schema.clone(),
        full.name.clone(),
    ]);
    let error = WsError::sql(
        "TABLE_OR_VIEW_ALREADY_EXISTS",
        "42P07",
        format_args!(
            "Cannot create table or view {name} because it already exists. Choose a different name, drop or replace the existing object, or add the IF NOT EXISTS clause to tolerate pre-existing objects."
        ),
    );
    WsError {
        status: 409,
        ..error
    }
}

pub(super) fn not_found(full: &FullName) -> WsError {
    WsError::new(
        "TABLE_DOES_NOT_EXIST",
        404,
        format!("Table '{full}' does not exist."),
    )
}
