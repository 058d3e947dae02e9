//! Registered models. Versions and aliases are not kept: their lists are empty, writes are refused.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;

use super::ask::{Caller, Fields, Params};
use super::catalogs::{meta_patch, wire};
use super::reply::{Reply, empty, list, object};
use crate::catalog::{Cascade, Kind, NewModel, PageOf};
use crate::error::WsError;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/models", get(all).post(create))
        .route(
            "/api/2.1/unity-catalog/models/{full_name}",
            get(one).patch(update).delete(delete),
        )
        .route(
            "/api/2.1/unity-catalog/models/{full_name}/versions",
            get(versions),
        )
        .route(
            "/api/2.1/unity-catalog/models/{full_name}/versions/{version}",
            get(version),
        )
        .route(
            "/api/2.1/unity-catalog/models/{full_name}/aliases/{alias}",
            get(alias),
        )
}

async fn all(caller: Caller, params: Params) -> Reply {
    let (Some(name), Some(schema)) = (params.get("catalog_name"), params.get("schema_name")) else {
        let all = "lists of models over the whole metastore; name catalog_name and schema_name";
        return Err(WsError::unsupported(all).into());
    };
    let (name, schema, page) = (name.to_owned(), schema.to_owned(), params.page()?);
    let browse = params.flag("include_browse")?;
    let (wire, mut found) = caller
        .run(move |catalog, session| {
            Ok((
                wire(catalog)?,
                catalog.list_models(session, &name, &schema, &page)?,
            ))
        })
        .await?;
    found.items.retain(|row| browse || !row.meta.browse_only);
    list("registered_models", found, |row| wire.model(&row))
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let new = NewModel {
        catalog: fields.need("catalog_name")?,
        schema: fields.need("schema_name")?,
        name: fields.need("name")?,
        comment: fields.text("comment")?,
    };
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.create_model(session, &new)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.model(&row))
}

async fn one(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let (wire, row) = caller
        .run(move |catalog, session| Ok((wire(catalog)?, catalog.get_model(session, &name)?)))
        .await?;
    params.check_browse(&row.meta)?;
    object(wire.model(&row))
}

async fn update(caller: Caller, Path(name): Path<String>, mut fields: Fields) -> Reply {
    let patch = meta_patch(&mut fields)?;
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.update_model(session, &name, &patch)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.model(&row))
}

async fn delete(caller: Caller, Path(name): Path<String>) -> Reply {
    caller
        .run(move |catalog, session| catalog.drop_object(session, Kind::Model, &name, Cascade::No))
        .await?;
    empty()
}

async fn version(caller: Caller, Path((name, version)): Path<(String, i64)>) -> Reply {
    absent(caller, name, format!("Version {version}")).await
}

async fn alias(caller: Caller, Path((name, alias)): Path<(String, String)>) -> Reply {
    absent(caller, name, format!("Alias '{alias}'")).await
}

async fn absent(caller: Caller, name: String, what: String) -> Reply {
    let text = format!("{what} of the model '{name}' does not exist.");
    caller
        .run(move |catalog, session| catalog.get_model(session, &name))
        .await?;
    Err(WsError::new("RESOURCE_DOES_NOT_EXIST", 404, text).into())
}

async fn versions(caller: Caller, Path(name): Path<String>) -> Reply {
    caller
        .run(move |catalog, session| catalog.get_model(session, &name))
        .await?;
    list(
        "model_versions",
        PageOf::<()> {
            items: Vec::new(),
            next: None,
        },
        |()| serde_json::Value::Null,
    )
}
