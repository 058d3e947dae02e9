//! `/__admin/principals`: users, service principals, groups and their secrets;
//! `/__admin/conduct`: lifetimes and delays.
//!
//! Ours, not Databricks': a test makes the identities it needs with it. For workspace admins only.
//!
//! ```text
//! GET    /__admin/principals
//! POST   /__admin/principals {"kind": "USER|SERVICE_PRINCIPAL|GROUP", "name": "ann@local",
//!                             "display_name"?, "groups"?: [...], "token"?: "...",
//!                             "client_secret"?: "..."}
//!        answers the principal with a `token` (and `client_secret`); made up when not given
//! DELETE /__admin/principals/{name}
//! PUT    /__admin/principals/{group}/members/{member}
//! DELETE /__admin/principals/{group}/members/{member}
//!
//! GET    /__admin/conduct  see [`Conduct`](crate::Conduct)
//! PATCH  /__admin/conduct {"token_seconds": 2, ...}  changes what is named
//! ```

use axum::Router;
use axum::extract::Path;
use axum::routing::{delete, get, put};
use serde_json::{Value, json};

use super::ask::{Caller, Fields};
use super::reply::{ApiError, Reply, compact, empty, object};
use crate::conduct::Conduct;
use crate::error::{WsError, WsResult};
use crate::identity::{Directory, NewPrincipal, PrincipalKind};
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/__admin/principals", get(all).post(create))
        .route("/__admin/principals/{name}", delete(remove))
        .route(
            "/__admin/principals/{group}/members/{member}",
            put(join).delete(leave),
        )
        .route("/__admin/conduct", get(conduct).patch(change_conduct))
}

async fn directory<T: Send + 'static>(
    caller: Caller,
    work: impl FnOnce(&Directory) -> WsResult<T> + Send + 'static,
) -> Result<T, ApiError> {
    caller.require_admin()?;
    let workspace = caller.workspace.clone();
    caller.run(move |_, _| work(workspace.directory())).await
}

async fn all(caller: Caller) -> Reply {
    let found = directory(caller, Directory::list).await?;
    object(json!({"principals": found}))
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let kind = fields.need("kind")?;
    let kind = PrincipalKind::parse(&kind)
        .ok_or_else(|| WsError::invalid(format!("'{kind}' is not a kind of principal.")))?;
    let new = NewPrincipal {
        kind,
        name: fields.need("name")?,
        display_name: fields.text("display_name")?,
    };
    let (groups, token) = (fields.texts("groups")?, fields.text("token")?);
    let secret = fields.text("client_secret")?;
    fields.done()?;
    let body = directory(caller, move |directory| {
        let principal = directory.add(&new)?;
        for group in &groups {
            directory.add_member(group, &principal.name)?;
        }
        let callable = kind != PrincipalKind::Group;
        let token = callable
            .then(|| directory.issue_token(&principal.name, token.as_deref()))
            .transpose()?;
        let program = kind == PrincipalKind::ServicePrincipal;
        let secret = program
            .then(|| directory.issue_client_secret(&principal.name, secret.as_deref()))
            .transpose()?;
        let mut body = serde_json::to_value(&principal)?;
        if let Value::Object(fields) = &mut body {
            fields.insert("token".to_owned(), json!(token));
            fields.insert("client_secret".to_owned(), json!(secret));
        }
        Ok(compact(body))
    })
    .await?;
    object(body)
}

async fn remove(caller: Caller, Path(name): Path<String>) -> Reply {
    directory(caller, move |directory| directory.remove(&name)).await?;
    empty()
}

async fn join(caller: Caller, Path((group, member)): Path<(String, String)>) -> Reply {
    directory(caller, move |directory| {
        directory.add_member(&group, &member)
    })
    .await?;
    empty()
}

async fn leave(caller: Caller, Path((group, member)): Path<(String, String)>) -> Reply {
    directory(caller, move |directory| {
        directory.remove_member(&group, &member)
    })
    .await?;
    empty()
}

async fn conduct(caller: Caller) -> Reply {
    caller.require_admin()?;
    object(rendered(&caller.workspace.conduct())?)
}

async fn change_conduct(caller: Caller, fields: Fields) -> Reply {
    caller.require_admin()?;
    let mut value = rendered(&caller.workspace.conduct())?;
    if let (Value::Object(held), Value::Object(changes)) = (&mut value, fields.into_value()) {
        held.extend(changes);
    }
    let conduct: Conduct = serde_json::from_value(value)
        .map_err(|error| WsError::invalid(format!("This is not a conduct: {error}")))?;
    let body = rendered(&conduct)?;
    caller.workspace.set_conduct(conduct);
    object(body)
}

fn rendered(conduct: &Conduct) -> WsResult<Value> {
    Ok(serde_json::to_value(conduct)?)
}
