//! What the REST lists tell: every object of a catalog, with what only lists carry.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use clone_core::model::{Class, Object, ObjectKey, Policy};
use clone_core::ports::{Event, Observer, PortResult};
use futures::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use sql_rewrite::{Ident, QName};
use uc_client::{ApiError, Client, paging, types};

use super::information_schema::is_platform_schema;
use super::{constraints, convert, seen};
use crate::uc::answer::port_error;
use crate::uc::{Capabilities, Link, together};

/// Objects that may only be browsed are listed too, so that they are not overlooked.
const BROWSE: Option<bool> = Some(true);
/// What the lists of one catalog tell.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// All but the catalog itself.
    pub(super) objects: Vec<Object>,
    /// Objects whose existence is all that the principal may know.
    pub(super) hidden: BTreeSet<ObjectKey>,
    pub(super) policies: Vec<Policy>,
}

pub(super) async fn catalog_names(link: &Link) -> PortResult<Vec<Ident>> {
    let names = link
        .client
        .catalogs()
        .map_ok(|info| Ident::new(info.name.unwrap_or_default()));
    names.try_collect().await.map_err(port_error)
}

/// The catalog itself, or none if there is no such catalog.
pub(super) async fn catalog(link: &Link, name: &Ident) -> PortResult<Option<Object>> {
    match link.client.api().catalogs_get(name.as_str(), None).await {
        Ok(info) => {
            let name = QName::new([name.clone()]);
            Ok(Some(convert::catalog(info.into_inner(), name)))
        }
        Err(error) => match ApiError::from(error) {
            error if error.is_not_found() => Ok(None),
            error => Err(port_error(error)),
        },
    }
}

/// Everything inside the catalog.
pub(super) async fn contents(
    link: &Link,
    catalog: &Ident,
    width: usize,
    observer: &dyn Observer,
) -> PortResult<Listed> {
    let can = link.capabilities(catalog).await?;
    let page_size = Some(can.page_size);
    let schemas: Vec<types::SchemaInfo> = paging::items(|token| async move {
        let api = link.client.api();
        let page = api
            .schemas_list(catalog.as_str(), BROWSE, page_size, token.as_deref())
            .await?;
        let page = page.into_inner();
        Ok((page.schemas, page.next_page_token))
    })
    .boxed()
    .try_collect()
    .await
    .map_err(port_error)?;
    let schemas: Vec<types::SchemaInfo> = schemas
        .into_iter()
        .filter(|schema| !is_platform_schema(schema.name.as_deref().unwrap_or_default()))
        .collect();
    observer.notice(&Event::ReadTotal {
        objects: u64::try_from(schemas.len()).unwrap_or(0),
    });

    let listed = Mutex::new(Listed::default());
    let lists = Lists {
        client: &link.client,
        catalog,
        can,
        listed: &listed,
    };
    let names: Vec<String> = schemas
        .iter()
        .filter_map(|schema| schema.name.clone())
        .collect();
    let policies = lists.policies(Class::Catalog, QName::new([catalog.clone()]));
    // Each schema has five lists of its own.
    let jobs = names
        .iter()
        .map(|schema| lists.schema(schema, observer))
        .collect();
    let each = together(width.div_ceil(2), jobs);
    tokio::try_join!(policies, each).map_err(port_error)?;
    for info in schemas {
        let name = lists.name(&[info.name.as_deref().unwrap_or_default()]);
        let browse = info.browse_only;
        lists.keep(convert::schema(info, name), browse);
    }
    Ok(listed.into_inner().unwrap_or_else(PoisonError::into_inner))
}

#[derive(Clone, Copy)]
struct Lists<'a> {
    client: &'a Client,
    catalog: &'a Ident,
    can: Capabilities,
    listed: &'a Mutex<Listed>,
}

