//! Catalogs.

use std::collections::BTreeMap;

use rusqlite::params;

use super::lifecycle::Birth;
use super::page::{Page, PageOf};
use super::{Catalog, CatalogRow, Chain, Kind, MetaPatch, SYSTEM_USER};
use crate::error::{WsError, WsResult};
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// A catalog to create.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewCatalog {
    /// The name.
    pub name: String,
    /// The comment.
    pub comment: Option<String>,
    /// The storage root.
    pub storage_root: Option<String>,
    /// Properties.
    pub properties: BTreeMap<String, String>,
    /// Options.
    pub options: BTreeMap<String, String>,
    /// The retention in hours.
    pub retention_hours: Option<i64>,
}

/// A change of a catalog. What is `None` stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CatalogPatch {
    /// What every object has.
    pub meta: MetaPatch,
    /// `OPEN` or `ISOLATED`.
    pub isolation_mode: Option<String>,
    /// `INHERIT`, `ENABLE` or `DISABLE`.
    pub predictive_optimization: Option<String>,
    /// The retention in hours.
    pub retention_hours: Option<i64>,
    /// All options.
    pub options: Option<BTreeMap<String, String>>,
}

impl Catalog {
    /// Creates a catalog with its schemas `default` and `information_schema`.
    ///
    /// # Errors
    /// When the caller lacks `CREATE CATALOG` on the metastore, when the name is taken or invalid.
    pub fn create_catalog(&self, session: &Session, new: &NewCatalog) -> WsResult<CatalogRow> {
        self.write(session, |access| {
            let metastore = access.metastore()?;
            let chain = access.create(
                &metastore,
                Kind::Catalog,
                &new.name,
                new.comment.as_deref(),
                Privilege::CreateCatalog,
                Birth::Active,
            )?;
            access.insert_catalog_detail(&chain, "MANAGED_CATALOG", new)?;
            access.fill_catalog(&chain, session.user())?;
            access.catalog_row(&chain)
        })
    }

    /// One catalog.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn get_catalog(&self, session: &Session, name: &str) -> WsResult<CatalogRow> {
        self.read(session, |access| {
            let chain = access.find_visible(Kind::Catalog, name)?;
            access.catalog_row(&chain)
        })
    }

    /// The catalogs that the caller sees.
    ///
    /// # Errors
    /// When the page token is not valid.
    pub fn list_catalogs(&self, session: &Session, page: &Page) -> WsResult<PageOf<CatalogRow>> {
        self.read(session, |access| {
            access
                .children(&access.metastore()?, Kind::Catalog, page)?
                .try_map(|chain| access.catalog_row(&chain))
        })
    }

    /// Changes a catalog.
    ///
    /// # Errors
    /// Those of [`Catalog::alter`], and when a value is not one of those allowed.
    pub fn update_catalog(
        &self,
        session: &Session,
        name: &str,
        patch: &CatalogPatch,
    ) -> WsResult<CatalogRow> {
        self.write(session, |access| {
            let chain = access.find(Kind::Catalog, name)?;
            access.alter(&chain, &patch.meta)?;
            let id = &chain.object().id;
            if let Some(mode) = &patch.isolation_mode {
                one_of("isolation_mode", mode, &["OPEN", "ISOLATED"])?;
                access.tx.execute(
                    "UPDATE catalog_detail SET isolation_mode = ?2 WHERE id = ?1",
                    params![id, mode],
                )?;
                if mode == "ISOLATED" {
                    access.bind_this_workspace(id)?;
                }
            }
            if let Some(value) = &patch.predictive_optimization {
                one_of(
                    "enable_predictive_optimization",
                    value,
                    &["INHERIT", "ENABLE", "DISABLE"],
                )?;
                access.tx.execute(
                    "UPDATE catalog_detail SET predictive_optimization = ?2 WHERE id = ?1",
                    params![id, value],
                )?;
            }
            if let Some(hours) = patch.retention_hours {
                access.tx.execute(
                    "UPDATE catalog_detail SET retention_hours = ?2 WHERE id = ?1",
                    params![id, hours],
                )?;
            }
            if let Some(options) = &patch.options {
                access.tx.execute(
                    "UPDATE catalog_detail SET options = ?2 WHERE id = ?1",
                    params![id, serde_json::to_string(options)?],
                )?;
            }
            let renamed = access.find_by_id(id)?.unwrap_or(chain);
            access.catalog_row(&renamed)
        })
    }
}

