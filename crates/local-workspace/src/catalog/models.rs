//! Registered models: their names and metadata. Versions and aliases are not kept here.

use rusqlite::params;

use super::lifecycle::Birth;
use super::page::{Page, PageOf};
use super::{Catalog, Chain, Kind, MetaPatch, ModelRow};
use crate::error::WsResult;
use crate::govern::{Access, Privilege};
use crate::identity::Session;

/// A registered model to create.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewModel {
    /// The catalog.
    pub catalog: String,
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// The comment.
    pub comment: Option<String>,
}

impl Catalog {
    /// Creates a registered model.
    ///
    /// # Errors
    /// When the caller lacks `CREATE MODEL`, when the name is taken or not valid.
    pub fn create_model(&self, session: &Session, new: &NewModel) -> WsResult<ModelRow> {
        self.write(session, |access| {
            let schema = access.find(Kind::Schema, &format!("{}.{}", new.catalog, new.schema))?;
            let chain = access.create(
                &schema,
                Kind::Model,
                &new.name,
                new.comment.as_deref(),
                Privilege::CreateModel,
                Birth::Active,
            )?;
            access.tx.execute(
                "INSERT INTO model_detail (id, location) VALUES (?1, ?2)",
                params![
                    chain.object().id,
                    self.managed_place(access.tx, &chain, "models")?
                ],
            )?;
            access.model_row(&chain)
        })
    }

    /// One registered model.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn get_model(&self, session: &Session, full_name: &str) -> WsResult<ModelRow> {
        self.read(session, |access| {
            let chain = access.find_visible(Kind::Model, full_name)?;
            access.model_row(&chain)
        })
    }

    /// The registered models of a schema that the caller sees.
    ///
    /// # Errors
    /// When the schema does not exist or the caller may not use it.
    pub fn list_models(
        &self,
        session: &Session,
        catalog: &str,
        schema: &str,
        page: &Page,
    ) -> WsResult<PageOf<ModelRow>> {
        self.read(session, |access| {
            let schema = access.find_visible(Kind::Schema, &format!("{catalog}.{schema}"))?;
            access
                .children(&schema, Kind::Model, page)?
                .try_map(|chain| access.model_row(&chain))
        })
    }

    /// Changes a registered model and returns it under its name after the change.
    ///
    /// # Errors
    /// Those of [`Catalog::alter`].
    pub fn update_model(
        &self,
        session: &Session,
        full_name: &str,
        patch: &MetaPatch,
    ) -> WsResult<ModelRow> {
        self.write(session, |access| {
            let chain = access.find(Kind::Model, full_name)?;
            access.alter(&chain, patch)?;
            let renamed = access.find_by_id(&chain.object().id)?.unwrap_or(chain);
            access.model_row(&renamed)
        })
    }
}

impl Access<'_> {
    pub(crate) fn model_row(&self, chain: &Chain) -> WsResult<ModelRow> {
        let meta = chain.object().clone();
        let stored: String = self
            .tx
            .prepare_cached("SELECT location FROM model_detail WHERE id = ?1")?
            .query_row([&meta.id], |row| row.get(0))?;
        Ok(ModelRow {
            catalog_name: chain.name_at(1),
            schema_name: chain.name_at(2),
            location: self.catalog.url_of(&stored),
            meta,
        })
    }
}
