//! Schemas.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::Value;

use super::ask::{Caller, Fields, Params};
use super::catalogs::{cascade, meta_patch, wire};
use super::reply::{Reply, empty, list, object};
use crate::catalog::{Catalog, Kind, NewSchema, SchemaPatch, SchemaRow, TagTarget};
use crate::error::WsResult;
use crate::identity::Session;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/schemas", get(all).post(create))
        .route(
            "/api/2.1/unity-catalog/schemas/{full_name}",
            get(one).patch(update).delete(delete),
        )
}

fn render(catalog: &Catalog, session: &Session, row: &SchemaRow) -> WsResult<Value> {
    let tags = catalog.tags(
        session,
        &TagTarget::object(Kind::Schema, &row.meta.full_name),
    )?;
    Ok(wire(catalog)?.schema(row, !tags.is_empty()))
}

async fn all(caller: Caller, params: Params) -> Reply {
    let (name, page) = (params.need("catalog_name")?, params.page()?);
    let browse = params.flag("include_browse")?;
    let found = caller
        .run(move |catalog, session| {
            let mut found = catalog.list_schemas(session, &name, &page)?;
            found.items.retain(|row| browse || !row.meta.browse_only);
            found.try_map(|row| render(catalog, session, &row))
        })
        .await?;
    list("schemas", found, |row| row)
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let new = NewSchema {
        catalog: fields.need("catalog_name")?,
        name: fields.need("name")?,
        comment: fields.text("comment")?,
        storage_root: fields.text("storage_root")?,
        properties: fields.map("properties")?.unwrap_or_default(),
        retention_hours: fields.number("custom_max_retention_hours")?,
    };
    fields.done()?;
    let row = caller
        .run(move |catalog, session| {
            let row = catalog.create_schema(session, &new)?;
            render(catalog, session, &row)
        })
        .await?;
    object(row)
}

async fn one(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let row = caller
        .run(move |catalog, session| {
            let row = catalog.get_schema(session, &name)?;
            params.check_browse(&row.meta)?;
            render(catalog, session, &row)
        })
        .await?;
    object(row)
}

async fn update(caller: Caller, Path(name): Path<String>, mut fields: Fields) -> Reply {
    let patch = SchemaPatch {
        meta: meta_patch(&mut fields)?,
        predictive_optimization: fields.text("enable_predictive_optimization")?,
        retention_hours: fields.number("custom_max_retention_hours")?,
    };
    fields.done()?;
    let row = caller
        .run(move |catalog, session| {
            let row = catalog.update_schema(session, &name, &patch)?;
            render(catalog, session, &row)
        })
        .await?;
    object(row)
}

async fn delete(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let cascade = cascade(&params, "force")?;
    caller
        .run(move |catalog, session| catalog.drop_object(session, Kind::Schema, &name, cascade))
        .await?;
    empty()
}
