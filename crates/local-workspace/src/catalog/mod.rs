//! The catalog service: one function per verb, each one transaction, each checking privileges.
//!
//! Every verb takes the caller's [`Session`]. Names are looked up without regard to case and
//! stored in lower case. Reads answer from one consistent state; a write is all or nothing and
//! durable when it returns. All functions block on SQLite for a short time; call them from
//! `spawn_blocking` where that matters.

mod bindings;
mod catalogs;
mod columns;
mod constraints;
mod drops;
mod functions;
mod inventory;
mod lifecycle;
mod model;
mod models;
mod names;
mod page;
mod places;
mod properties;
mod providers;
mod schemas;
mod securable;
mod sweep;
mod tables;

mod tags;
mod volumes;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Transaction;

pub use bindings::Binding;
pub use catalogs::{CatalogPatch, NewCatalog};
pub use constraints::{ForeignKey, NewConstraint, PrimaryKey, TableConstraint};
pub use drops::{Cascade, Dropped};
pub use functions::{FunctionDefinition, FunctionParam, NewFunction};
pub(crate) use inventory::Inventories;
pub use inventory::{GrantRow, Inventory};
pub use lifecycle::MetaPatch;
pub use model::{
    CatalogRow, Column, ColumnMask, FunctionRow, ModelRow, Optimization, RowFilter, SchemaRow,
    TableRow, TableType, ViewText, VolumeRow, VolumeType,
};
pub use models::NewModel;
pub use names::{check_name, fold, split};
pub use page::{Page, PageOf};
pub use properties::PropertyChange;
pub use providers::{NewProvider, ProviderPatch, ProviderRow};
pub use schemas::{NewSchema, SchemaPatch};
pub use securable::{Chain, Kind, Securable};
pub use tables::{NewTable, PendingTable};
pub use tags::{Tag, TagTarget};
pub use volumes::NewVolume;

pub(crate) use page::{cut, decode_token, encode_token};
pub(crate) use places::local_path;
pub(crate) use sweep::ProcessLock;

use crate::error::WsResult;
use crate::govern::Access;
use crate::identity::Session;
use crate::store::Store;

/// The owner of what the workspace makes for itself.
pub const SYSTEM_USER: &str = "System user";

/// The catalog service of one workspace.
#[derive(Debug)]
pub struct Catalog {
    pub(crate) store: Arc<Store>,
    pub(crate) root: PathBuf,
    pub(crate) process: ProcessLock,
    pub(crate) metastore: Metastore,
    /// The page size of lists that ask for the server's.
    pub(crate) page_size: usize,
    pub(crate) inventories: Inventories,
}

/// The one metastore of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metastore {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of this workspace.
    pub workspace_id: i64,
    /// The cloud, as `metastore_summary` gives it.
    pub cloud: String,
    /// The region.
    pub region: String,
    /// The catalog of statements that name none.
    pub default_catalog: String,
}

impl Metastore {
    /// The id that other metastores know it by: `cloud:region:uuid`.
    pub fn global_id(&self) -> String {
        format!("{}:{}:{}", self.cloud, self.region, self.id)
    }
}

impl Catalog {
    /// The metastore.
    pub fn metastore(&self) -> &Metastore {
        &self.metastore
    }

    /// The directory of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The number that every change of the metadata raises.
    ///
    /// # Errors
    /// Those of the database.
    pub fn version(&self) -> WsResult<i64> {
        self.store
            .read(|tx| Ok(tx.query_row("SELECT version FROM metastore", [], |row| row.get(0))?))
    }

    pub(crate) fn read<T>(
        &self,
        session: &Session,
        work: impl FnOnce(&Access<'_>) -> WsResult<T>,
    ) -> WsResult<T> {
        self.store.read(|tx| work(&self.access(tx, session)))
    }

    pub(crate) fn write<T>(
        &self,
        session: &Session,
        work: impl FnOnce(&Access<'_>) -> WsResult<T>,
    ) -> WsResult<T> {
        self.store.write(|tx| work(&self.access(tx, session)))
    }

    fn access<'a>(&'a self, tx: &'a Transaction<'a>, session: &'a Session) -> Access<'a> {
        Access {
            tx,
            session,
            catalog: self,
        }
    }
}
