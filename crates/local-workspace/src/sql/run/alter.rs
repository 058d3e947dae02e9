//! `ALTER`, of everything but single columns.

use super::Run;
use super::alter_column::find;
use super::names::FullName;
use super::tables::location;
use crate::catalog::{
    Cascade, Column, Kind, MetaPatch, PropertyChange, TableConstraint, TableRow, TableType,
    TagTarget,
};
use crate::error::{WsError, WsResult};
use crate::runner::SqlResult;
use crate::sql::ast::{
    self, Alter, AlterAction, Clustering, ColumnPosition, Constraint, ConstraintKind,
    DroppedConstraint, NewColumn,
};
use crate::sql::delta_schema::{column_of, columns_of, schema_of, set_member};
use crate::sql::log::{self, Commit, Protocol, table_properties};
use delta_clone::{At, TableFacts};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A table whose log is about to change.
pub(super) struct Editing {
    pub(super) table: TableRow,
    pub(super) facts: TableFacts,
    pub(super) columns: Vec<Column>,
    pub(super) partitioned_by: Vec<String>,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) features: Vec<String>,
    pub(super) clustered_by: Option<Vec<String>>,
}

impl Run<'_> {
    /// `ALTER`.
    pub(super) async fn alter(&self, alter: &Alter) -> WsResult<SqlResult> {
        let (kind, name) = self.securable(&alter.target)?;
        if kind == Kind::Table {
            self.check_said(alter.target.kind, &name)?;
        }
        let patch = match &alter.action {
            AlterAction::Owner(owner) => MetaPatch {
                owner: Some(owner.clone()),
                ..MetaPatch::default()
            },
            AlterAction::Rename(to) => {
                let new_name = Some(self.new_name(&name, to)?);
                MetaPatch {
                    new_name,
                    ..MetaPatch::default()
                }
            }
            AlterAction::Tags(change) => {
                return self.change_tags(&TagTarget::object(kind, &name), change);
            }
            AlterAction::SetProperties(set) if alter.target.kind != ast::Kind::Table => {
                let set = set.iter().cloned().collect();
                let properties = PropertyChange::Merge {
                    set,
                    unset: Vec::new(),
                };
                MetaPatch {
                    properties,
                    ..MetaPatch::default()
                }
            }
            AlterAction::UnsetProperties { keys, .. } if alter.target.kind != ast::Kind::Table => {
                let properties = PropertyChange::Merge {
                    set: BTreeMap::new(),
                    unset: keys.clone(),
                };
                MetaPatch {
                    properties,
                    ..MetaPatch::default()
                }
            }
            AlterAction::ViewQuery(query) => {
                let full = self.full(&alter.target.name)?;
                return self.alter_view(&full, &query.0).await;
            }
            action => {
                let full = self.full(&alter.target.name)?;
                return self.alter_table(&full, action).await;
            }
        };
        self.catalog().alter(self.caller(), kind, &name, &patch)?;
        Ok(SqlResult::default())
    }

    /// `ALTER TABLE` is for tables and `ALTER VIEW` for views.
    fn check_said(&self, said: ast::Kind, name: &str) -> WsResult<()> {
        let table = self.catalog().get_table(self.caller(), name)?;
        if said == ast::Kind::View {
            return super::views::require_view(&table);
        }
        if table.table_type == TableType::View {
            return Err(WsError::sql(
                "EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW",
                "42809",
                format_args!("'ALTER TABLE' expects a table but {name} is a view."),
            ));
        }
        Ok(())
    }

    /// The last part of the new name; the others must be those of the old one.
    fn new_name(&self, name: &str, to: &crate::sql::names::ObjectName) -> WsResult<String> {
        let (parent, _) = name.rsplit_once('.').unwrap_or_default();
        if let [only] = to.0.as_slice() {
            return Ok(only.clone());
        }
        let to = self.full(to)?;
        if format!("{}.{}", to.catalog, to.schema) != parent {
            return Err(WsError::unsupported("RENAME TO another schema or catalog"));
        }
        Ok(to.name)
    }

    async fn alter_table(&self, full: &FullName, action: &AlterAction) -> WsResult<SqlResult> {
        let name = full.to_string();
        match action {
            AlterAction::SetProperties(set) => {
                let set: BTreeMap<String, String> = set.iter().cloned().collect();
                self.set_properties(full, &set).await?;
            }
            AlterAction::UnsetProperties { if_exists, keys } => {
                self.unset_properties(full, *if_exists, keys).await?;
            }
            AlterAction::AddColumns(new) => self.add_columns(full, new).await?,
            AlterAction::DropColumns { if_exists, columns } => {
                self.drop_columns(full, *if_exists, columns).await?;
            }
            AlterAction::RenameColumn { from, to } => self.rename_column(full, from, to).await?,
            AlterAction::Column { column, change } => {
                return self.alter_column(full, column, change).await;
            }
            AlterAction::AddConstraint(constraint) => self.add_constraint(full, constraint).await?,
            AlterAction::DropConstraint {
                which,
                if_exists,
                cascade,
            } => {
                let cascade = if *cascade { Cascade::Yes } else { Cascade::No };
                self.drop_constraint(full, which, *if_exists, cascade)
                    .await?;
            }
            AlterAction::SetRowFilter(filter) => {
                let filter = self.row_filter(filter)?;
                self.catalog()
                    .set_row_filter(self.caller(), &name, Some(&filter))?;
            }
            AlterAction::DropRowFilter => {
                self.catalog().set_row_filter(self.caller(), &name, None)?;
            }
            AlterAction::ClusterBy(clustering) => self.cluster_by(full, clustering).await?,
            AlterAction::Owner(_)
            | AlterAction::Rename(_)
            | AlterAction::Tags(_)
            | AlterAction::ViewQuery(_) => {
                return Err(WsError::internal("an ALTER was taken for one of a table"));
            }
        }
        Ok(SqlResult::default())
    }

    /// Opens a table to change its log; the caller manages it or holds `MODIFY`.
    pub(super) async fn edit(&self, full: &FullName) -> WsResult<Editing> {
        let name = full.to_string();
        self.require_modify(&name)?;
        let table = self.catalog().get_table(self.caller(), &name)?;
        let url = self.url(&location(&table)?)?;
        let facts = delta_clone::describe(&url, At::Latest)
            .await
            .map_err(WsError::from)?;
        let mut columns = columns_of(&facts.schema_string, &facts.partition_columns)?;
        for column in &mut columns {
            let known = table.columns.iter().find(|known| known.name == column.name);
            column.mask = known.and_then(|known| known.mask.clone());
        }
        Ok(Editing {
            table,
            columns,
            partitioned_by: facts.partition_columns.clone(),
            properties: facts.configuration.clone(),
            facts,
            features: Vec::new(),
            clustered_by: None,
        })
    }

    /// Commits what was changed to the log, then to the catalog.
    pub(super) async fn commit(
        &self,
        editing: Editing,
        operation: &str,
        parameters: Value,
    ) -> WsResult<()> {
        let place = location(&editing.table)?;
        let path = self.path(&place)?;
        let schema = schema_of(&editing.columns)?;
        let before = Protocol::of(&editing.facts);
        let after = before.with(&schema, &editing.properties, &editing.features)?;
        let in_commit = editing
            .facts
            .configuration
            .get("delta.enableInCommitTimestamps");
        let last = if in_commit.is_some_and(|value| value == "true") {
            let history = delta_clone::history(&self.url(&place)?)
                .await
                .map_err(WsError::from)?;
            history.first().map(|commit| commit.timestamp)
        } else {
            None
        };
        let commit = Commit {
            operation,
            parameters,
            user: self.caller().user(),
            id: editing.facts.id.clone(),
            created: editing.facts.created_time,
            schema: &schema,
            partitioned_by: &editing.partitioned_by,
            properties: &editing.properties,
            protocol: (after != before).then_some(after),
            clustered_by: editing.clustered_by.as_deref(),
        };
        log::append(&path, editing.facts.version + 1, &commit, last)?;
        self.store(&editing.table, &editing.columns, editing.properties)
    }

    /// Makes the catalog say what the log says.
    pub(super) fn store(
        &self,
        table: &TableRow,
        columns: &[Column],
        properties: BTreeMap<String, String>,
    ) -> WsResult<()> {
        let name = &table.meta.full_name;
        self.catalog().set_columns(self.caller(), name, columns)?;
        if properties != table.properties {
            let properties = PropertyChange::Replace(properties);
            let patch = MetaPatch {
                properties,
                ..MetaPatch::default()
            };
            self.catalog()
                .alter(self.caller(), Kind::Table, name, &patch)?;
        }
        Ok(())
    }

    async fn set_properties(
        &self,
        full: &FullName,
        set: &BTreeMap<String, String>,
    ) -> WsResult<()> {
        let mut editing = self.edit(full).await?;
        if set.keys().any(|key| key.starts_with("delta.constraints.")) {
            return Err(WsError::unsupported(
                "delta.constraints.* in SET TBLPROPERTIES: use ALTER TABLE ADD CONSTRAINT",
            ));
        }
        let (set, features) = table_properties(set)?;
        let parameters = json!({ "properties": json!(set).to_string() });
        editing.properties.extend(set);
        editing.features = features;
        self.commit(editing, "SET TBLPROPERTIES", parameters).await
    }

    async fn unset_properties(
        &self,
        full: &FullName,
        if_exists: bool,
        keys: &[String],
    ) -> WsResult<()> {
        let mut editing = self.edit(full).await?;
        for key in keys {
            if editing.properties.remove(key).is_none() && !if_exists {
                return Err(WsError::sql(
                    "DELTA_UNSET_NON_EXISTENT_PROPERTY",
                    "42616",
                    format_args!(
                        "Attempted to unset non-existent property '{key}' in table {full}."
                    ),
                ));
            }
        }
        let parameters =
            json!({ "properties": json!(keys).to_string(), "ifExists": if_exists.to_string() });
        self.commit(editing, "UNSET TBLPROPERTIES", parameters)
            .await
    }

    async fn add_columns(&self, full: &FullName, new: &[NewColumn]) -> WsResult<()> {
        let mut editing = self.edit(full).await?;
        refuse_mapping(&editing, "ADD COLUMN")?;
        for NewColumn { column, position } in new {
            let name = &column.field.name;
            if editing
                .columns
                .iter()
                .any(|known| known.name.eq_ignore_ascii_case(name))
            {
                return Err(WsError::sql(
                    "FIELD_ALREADY_EXISTS",
                    "42710",
                    format_args!("Cannot add column, because `{name}` already exists in {full}."),
                ));
            }
            if !column.field.nullable {
                return Err(WsError::unsupported("ADD COLUMN ... NOT NULL"));
            }
            if column.default.is_some() || column.generated.is_some() {
                return Err(WsError::unsupported("ADD COLUMN ... DEFAULT and GENERATED"));
            }
            let mut added = column_of(column, None);
            if let Some(mask) = &column.mask {
                self.require_manage(Kind::Table, &full.to_string())?;
                added.mask = Some(self.mask(mask)?);
            }
            let at = place(&editing.columns, position.as_ref())?;
            editing.columns.insert(at, added);
        }
        let names: Vec<&str> = new
            .iter()
            .map(|new| new.column.field.name.as_str())
            .collect();
        let parameters = json!({ "columns": json!(names).to_string() });
        self.commit(editing, "ADD COLUMNS", parameters).await
    }

    async fn drop_columns(
        &self,
        full: &FullName,
        if_exists: bool,
        columns: &[String],
    ) -> WsResult<()> {
        let mut editing = self.edit(full).await?;
        require_mapping(&editing, "DELTA_UNSUPPORTED_DROP_COLUMN", "DROP COLUMN")?;
        for column in columns {
            let found = editing
                .columns
                .iter()
                .position(|known| known.name.eq_ignore_ascii_case(column));
            let Some(at) = found else {
                if if_exists {
                    continue;
                }
                return Err(super::alter_column::no_column(full, column));
            };
            refuse_used(&editing, column)?;
            editing.columns.remove(at);
        }
        let parameters = json!({ "columns": json!(columns).to_string() });
        self.commit(editing, "DROP COLUMNS", parameters).await
    }

    async fn rename_column(&self, full: &FullName, from: &str, to: &str) -> WsResult<()> {
        let mut editing = self.edit(full).await?;
        require_mapping(&editing, "DELTA_UNSUPPORTED_RENAME_COLUMN", "RENAME COLUMN")?;
        refuse_used(&editing, from)?;
        let at = find(full, &editing.columns, from)?;
        if let Some(column) = editing.columns.get_mut(at) {
            to.clone_into(&mut column.name);
            set_member(column, "name", json!(to))?;
        }
        let parameters = json!({ "oldColumnPath": from, "newColumnPath": to });
        self.commit(editing, "RENAME COLUMN", parameters).await
    }

    async fn add_constraint(&self, full: &FullName, constraint: &Constraint) -> WsResult<()> {
        if let Some(key) = self.key(constraint)? {
            self.catalog()
                .add_constraint(self.caller(), &full.to_string(), &key)?;
            return Ok(());
        }
        let ConstraintKind::Check(condition) = &constraint.kind else {
            return Ok(());
        };
        let Some(name) = &constraint.name else {
            return Err(WsError::unsupported(
                "ADD CHECK without CONSTRAINT and a name",
            ));
        };
        let mut editing = self.edit(full).await?;
        let key = format!("delta.constraints.{}", name.to_lowercase());
        if editing.properties.contains_key(&key) {
            return Err(WsError::sql(
                "DELTA_CONSTRAINT_ALREADY_EXISTS",
                "42710",
                format_args!(
                    "Constraint '{name}' already exists. Please delete the old constraint first."
                ),
            ));
        }
        let broken = self.violations(&editing.table, &condition.0).await?;
        if broken > 0 {
            return Err(WsError::sql(
                "DELTA_NEW_CHECK_CONSTRAINT_VIOLATION",
                "23512",
                format_args!(
                    "{broken} rows in {full} violate the new CHECK constraint ({}).",
                    condition.0
                ),
            ));
        }
        editing.properties.insert(key, condition.0.clone());
        let parameters = json!({ "name": name, "expr": condition.0 });
        self.commit(editing, "ADD CONSTRAINT", parameters).await
    }

    async fn drop_constraint(
        &self,
        full: &FullName,
        which: &DroppedConstraint,
        if_exists: bool,
        cascade: Cascade,
    ) -> WsResult<()> {
        let table = self.catalog().get_table(self.caller(), &full.to_string())?;
        let key = table.constraints.iter().find(|key| is_meant(key, which));
        if let Some(key) = key {
            let name = key.name();
            return self
                .catalog()
                .drop_constraint(self.caller(), &full.to_string(), name, cascade);
        }
        if let DroppedConstraint::Named(name) = which {
            let mut editing = self.edit(full).await?;
            let key = format!("delta.constraints.{}", name.to_lowercase());
            if let Some(expression) = editing.properties.remove(&key) {
                let parameters = json!({ "name": name, "expr": expression });
                return self.commit(editing, "DROP CONSTRAINT", parameters).await;
            }
        }
        if if_exists {
            return Ok(());
        }
        Err(WsError::sql(
            "DELTA_CONSTRAINT_DOES_NOT_EXIST",
            "42704",
            format_args!("Cannot drop a nonexistent constraint from table {full}."),
        ))
    }

    async fn cluster_by(&self, full: &FullName, clustering: &Clustering) -> WsResult<()> {
        let columns = match clustering {
            Clustering::Columns(columns) => columns.clone(),
            Clustering::None => Vec::new(),
            Clustering::Auto => return Err(WsError::unsupported("CLUSTER BY AUTO")),
        };
        let mut editing = self.edit(full).await?;
        if !editing.partitioned_by.is_empty() {
            return Err(WsError::sql(
                "DELTA_ALTER_TABLE_CLUSTER_BY_ON_PARTITIONED_TABLE_NOT_ALLOWED",
                "42000",
                "ALTER TABLE CLUSTER BY is not supported for tables with partitioning.",
            ));
        }
        for column in &columns {
            find(full, &editing.columns, column)?;
        }
        refuse_mapping(&editing, "CLUSTER BY")?;
        let parameters = json!({ "newClusteringColumns": columns.join(",") });
        editing.features = vec!["clustering".to_owned(), "domainMetadata".to_owned()];
        editing.clustered_by = Some(columns);
        self.commit(editing, "CLUSTER BY", parameters).await
    }
}

