//! Reading a catalog.

use std::fmt::Debug;

use async_trait::async_trait;
use sql_rewrite::Ident;

use super::{Observer, PortResult};
use crate::model::{Identity, Inventory};

/// What of a catalog is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The catalog.
    pub catalog: Ident,
    /// Whether the version of each table is asked for, one call a table.
    pub pins: bool,
}

/// Reads catalogs of one workspace as one principal.
#[async_trait]
pub trait CatalogReader: Debug + Send + Sync + 'static {
    /// Which workspace, and who asks.
    async fn identity(&self) -> PortResult<Identity>;

    /// The names of all catalogs that the principal sees.
    async fn catalogs(&self) -> PortResult<Vec<Ident>>;

    /// Everything in a catalog, or none if there is no such catalog.
    async fn inventory(
        &self,
        scope: &Scope,
        observer: &dyn Observer,
    ) -> PortResult<Option<Inventory>>;
}
