//! Lists as streams.
//!
//! A page may be empty and still carry a token; only an absent token ends a list. A token that comes
//! back would list for ever, so it is an error.

use std::collections::BTreeSet;
use std::future::Future;

use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};

use crate::{ApiError, Client, types};

/// The server's own page size. Without it some lists answer everything at once, which the service
/// is about to give up.
const SERVER_SIZE: Option<i64> = Some(0);

/// All items of a list, page after page. `fetch` reads the page that a token names.
pub fn items<T, F, Fut>(fetch: F) -> impl Stream<Item = Result<T, ApiError>>
where
    F: FnMut(Option<String>) -> Fut,
    Fut: Future<Output = Result<(Vec<T>, Option<String>), ApiError>>,
{
    let first = Some((fetch, None, BTreeSet::new()));
    let pages = stream::try_unfold(first, |at| async move {
        let Some((mut fetch, token, mut seen)) = at else {
            return Ok::<_, ApiError>(None);
        };
        let (items, next) = fetch(token).await?;
        let Some(next) = next.filter(|next| !next.is_empty()) else {
            return Ok(Some((items, None)));
        };
        if !seen.insert(next.clone()) {
            return Err(ApiError::protocol(format!(
                "a list returns to its page `{next}`"
            )));
        }
        Ok(Some((items, Some((fetch, Some(next), seen)))))
    });
    pages
        .map_ok(|items| stream::iter(items.into_iter().map(Ok)))
        .try_flatten()
}

/// Writes a method that lists by one generated operation.
macro_rules! list {
    ($(#[$doc:meta])* $name:ident($($arg:ident: &str),*) -> $item:ty, $field:ident,
     |$api:ident, $token:ident| $call:expr) => {
        $(#[$doc])*
        pub fn $name<'a>(
            &'a self, $($arg: &'a str),*
        ) -> impl Stream<Item = Result<$item, ApiError>> + Send + 'a {
            items(move |token| async move {
                let ($api, $token) = (self.api(), token.as_deref());
                let page = $call.await?.into_inner();
                Ok((page.$field, page.next_page_token))
            })
            .boxed()
        }
    };
}

/// Lists, each item as it arrives; the first error ends a list.
impl Client {
    list!(
        /// The catalogs that the caller may see.
        catalogs() -> types::CatalogInfo, catalogs,
        |api, token| api.catalogs_list(None, None, SERVER_SIZE, token)
    );
    list!(
        /// The schemas of a catalog.
        schemas(catalog: &str) -> types::SchemaInfo, schemas,
        |api, token| api.schemas_list(catalog, None, SERVER_SIZE, token)
    );
    list!(
        /// The tables and views of a schema, with columns and properties.
        tables(catalog: &str, schema: &str) -> types::TableInfo, tables,
        |api, token| api.tables_list(catalog, None, SERVER_SIZE, None, None, None, token, schema)
    );
    list!(
        /// Names and types of the tables and views of a catalog.
        table_summaries(catalog: &str) -> types::TableSummary, tables,
        |api, token| api.table_summaries_list(catalog, None, token, None, None)
    );
    list!(
        /// The volumes of a schema.
        volumes(catalog: &str, schema: &str) -> types::VolumeInfo, volumes,
        |api, token| api.volumes_list(catalog, None, None, token, schema)
    );
    list!(
        /// The functions of a schema.
        functions(catalog: &str, schema: &str) -> types::FunctionInfo, functions,
        |api, token| api.functions_list(catalog, None, SERVER_SIZE, token, schema)
    );
    list!(
        /// The registered models of a schema.
        models(catalog: &str, schema: &str) -> types::RegisteredModelInfo, registered_models,
        |api, token| api.models_list(Some(catalog), None, None, token, Some(schema))
    );
    list!(
        /// The privileges granted directly on an object.
        permissions(kind: &str, name: &str) -> types::PrivilegeAssignment, privilege_assignments,
        |api, token| api.permissions_get(kind, name, SERVER_SIZE, token, None)
    );
    list!(
        /// The tags of an object; `kind` is plural, as in `tables`.
        entity_tags(kind: &str, name: &str) -> types::EntityTagAssignment, tag_assignments,
        |api, token| api.entity_tags_list(kind, name, None, token)
    );
    list!(
        /// The access policies set on an object.
        policies(kind: &str, name: &str) -> types::PolicyInfo, policies,
        |api, token| api.policies_list(kind, name, None, None, token)
    );
    list!(
        /// The SQL warehouses that the caller may see.
        warehouses() -> types::WarehouseInfo, warehouses,
        |api, token| api.warehouses_list(None, token)
    );
}
