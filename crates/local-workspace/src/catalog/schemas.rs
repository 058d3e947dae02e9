//! Schemas.

use std::collections::BTreeMap;

use rusqlite::params;

use super::catalogs::one_of;
use super::lifecycle::Birth;
use super::page::{Page, PageOf};
use super::{Catalog, Chain, Kind, MetaPatch, PropertyChange, SchemaRow};
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// A schema to create.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewSchema {
    /// The catalog.
    pub catalog: String,
    /// The name.
    pub name: String,
    /// The comment.
    pub comment: Option<String>,
    /// The storage root.
    pub storage_root: Option<String>,
    /// Properties.
    pub properties: BTreeMap<String, String>,
    /// The retention in hours.
    pub retention_hours: Option<i64>,
}

/// A change of a schema. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SchemaPatch {
    /// What every object has.
    pub meta: MetaPatch,
    /// `INHERIT`, `ENABLE` or `DISABLE`.
    pub predictive_optimization: Option<String>,
    /// The retention in hours.
    pub retention_hours: Option<i64>,
}

impl Catalog {
    /// Creates a schema.
    ///
    /// # Errors
    /// When the caller lacks `USE CATALOG` or `CREATE SCHEMA`, when the name is taken or invalid.
    pub fn create_schema(&self, session: &Session, new: &NewSchema) -> WsResult<SchemaRow> {
        self.write(session, |access| {
            let catalog = access.find(Kind::Catalog, &new.catalog)?;
            let chain = access.create(
                &catalog,
                Kind::Schema,
                &new.name,
                new.comment.as_deref(),
                Privilege::CreateSchema,
                Birth::Active,
            )?;
            access.insert_schema_detail(&chain, new)?;
            access.schema_row(&chain)
        })
    }

    /// One schema.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn get_schema(&self, session: &Session, full_name: &str) -> WsResult<SchemaRow> {
        self.read(session, |access| {
            let chain = access.find_visible(Kind::Schema, full_name)?;
            access.schema_row(&chain)
        })
    }

    /// The schemas of a catalog that the caller sees.
    ///
    /// # Errors
    /// When the catalog does not exist or the caller may not see it.
    pub fn list_schemas(
        &self,
        session: &Session,
        catalog: &str,
        page: &Page,
    ) -> WsResult<PageOf<SchemaRow>> {
        self.read(session, |access| {
            let catalog = access.find_visible(Kind::Catalog, catalog)?;
            access
                .children(&catalog, Kind::Schema, page)?
                .try_map(|chain| access.schema_row(&chain))
        })
    }

    /// Changes a schema.
    ///
    /// # Errors
    /// Those of [`Catalog::alter`], and when a value is not one of those allowed.
    pub fn update_schema(
        &self,
        session: &Session,
        full_name: &str,
        patch: &SchemaPatch,
    ) -> WsResult<SchemaRow> {
        self.write(session, |access| {
            let chain = access.find(Kind::Schema, full_name)?;
            access.alter(&chain, &patch.meta)?;
            let id = &chain.object().id;
            if let Some(value) = &patch.predictive_optimization {
                one_of(
                    "enable_predictive_optimization",
                    value,
                    &["INHERIT", "ENABLE", "DISABLE"],
                )?;
                access.tx.execute(
                    "UPDATE schema_detail SET predictive_optimization = ?2 WHERE id = ?1",
                    params![id, value],
                )?;
            }
            if let Some(hours) = patch.retention_hours {
                access.tx.execute(
                    "UPDATE schema_detail SET retention_hours = ?2 WHERE id = ?1",
                    params![id, hours],
                )?;
            }
            let renamed = access.find_by_id(id)?.unwrap_or(chain);
            access.schema_row(&renamed)
        })
    }
}

impl Access<'_> {
    pub(super) fn insert_schema_detail(&self, chain: &Chain, new: &NewSchema) -> WsResult<()> {
        let object = chain.object();
        self.tx.execute(
            "INSERT INTO schema_detail (id, is_system, storage_root, predictive_optimization, retention_hours)
             VALUES (?1, ?2, ?3, 'INHERIT', ?4)",
            params![object.id, object.system, new.storage_root, new.retention_hours],
        )?;
        self.change_properties(&object.id, &PropertyChange::Replace(new.properties.clone()))
    }

    pub(crate) fn schema_row(&self, chain: &Chain) -> WsResult<SchemaRow> {
        let meta = chain.object().clone();
        let properties = self.properties(&meta.id)?;
        let mut statement = self.tx.prepare_cached(
            "SELECT d.storage_root, d.predictive_optimization, d.retention_hours, c.catalog_type
             FROM schema_detail d JOIN securable s ON s.id = d.id
             JOIN catalog_detail c ON c.id = s.parent_id WHERE d.id = ?1",
        )?;
        let mut rows = statement.query([&meta.id])?;
        let row = rows
            .next()?
            .ok_or_else(|| WsError::internal("a schema has no detail row"))?;
        Ok(SchemaRow {
            catalog_name: chain.name_at(1),
            storage_root: row.get(0)?,
            optimization: self.optimization(chain)?,
            retention_hours: row.get(2)?,
            catalog_type: row.get(3)?,
            properties,
            meta,
        })
    }
}
