//! Catalogs, schemas and volumes; `DROP` and `UNDROP` of everything; `USE`.

use super::Run;
use super::errors::is_missing;
use crate::catalog::{Cascade, Kind, NewCatalog, NewSchema, NewVolume, TableType, VolumeType};
use crate::error::{WsError, WsResult};
use crate::govern::{Privilege, require};
use crate::runner::SqlResult;
use crate::sql::ast::{self, CreateCatalog, CreateSchema, CreateVolume, Existing, Target};
use crate::sql::names::ObjectName;

impl Run<'_> {
    /// `CREATE CATALOG`.
    pub(super) fn create_catalog(&self, create: &CreateCatalog) -> WsResult<SqlResult> {
        let new = NewCatalog {
            name: create.name.clone(),
            comment: create.comment.clone(),
            storage_root: create.managed_location.clone(),
            ..NewCatalog::default()
        };
        let made = self.catalog().create_catalog(self.caller(), &new);
        keep_existing(made, create.existing, "CATALOG_ALREADY_EXISTS")
    }

    /// `CREATE SCHEMA`.
    pub(super) fn create_schema(&self, create: &CreateSchema) -> WsResult<SqlResult> {
        let (catalog, name) = self.schema(&create.name)?;
        let new = NewSchema {
            catalog,
            name,
            comment: create.comment.clone(),
            storage_root: create.managed_location.clone(),
            properties: create.properties.iter().cloned().collect(),
            ..NewSchema::default()
        };
        let made = self.catalog().create_schema(self.caller(), &new);
        keep_existing(made, create.existing, "SCHEMA_ALREADY_EXISTS")
    }

    /// `CREATE VOLUME`.
    pub(super) fn create_volume(&self, create: &CreateVolume) -> WsResult<SqlResult> {
        let full = self.full(&create.name)?;
        let volume_type = if create.location.is_some() {
            VolumeType::External
        } else {
            VolumeType::Managed
        };
        let new = NewVolume {
            catalog: full.catalog,
            schema: full.schema,
            name: full.name,
            volume_type,
            location: create.location.clone(),
            comment: create.comment.clone(),
        };
        let made = self.catalog().create_volume(self.caller(), &new);
        keep_existing(made, create.existing, "VOLUME_ALREADY_EXISTS")
    }

    /// `DROP`.
    pub(super) fn drop_object(
        &self,
        target: &Target,
        if_exists: bool,
        cascade: bool,
    ) -> WsResult<SqlResult> {
        let (kind, name) = self.securable(target)?;
        let cascade = if cascade { Cascade::Yes } else { Cascade::No };
        let dropped = match kind {
            Kind::Table => self.drop_table(target.kind, &name),
            _ => self
                .catalog()
                .drop_object(self.caller(), kind, &name, cascade),
        };
        match dropped {
            Err(error) if if_exists && is_missing(&error) => Ok(SqlResult::default()),
            Err(error) => Err(error),
            Ok(()) => Ok(SqlResult::default()),
        }
    }

    fn drop_table(&self, said: ast::Kind, name: &str) -> WsResult<()> {
        let table = self.catalog().get_table(self.caller(), name)?;
        let is_view = table.table_type == TableType::View;
        if is_view != (said == ast::Kind::View) {
            let (found, wanted) = if is_view {
                ("VIEW", "TABLE")
            } else {
                ("TABLE", "VIEW")
            };
            return Err(WsError::sql(
                "WRONG_COMMAND_FOR_OBJECT_TYPE",
                "42809",
                format_args!(
                    "The operation DROP {wanted} requires a {wanted}. But {name} is a {found}. Use DROP {found} instead."
                ),
            ));
        }
        if table.table_type == TableType::Managed {
            self.refuse_with_shallow_clones(&table)?;
        }
        self.catalog()
            .drop_object(self.caller(), Kind::Table, name, Cascade::No)
    }

    /// `UNDROP TABLE`.
    pub(super) fn undrop(&self, name: &ObjectName) -> WsResult<SqlResult> {
        let name = self.full(name)?.to_string();
        self.catalog()
            .undrop(self.caller(), Kind::Table, &name, None)?;
        Ok(SqlResult::default())
    }

    /// Refuses to use a catalog or schema that the caller may not.
    pub(super) fn use_object(&self, kind: Kind, name: &str) -> WsResult<()> {
        let privilege = if kind == Kind::Catalog {
            Privilege::UseCatalog
        } else {
            Privilege::UseSchema
        };
        require(self.catalog(), self.caller(), privilege, kind, name)?;
        Ok(())
    }
}

/// With `IF NOT EXISTS`, what exists already is no error.
pub(super) fn keep_existing<T>(
    made: WsResult<T>,
    existing: Existing,
    exists: &str,
) -> WsResult<SqlResult> {
    match made {
        Err(error) if existing == Existing::Keep && error.code == exists => {
            Ok(SqlResult::default())
        }
        Err(error) => Err(error),
        Ok(_) => Ok(SqlResult::default()),
    }
}
