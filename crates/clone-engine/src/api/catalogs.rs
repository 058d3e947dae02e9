//! Reading catalogs.

use clone_core::model::{Identity, Inventory};
use clone_core::plan::nearest;
use clone_core::ports::{CatalogReader as _, Observer, Scope};
use sql_rewrite::Ident;

use super::CloneXs;
use crate::error::{EngineError, EngineResult};
use crate::uc::Capabilities;

impl CloneXs {
    /// Which workspace, and who asks.
    pub fn identity(&self) -> &Identity {
        self.session.identity()
    }

    /// What the workspace can do; it is asked once, about a catalog that is there.
    ///
    /// # Errors
    /// When the workspace does not answer.
    pub async fn capabilities(&self, catalog: &Ident) -> EngineResult<Capabilities> {
        let found = self.session.link.capabilities(catalog).await;
        found.map_err(|source| EngineError::world("ask what the workspace can do", source))
    }

    /// The names of all catalogs that the principal sees.
    ///
    /// # Errors
    /// When the workspace does not answer.
    pub async fn catalogs(&self) -> EngineResult<Vec<Ident>> {
        let names = self.reader().catalogs().await;
        names.map_err(|source| EngineError::world("list the catalogs", source))
    }

    /// Everything that a catalog holds.
    ///
    /// # Errors
    /// [`EngineError::UnknownCatalog`] names the nearest one that exists.
    pub async fn inventory(
        &self,
        catalog: &Ident,
        pins: Pins,
        observer: &dyn Observer,
    ) -> EngineResult<Inventory> {
        match self.find(catalog, pins, observer).await? {
            Some(inventory) => Ok(inventory),
            None => Err(EngineError::UnknownCatalog {
                name: catalog.clone(),
                principal: self.identity().principal.clone(),
                nearest: nearest(catalog, &self.catalogs().await?).cloned(),
            }),
        }
    }

    /// Everything that a catalog holds, or none if there is no such catalog.
    pub(super) async fn find(
        &self,
        catalog: &Ident,
        pins: Pins,
        observer: &dyn Observer,
    ) -> EngineResult<Option<Inventory>> {
        let scope = Scope {
            catalog: catalog.clone(),
            pins: pins == Pins::Read,
        };
        let found = self.reader().inventory(&scope, observer).await;
        found.map_err(|source| {
            EngineError::world(format!("read catalog `{}`", catalog.as_str()), source)
        })
    }
}

/// Whether the version of each table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pins {
    /// One statement a table.
    Read,
    /// Names, definitions and governance only.
    Skip,
}
