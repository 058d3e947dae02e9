//! Providers of the sharing protocol.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

use super::ask::{Caller, Fields, Params};
use super::reply::{Reply, compact, empty, list, object};
use crate::catalog::{NewProvider, ProviderPatch, ProviderRow};
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/providers", get(all).post(create))
        .route(
            "/api/2.1/unity-catalog/providers/{name}",
            get(one).patch(update).delete(delete),
        )
}

fn render(row: &ProviderRow) -> Value {
    compact(json!({
        "id": row.id,
        "name": row.name,
        "full_name": row.name,
        "authentication_type": row.authentication_type,
        "comment": row.comment,
        "owner": row.owner,
        "recipient_profile": {
            "share_credentials_version": row.profile_version,
            "endpoint": row.endpoint,
        },
        "activated_by_provider": true,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
        "securable_type": "PROVIDER",
        "securable_kind": "PROVIDER_STANDARD",
    }))
}

/// The version and the endpoint of a profile.
fn profile(text: &str) -> WsResult<(i64, String)> {
    // The text holds a token, so no error may repeat it.
    let invalid = || WsError::invalid("recipient_profile_str is not a valid profile.");
    let profile: Value = serde_json::from_str(text).map_err(|_| invalid())?;
    let version = profile
        .get("shareCredentialsVersion")
        .and_then(Value::as_i64);
    let endpoint = profile.get("endpoint").and_then(Value::as_str);
    let token = profile.get("bearerToken").and_then(Value::as_str);
    match (version, endpoint, token) {
        (Some(version), Some(endpoint), Some(_)) => Ok((version, endpoint.to_owned())),
        _ => Err(invalid()),
    }
}

async fn all(caller: Caller, params: Params) -> Reply {
    let page = params.page()?;
    // No provider here is of another metastore of Databricks, so no global id has one.
    let foreign = params.get("data_provider_global_metastore_id").is_some();
    let mut found = caller
        .run(move |catalog, session| catalog.list_providers(session, &page))
        .await?;
    found.items.retain(|_| !foreign);
    list("providers", found, |row| render(&row))
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let kind = fields.need("authentication_type")?;
    if kind != "TOKEN" {
        return Err(WsError::unsupported(format_args!(
            "providers of authentication type `{kind}`"
        ))
        .into());
    }
    let (profile_version, endpoint) = profile(&fields.need("recipient_profile_str")?)?;
    let new = NewProvider {
        name: fields.need("name")?,
        comment: fields.text("comment")?,
        profile_version,
        endpoint,
    };
    fields.done()?;
    let row = caller
        .run(move |catalog, session| catalog.create_provider(session, &new))
        .await?;
    object(render(&row))
}

async fn one(caller: Caller, Path(name): Path<String>) -> Reply {
    let row = caller
        .run(move |catalog, session| catalog.get_provider(session, &name))
        .await?;
    object(render(&row))
}

async fn update(caller: Caller, Path(name): Path<String>, mut fields: Fields) -> Reply {
    drop(fields.take("name"));
    let patch = ProviderPatch {
        new_name: fields.text("new_name")?,
        owner: fields.text("owner")?,
        comment: fields.text("comment")?,
    };
    fields.done()?;
    let row = caller
        .run(move |catalog, session| catalog.update_provider(session, &name, &patch))
        .await?;
    object(render(&row))
}

async fn delete(caller: Caller, Path(name): Path<String>) -> Reply {
    caller
        .run(move |catalog, session| catalog.delete_provider(session, &name))
        .await?;
    empty()
}
