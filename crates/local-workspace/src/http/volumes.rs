//! Volumes.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;

use super::ask::{Caller, Fields, Params};
use super::catalogs::{meta_patch, wire};
use super::reply::{Reply, empty, list, object};
use crate::catalog::{Cascade, Kind, NewVolume, VolumeType};
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/volumes", get(all).post(create))
        .route(
            "/api/2.1/unity-catalog/volumes/{full_name}",
            get(one).patch(update).delete(delete),
        )
}

async fn all(caller: Caller, params: Params) -> Reply {
    let (name, schema) = (params.need("catalog_name")?, params.need("schema_name")?);
    let page = params.page()?;
    let browse = params.flag("include_browse")?;
    let (wire, mut found) = caller
        .run(move |catalog, session| {
            Ok((
                wire(catalog)?,
                catalog.list_volumes(session, &name, &schema, &page)?,
            ))
        })
        .await?;
    found.items.retain(|row| browse || !row.meta.browse_only);
    list("volumes", found, |row| wire.volume(&row))
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let new = NewVolume {
        catalog: fields.need("catalog_name")?,
        schema: fields.need("schema_name")?,
        name: fields.need("name")?,
        volume_type: VolumeType::parse(&fields.need("volume_type")?)?,
        location: fields.text("storage_location")?,
        comment: fields.text("comment")?,
    };
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.create_volume(session, &new)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.volume(&row))
}

async fn one(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let (wire, row) = caller
        .run(move |catalog, session| Ok((wire(catalog)?, catalog.get_volume(session, &name)?)))
        .await?;
    params.check_browse(&row.meta)?;
    object(wire.volume(&row))
}

async fn update(caller: Caller, Path(name): Path<String>, mut fields: Fields) -> Reply {
    let patch = meta_patch(&mut fields)?;
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.update_volume(session, &name, &patch)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.volume(&row))
}

async fn delete(caller: Caller, Path(name): Path<String>) -> Reply {
    caller
        .run(move |catalog, session| catalog.drop_object(session, Kind::Volume, &name, Cascade::No))
        .await?;
    empty()
}
