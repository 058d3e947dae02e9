//! Catalogs.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;

use super::ask::{Caller, Fields, Params};
use super::reply::{Reply, empty, list, object};
use super::wire::Wire;
use crate::catalog::{Cascade, Catalog, CatalogPatch, Kind, MetaPatch, NewCatalog, PropertyChange};
use crate::error::WsResult;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/catalogs", get(all).post(create))
        .route(
            "/api/2.1/unity-catalog/catalogs/{name}",
            get(one).patch(update).delete(delete),
        )
}

/// What answers need besides the rows.
pub(super) fn wire(catalog: &Catalog) -> WsResult<Wire> {
    Ok(Wire {
        metastore: catalog.metastore().clone(),
        version: catalog.version()?,
    })
}

/// The common part of a PATCH. Names of the object itself in the body are those of the path.
pub(super) fn meta_patch(fields: &mut Fields) -> WsResult<MetaPatch> {
    for name in [
        "name",
        "full_name",
        "full_name_arg",
        "catalog_name",
        "schema_name",
    ] {
        drop(fields.take(name));
    }
    Ok(MetaPatch {
        new_name: fields.text("new_name")?,
        owner: fields.text("owner")?,
        comment: fields.text("comment")?,
        properties: fields
            .map("properties")?
            .map_or(PropertyChange::Keep, PropertyChange::Replace),
    })
}

/// `force` as the service's word for cascade.
pub(super) fn cascade(params: &Params, field: &str) -> WsResult<Cascade> {
    Ok(if params.flag(field)? {
        Cascade::Yes
    } else {
        Cascade::No
    })
}

async fn all(caller: Caller, params: Params) -> Reply {
    let page = params.page()?;
    let browse = params.flag("include_browse")?;
    let (wire, mut found) = caller
        .run(move |catalog, session| Ok((wire(catalog)?, catalog.list_catalogs(session, &page)?)))
        .await?;
    found.items.retain(|row| browse || !row.meta.browse_only);
    list("catalogs", found, |row| wire.catalog(&row))
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let new = NewCatalog {
        name: fields.need("name")?,
        comment: fields.text("comment")?,
        storage_root: fields.text("storage_root")?,
        properties: fields.map("properties")?.unwrap_or_default(),
        options: fields.map("options")?.unwrap_or_default(),
        retention_hours: fields.number("custom_max_retention_hours")?,
    };
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.create_catalog(session, &new)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.catalog(&row))
}

async fn one(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let (wire, row) = caller
        .run(move |catalog, session| Ok((wire(catalog)?, catalog.get_catalog(session, &name)?)))
        .await?;
    params.check_browse(&row.meta)?;
    object(wire.catalog(&row))
}

async fn update(caller: Caller, Path(name): Path<String>, mut fields: Fields) -> Reply {
    let patch = CatalogPatch {
        meta: meta_patch(&mut fields)?,
        isolation_mode: fields.text("isolation_mode")?,
        predictive_optimization: fields.text("enable_predictive_optimization")?,
        retention_hours: fields.number("custom_max_retention_hours")?,
        options: fields.map("options")?,
    };
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.update_catalog(session, &name, &patch)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.catalog(&row))
}

async fn delete(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let cascade = cascade(&params, "force")?;
    caller
        .run(move |catalog, session| catalog.drop_object(session, Kind::Catalog, &name, cascade))
        .await?;
    empty()
}