fn is_meant(key: &TableConstraint, which: &DroppedConstraint) -> bool {
    match (which, key) {
        (DroppedConstraint::Named(name), key) => key.name().eq_ignore_ascii_case(name),
        (DroppedConstraint::Primary, TableConstraint::Primary(_)) => true,
        (DroppedConstraint::Foreign(columns), TableConstraint::Foreign(key)) => {
            key.columns.len() == columns.len()
                && key
                    .columns
                    .iter()
                    .zip(columns)
                    .all(|(a, b)| a.eq_ignore_ascii_case(b))
        }
        _ => false,
    }
}

/// Where a new column goes.
pub(super) fn place(columns: &[Column], position: Option<&ColumnPosition>) -> WsResult<usize> {
    match position {
        None => Ok(columns.len()),
        Some(ColumnPosition::First) => Ok(0),
        Some(ColumnPosition::After(name)) => columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(name))
            .map(|at| at + 1)
            .ok_or_else(|| {
                WsError::sql(
                    "FIELD_NOT_FOUND",
                    "42704",
                    format_args!("No such struct field `{name}` among the columns of the table."),
                )
            }),
    }
}

fn mapped(editing: &Editing) -> bool {
    let mode = editing.properties.get("delta.columnMapping.mode");
    mode.is_some_and(|mode| mode != "none")
}

