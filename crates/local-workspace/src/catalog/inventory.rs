//! Everything of one catalog that a caller sees, at one moment; `information_schema` is made of it.

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

impl Catalog {
    /// What the caller sees of `catalog`.
    ///
    /// # Errors
    /// When it does not exist or the caller may not see it.
    pub fn inventory(&self, session: &Session, catalog: &str) -> WsResult<Inventory> {
        self.read(session, |access| {
            let chain = access.find_visible(Kind::Catalog, catalog)?;
            let mut all = Inventory {
                catalog: access.catalog_row(&chain)?,
                schemas: Vec::new(),
                tables: Vec::new(),
                volumes: Vec::new(),
                functions: Vec::new(),
                models: Vec::new(),
                tags: Vec::new(),
                grants: Vec::new(),
            };
            access.note_common(&chain, &mut all)?;
            for schema in access.children(&chain, Kind::Schema, &Page::all())?.items {
                all.schemas.push(access.schema_row(&schema)?);
                access.note_common(&schema, &mut all)?;
                access.note_schema(&schema, &mut all)?;
            }
            Ok(all)
        })
    }
}

impl Access<'_> {
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
