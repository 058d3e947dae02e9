//! Bindings of catalogs to workspaces.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

use super::ask::{Caller, Fields, Params};
use super::reply::{Reply, list};
use crate::catalog::{Binding, PageOf, cut};
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new().route(
        "/api/2.1/unity-catalog/bindings/{kind}/{name}",
        get(all).patch(change),
    )
}

fn only_catalogs(kind: &str) -> WsResult<()> {
    if kind.eq_ignore_ascii_case("catalog") {
        return Ok(());
    }
    Err(WsError::unsupported(format_args!(
        "workspace bindings of `{kind}`"
    )))
}

fn render(binding: &Binding) -> Value {
    json!({"workspace_id": binding.workspace_id, "binding_type": binding.binding_type})
}

fn read(value: Value) -> WsResult<Binding> {
    let mut fields = Fields::of(value, "bindings")?;
    let workspace_id = fields
        .number("workspace_id")?
        .ok_or_else(|| WsError::invalid("Missing required field: workspace_id"))?;
    let binding_type = fields
        .text("binding_type")?
        .unwrap_or_else(|| "BINDING_TYPE_READ_WRITE".to_owned());
    fields.done()?;
    Ok(Binding {
        workspace_id,
        binding_type,
    })
}

async fn all(caller: Caller, Path((kind, name)): Path<(String, String)>, params: Params) -> Reply {
    only_catalogs(&kind)?;
    let page = params.page()?;
    let found = caller
        .run(move |catalog, session| cut(catalog.bindings(session, &name)?, &page, 100))
        .await?;
    list("bindings", found, |binding| render(&binding))
}

async fn change(
    caller: Caller,
    Path((kind, name)): Path<(String, String)>,
    mut fields: Fields,
) -> Reply {
    only_catalogs(&kind)?;
    let mut side = |field: &str| -> WsResult<Vec<Binding>> {
        fields.list(field)?.into_iter().map(read).collect()
    };
    let (add, remove) = (side("add")?, side("remove")?);
    drop((fields.take("securable_type"), fields.take("securable_name")));
    fields.done()?;
    let remove: Vec<i64> = remove.iter().map(|binding| binding.workspace_id).collect();
    let now = caller
        .run(move |catalog, session| catalog.change_bindings(session, &name, &add, &remove))
        .await?;
    list(
        "bindings",
        PageOf {
            items: now,
            next: None,
        },
        |binding| render(&binding),
    )
}