impl Lists<'_> {
    async fn schema(self, schema: &str, observer: &dyn Observer) -> Result<(), ApiError> {
        let policies = self.policies(Class::Schema, self.name(&[schema]));
        let (api, catalog) = (self.client.api(), self.catalog.as_str());
        let page_size = Some(self.can.page_size);
        let tables = self.take(
            paging::items(|token| async move {
                let token = token.as_deref();
                let page =
                    api.tables_list(catalog, BROWSE, page_size, None, None, None, token, schema);
                let page = page.await?.into_inner();
                Ok((page.tables, page.next_page_token))
            })
            .boxed(),
            |info: types::TableInfo| {
                let (name, browse) = (self.inside(schema, info.name.as_deref()), info.browse_only);
                self.keep(convert::relation(info, name), browse);
            },
        );
        let volumes = self.take(
            paging::items(|token| async move {
                let page = api
                    .volumes_list(catalog, BROWSE, None, token.as_deref(), schema)
                    .await?;
                let page = page.into_inner();
                Ok((page.volumes, page.next_page_token))
            })
            .boxed(),
            |info: types::VolumeInfo| {
                let (name, browse) = (self.inside(schema, info.name.as_deref()), info.browse_only);
                self.keep(convert::volume(info, name), browse);
            },
        );
        let functions = self.take(
            paging::items(|token| async move {
                let page = api
                    .functions_list(catalog, BROWSE, page_size, token.as_deref(), schema)
                    .await?;
                let page = page.into_inner();
                Ok((page.functions, page.next_page_token))
            })
            .boxed(),
            |info: types::FunctionInfo| {
                let (name, browse) = (self.inside(schema, info.name.as_deref()), info.browse_only);
                self.keep(convert::function(info, name), browse);
            },
        );
        let listed_models = self.take(
            paging::items(|token| async move {
                let (token, schema) = (token.as_deref(), Some(schema));
                let page = api
                    .models_list(Some(catalog), BROWSE, None, token, schema)
                    .await?;
                let page = page.into_inner();
                Ok((page.registered_models, page.next_page_token))
            })
            .boxed(),
            |info: types::RegisteredModelInfo| {
                let (name, browse) = (self.inside(schema, info.name.as_deref()), info.browse_only);
                self.keep(convert::model(info, name), browse);
            },
        );
        let models = async {
            if self.can.models {
                listed_models.await?;
            }
            Ok(())
        };
        tokio::try_join!(policies, tables, volumes, functions, models)?;
        seen(
            observer,
            &ObjectKey::new(Class::Schema, self.name(&[schema])),
        );
        Ok(())
    }

    async fn policies(self, class: Class, on: QName) -> Result<(), ApiError> {
        if !self.can.policies {
            return Ok(());
        }
        let (kind, full_name) = (class.as_str().to_ascii_uppercase(), on.dotted());
        let found = paging::items(|token| {
            let (kind, full_name) = (kind.as_str(), full_name.as_str());
            async move {
                let (api, token) = (self.client.api(), token.as_deref());
                let page = api
                    .policies_list(kind, full_name, Some(false), None, token)
                    .await?;
                let page = page.into_inner();
                Ok((page.policies, page.next_page_token))
            }
        })
        .boxed();
        let key = ObjectKey::new(class, on);
        self.take(found, |info: types::PolicyInfo| {
            let policy = Policy {
                name: info.name.unwrap_or_default(),
                on: key.clone(),
                policy_type: info.policy_type.unwrap_or_default(),
            };
            self.lock().policies.push(policy);
        })
        .await
    }

    async fn take<T>(
        self,
        list: BoxStream<'_, Result<T, ApiError>>,
        keep: impl Fn(T),
    ) -> Result<(), ApiError> {
        list.try_for_each(|item| {
            keep(item);
            std::future::ready(Ok(()))
        })
        .await
    }

    fn keep(self, object: Object, browse_only: Option<bool>) {
        let mut listed = self.lock();
        if browse_only == Some(true) {
            listed.hidden.insert(object.key());
        } else {
            listed.objects.push(object);
        }
    }

    fn name(self, parts: &[&str]) -> QName {
        let parts = parts.iter().map(|part| Ident::new(*part));
        QName::new([self.catalog.clone()].into_iter().chain(parts))
    }

    fn inside(self, schema: &str, name: Option<&str>) -> QName {
        self.name(&[schema, name.unwrap_or_default()])
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Listed> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds primary and foreign keys; only the answer for a single table tells all of them.
pub(super) async fn add_keys(
    link: &Link,
    objects: &mut [Object],
    keyed: &BTreeSet<QName>,
    width: usize,
) -> PortResult<()> {
    let tables = objects
        .iter_mut()
        .filter(|object| keyed.contains(&object.name));
    together(
        width,
        tables.map(|object| add_keys_of(link, object)).collect(),
    )
    .await?;
    Ok(())
}

async fn add_keys_of(link: &Link, object: &mut Object) -> PortResult<()> {
    let name = object.name.dotted();
    let info = link.client.api().tables_get(&name, None, None).await;
    let info = info.map_err(|error| port_error(error.into()))?.into_inner();
    constraints::add(object, info);
    Ok(())
}
