//! Everything of one catalog that a caller sees, at one moment; `information_schema` is made of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::page::Page;
use super::{
    Catalog, CatalogRow, Chain, FunctionRow, Kind, ModelRow, SchemaRow, TableRow, Tag, TagTarget,
    VolumeRow,
};
use crate::error::WsResult;
use crate::govern::{Access, EffectiveGrant};
use crate::identity::Session;

/// A grant with the object it counts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// The kind of the object.
    pub kind: Kind,
    /// Its full name.
    pub full_name: String,
    /// The grant, and the parent it is inherited from.
    pub grant: EffectiveGrant,
}

/// What a caller sees of one catalog. Everything is ordered by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Inventory {
    /// The catalog.
    pub catalog: CatalogRow,
    /// Its schemas.
    pub schemas: Vec<SchemaRow>,
    /// Tables and views.
    pub tables: Vec<TableRow>,
    /// Volumes.
    pub volumes: Vec<VolumeRow>,
    /// Functions.
    pub functions: Vec<FunctionRow>,
    /// Registered models.
    pub models: Vec<ModelRow>,
    /// Tags with what carries them.
    pub tags: Vec<(TagTarget, Tag)>,
    /// Grants, own and inherited. Who manages an object sees all of its grants, others their own.
    pub grants: Vec<GrantRow>,
}

/// How many inventories are kept.
const KEPT: usize = 4;

/// The newest inventories. Who reads a catalog asks a dozen views of it at once, and each of them
/// is made of the same.
#[derive(Debug, Default)]
pub(crate) struct Inventories(Mutex<VecDeque<(Session, String, Arc<Slot>)>>);

/// An inventory, and the version of the metadata that it shows. It is locked while it is read.
#[derive(Debug, Default)]
struct Slot(Mutex<Option<(i64, Arc<Inventory>)>>);

impl Inventories {
    fn slot(&self, session: &Session, catalog: &str) -> Arc<Slot> {
        let mut kept = locked(&self.0);
        let mut known = kept.iter();
        let known = known.position(|(caller, name, _)| caller == session && name == catalog);
        let known = known.and_then(|at| kept.remove(at));
        let newest = known.unwrap_or_else(|| {
            let (caller, name) = (session.clone(), catalog.to_owned());
            (caller, name, Arc::default())
        });
        let slot = Arc::clone(&newest.2);
        kept.push_front(newest);
        kept.truncate(KEPT);
        slot
    }
}

/// A panic elsewhere leaves nothing half done behind these locks.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Catalog {
    /// What the caller sees of `catalog`.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn inventory(&self, session: &Session, catalog: &str) -> WsResult<Arc<Inventory>> {
        let slot = self.inventories.slot(session, catalog);
        let mut slot = locked(&slot.0);
        self.read(session, |access| {
            let now = access.version()?;
            if let Some((version, known)) = &*slot
                && *version == now
            {
                return Ok(Arc::clone(known));
            }
            let read = Arc::new(access.inventory(catalog)?);
            *slot = Some((now, Arc::clone(&read)));
            Ok(read)
        })
    }
}

impl Access<'_> {
    fn version(&self) -> WsResult<i64> {
        let version = "SELECT version FROM metastore";
        Ok(self.tx.query_row(version, [], |row| row.get(0))?)
    }

    fn inventory(&self, catalog: &str) -> WsResult<Inventory> {
        let chain = self.find_visible(Kind::Catalog, catalog)?;
        let mut all = Inventory {
            catalog: self.catalog_row(&chain)?,
            schemas: Vec::new(),
            tables: Vec::new(),
            volumes: Vec::new(),
            functions: Vec::new(),
            models: Vec::new(),
            tags: Vec::new(),
            grants: Vec::new(),
        };
        self.note_common(&chain, &mut all)?;
        for schema in self.children(&chain, Kind::Schema, &Page::all())?.items {
            all.schemas.push(self.schema_row(&schema)?);
            self.note_common(&schema, &mut all)?;
            self.note_schema(&schema, &mut all)?;
        }
        Ok(all)
    }

    fn note_schema(&self, schema: &Chain, all: &mut Inventory) -> WsResult<()> {
        for kind in [Kind::Table, Kind::Volume, Kind::Function, Kind::Model] {
            for chain in self.children(schema, kind, &Page::all())?.items {
                match kind {
                    Kind::Table => {
                        let table = self.table_row(&chain)?;
                        self.note_column_tags(&table, all)?;
                        all.tables.push(table);
                    }
                    Kind::Volume => all.volumes.push(self.volume_row(&chain)?),
                    Kind::Function => all.functions.push(self.function_row(&chain)?),
                    _ => all.models.push(self.model_row(&chain)?),
                }
                self.note_common(&chain, all)?;
            }
        }
        Ok(())
    }

    fn note_column_tags(&self, table: &TableRow, all: &mut Inventory) -> WsResult<()> {
        for column in &table.columns {
            let target = TagTarget::column(&table.meta.full_name, &column.name);
            let tags = self.tags(&table.meta.id, &column.name)?;
            all.tags
                .extend(tags.into_iter().map(|tag| (target.clone(), tag)));
        }
        Ok(())
    }

    fn note_common(&self, chain: &Chain, all: &mut Inventory) -> WsResult<()> {
        let object = chain.object();
        let target = TagTarget::object(object.kind, &object.full_name);
        let tags = self.tags(&object.id, "")?;
        all.tags
            .extend(tags.into_iter().map(|tag| (target.clone(), tag)));
        let manages = self.manages(chain)?;
        for grant in self.inherited_grants(chain)? {
            if manages || self.session.is(&grant.grant.principal) {
                all.grants.push(GrantRow {
                    kind: object.kind,
                    full_name: object.full_name.clone(),
                    grant,
                });
            }
        }
        Ok(())
    }
}