/// Refuses a value that is not in the list.
pub(super) fn one_of(field: &str, value: &str, allowed: &[&str]) -> WsResult<()> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(WsError::invalid(format!(
        "'{value}' is not a valid value of {field}: use {}.",
        allowed.join(", ")
    )))
}

impl Access<'_> {
    pub(crate) fn insert_catalog_detail(
        &self,
        chain: &Chain,
        catalog_type: &str,
        new: &NewCatalog,
    ) -> WsResult<()> {
        let id = &chain.object().id;
        self.tx.execute(
            "INSERT INTO catalog_detail (id, catalog_type, storage_root, isolation_mode,
               predictive_optimization, retention_hours, options)
             VALUES (?1, ?2, ?3, 'OPEN', 'INHERIT', ?4, ?5)",
            params![
                id,
                catalog_type,
                new.storage_root,
                new.retention_hours,
                serde_json::to_string(&new.options)?
            ],
        )?;
        self.change_properties(id, &super::PropertyChange::Replace(new.properties.clone()))
    }

    /// Makes the row of the catalog `system`, which everybody may use.
    pub(crate) fn insert_system_catalog(&self, metastore: &Chain) -> WsResult<Chain> {
        let comment = Some("System catalog (auto-created)");
        self.insert(
            metastore,
            Kind::Catalog,
            "system",
            comment,
            SYSTEM_USER,
            Birth::Active,
        )
    }

    /// Makes `system.information_schema`.
    pub(crate) fn insert_system_schema(&self, system: &Chain) -> WsResult<()> {
        let comment = Some("Information schema (auto-created)");
        let name = "information_schema";
        let schema = self.insert(
            system,
            Kind::Schema,
            name,
            comment,
            SYSTEM_USER,
            Birth::Active,
        )?;
        self.insert_schema_detail(&schema, &super::NewSchema::default())
    }

    /// Makes the schemas that every catalog has.
    pub(crate) fn fill_catalog(&self, chain: &Chain, owner: &str) -> WsResult<()> {
        for (name, owner, comment) in [
            ("default", owner, "Default schema (auto-created)"),
            (
                "information_schema",
                SYSTEM_USER,
                "Information schema (auto-created)",
            ),
        ] {
            let schema = self.insert(
                chain,
                Kind::Schema,
                name,
                Some(comment),
                owner,
                Birth::Active,
            )?;
            self.insert_schema_detail(&schema, &super::NewSchema::default())?;
        }
        Ok(())
    }

    pub(crate) fn catalog_row(&self, chain: &Chain) -> WsResult<CatalogRow> {
        let meta = chain.object().clone();
        let properties = self.properties(&meta.id)?;
        let mut statement = self.tx.prepare_cached(
            "SELECT catalog_type, storage_root, isolation_mode, predictive_optimization,
               retention_hours, options FROM catalog_detail WHERE id = ?1",
        )?;
        let mut rows = statement.query([&meta.id])?;
        let row = rows
            .next()?
            .ok_or_else(|| WsError::internal("a catalog has no detail row"))?;
        let options: Option<String> = row.get(5)?;
        Ok(CatalogRow {
            catalog_type: row.get(0)?,
            storage_root: row.get(1)?,
            isolation_mode: row.get(2)?,
            optimization: self.optimization(chain)?,
            retention_hours: row.get(4)?,
            options: options
                .map(|text| serde_json::from_str(&text))
                .transpose()?
                .unwrap_or_default(),
            properties,
            meta,
        })
    }
}
