//! Reading a catalog: REST lists for objects, `information_schema` for what governs them.
//!
//! The number of statements does not depend on the size of the catalog, except for the version of
//! each Delta table, which only the table knows.

mod constraints;
mod convert;
mod crosscheck;
mod dependencies;
mod governance;
mod information_schema;
mod pins;
mod protections;
mod rest;
mod volumes;
mod whole;

use std::collections::BTreeSet;

use async_trait::async_trait;
use clone_core::model::{Class, Detail, Identity, Inventory, Object, ObjectKey};
use clone_core::ports::{CatalogReader, Event, Observer, PortResult, Scope};
use jiff::Timestamp;
use sql_rewrite::Ident;

use super::Link;

/// Reads catalogs of the workspace behind a link.
#[derive(Clone, Debug)]
pub(crate) struct UcReader {
    link: Link,
    identity: Identity,
    /// Calls that are under way at the same time.
    width: usize,
}

impl UcReader {
    pub(crate) fn new(link: Link, identity: Identity, width: usize) -> Self {
        Self {
            link,
            identity,
            width: width.max(1),
        }
    }
}

#[async_trait]
impl CatalogReader for UcReader {
    async fn identity(&self) -> PortResult<Identity> {
        Ok(self.identity.clone())
    }

    async fn catalogs(&self) -> PortResult<Vec<Ident>> {
        rest::catalog_names(&self.link).await
    }

    async fn inventory(
        &self,
        scope: &Scope,
        observer: &dyn Observer,
    ) -> PortResult<Option<Inventory>> {
        let taken_at = Timestamp::now();
        let Some(catalog) = rest::catalog(&self.link, &scope.catalog).await? else {
            return Ok(None);
        };
        let (listed, told, whole) = tokio::try_join!(
            rest::contents(&self.link, &scope.catalog, self.width, observer),
            information_schema::read(&self.link, &scope.catalog, self.width),
            whole::gap(
                &self.link,
                &scope.catalog,
                &self.identity.principal,
                &catalog
            ),
        )?;
        let mut governance = told.governance;
        let mut gaps: Vec<_> = whole.into_iter().collect();
        let principal = &self.identity.principal;
        let keys: BTreeSet<ObjectKey> = listed.objects.iter().map(Object::key).collect();
        gaps.extend(
            listed
                .hidden
                .iter()
                .map(|key| crosscheck::browse_only(key, principal)),
        );
        let told_elsewhere = told.names.difference(&listed.hidden).cloned().collect();
        gaps.extend(crosscheck::gaps(
            &scope.catalog,
            principal,
            &keys,
            &told_elsewhere,
        ));

        let mut objects = vec![catalog];
        objects.extend(listed.objects);
        for object in &mut objects {
            convert::govern(object, &mut governance);
        }
        if let Some(protections) = &told.protections {
            gaps.extend(protections.gaps(&objects));
        }
        rest::add_keys(&self.link, &mut objects, &told.keyed, self.width).await?;
        dependencies::add(&self.link, &mut objects, self.width).await?;
        if scope.pins {
            pins::add(&self.link, &mut objects, self.width, observer).await?;
            volumes::add_files(&self.link, &mut objects, self.width).await?;
        }
        Ok(Some(Inventory {
            catalog: scope.catalog.clone(),
            identity: self.identity.clone(),
            taken_at,
            objects: objects
                .into_iter()
                .map(|object| (object.key(), object))
                .collect(),
            policies: listed.policies,
            gaps,
        }))
    }
}

/// Says that an object was read.
fn seen(observer: &dyn Observer, object: &ObjectKey) {
    observer.notice(&Event::Read { object });
}

/// Whether an object is a Delta table, which has versions.
fn is_delta(object: &Object) -> bool {
    object.kind.spec().class == Class::Relation
        && matches!(&object.detail, Detail::Table(table) if table.format.eq_ignore_ascii_case("delta"))
}