fn refuse_mapping(editing: &Editing, what: &str) -> WsResult<()> {
    if mapped(editing) {
        return Err(WsError::unsupported(format_args!(
            "{what} of a table with column mapping"
        )));
    }
    Ok(())
}

fn require_mapping(editing: &Editing, condition: &str, what: &str) -> WsResult<()> {
    if mapped(editing) {
        return Ok(());
    }
    Err(WsError::sql(
        condition,
        "0AKDC",
        format_args!(
            "{what} is not supported for your Delta table: its column mapping mode is 'none'."
        ),
    ))
}

/// A column that something else names cannot go or be renamed.
fn refuse_used(editing: &Editing, column: &str) -> WsResult<()> {
    let same = |name: &String| name.eq_ignore_ascii_case(column);
    let in_keys = editing.table.constraints.iter().any(|key| match key {
        TableConstraint::Primary(key) => key.columns.iter().any(same),
        TableConstraint::Foreign(key) => key.columns.iter().any(same),
    });
    let filter = editing.table.row_filter.as_ref();
    let in_policies = filter.is_some_and(|filter| filter.input_column_names.iter().any(same))
        || editing
            .columns
            .iter()
            .filter_map(|other| other.mask.as_ref())
            .any(|mask| mask.using_column_names.iter().any(same));
    let checked = editing
        .properties
        .keys()
        .any(|key| key.starts_with("delta.constraints."));
    let clustered = editing.facts.clustering.is_some();
    if editing.partitioned_by.iter().any(same) || in_keys || in_policies || checked || clustered {
        return Err(WsError::unsupported(format_args!(
            "dropping or renaming column `{column}` of a table with keys, checks, policies, partitions or clustering"
        )));
    }
    Ok(())
}
