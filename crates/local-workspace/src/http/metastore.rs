//! The metastore of the workspace.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

use super::ask::{Caller, Params};
use super::reply::{Reply, compact, list, object};
use crate::catalog::{Catalog, PageOf, Securable};
use crate::error::WsError;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    let at = "/api/2.1/unity-catalog";
    Router::new()
        .route(&format!("{at}/metastore_summary"), get(summary))
        .route(&format!("{at}/metastores"), get(all))
        .route(&format!("{at}/metastores/{{id}}"), get(one))
        .route(
            &format!("{at}/current-metastore-assignment"),
            get(assignment),
        )
}

fn render(catalog: &Catalog, row: &Securable) -> Value {
    let metastore = catalog.metastore();
    compact(json!({
        "metastore_id": metastore.id,
        "global_metastore_id": metastore.global_id(),
        "name": row.name,
        "owner": row.owner,
        "cloud": metastore.cloud,
        "region": metastore.region,
        "privilege_model_version": "1.0",
        "delta_sharing_scope": "INTERNAL",
        "external_access_enabled": false,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
        "securable_type": "METASTORE",
        "securable_kind": "METASTORE_STANDARD",
    }))
}

async fn summary(caller: Caller) -> Reply {
    let body = caller
        .run(|catalog, session| {
            catalog.read(session, |access| {
                Ok(render(catalog, access.metastore()?.object()))
            })
        })
        .await?;
    object(body)
}

async fn all(caller: Caller, params: Params) -> Reply {
    params.page()?;
    let body = caller
        .run(|catalog, session| {
            catalog.read(session, |access| {
                Ok(render(catalog, access.metastore()?.object()))
            })
        })
        .await?;
    list(
        "metastores",
        PageOf {
            items: vec![body],
            next: None,
        },
        |it| it,
    )
}

async fn one(caller: Caller, Path(id): Path<String>) -> Reply {
    let body = caller
        .run(move |catalog, session| {
            if id != catalog.metastore().id {
                let text = format!("Metastore '{id}' does not exist.");
                return Err(WsError::new("METASTORE_DOES_NOT_EXIST", 404, text));
            }
            catalog.read(session, |access| {
                Ok(render(catalog, access.metastore()?.object()))
            })
        })
        .await?;
    object(body)
}

async fn assignment(caller: Caller) -> Reply {
    let metastore = caller.workspace.catalog().metastore();
    object(json!({
        "metastore_id": metastore.id,
        "workspace_id": metastore.workspace_id,
        "default_catalog_name": metastore.default_catalog,
    }))
}
