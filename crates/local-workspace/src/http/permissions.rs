//! Grants: direct ones, changes, and effective ones.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::ask::{Caller, Fields, Params};
use super::reply::{Reply, compact, empty, list};
use crate::catalog::{Kind, Page, PageOf, cut};
use crate::error::{WsError, WsResult};
use crate::govern::{EffectiveGrant, Grant, GrantChange, Privilege};
use crate::workspace::LocalWorkspace;

/// The page size when the caller leaves it to the server, and the least one may ask for.
const PAGE: usize = 150;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route(
            "/api/2.1/unity-catalog/permissions/{kind}/{name}",
            get(direct).patch(change),
        )
        .route(
            "/api/2.1/unity-catalog/effective-permissions/{kind}/{name}",
            get(effective),
        )
        .route(
            "/api/2.1/unity-catalog/privilege-assignments/{kind}/{name}",
            get(direct),
        )
        .route(
            "/api/2.1/unity-catalog/effective-privilege-assignments/{kind}/{name}",
            get(effective),
        )
}

fn page(params: &Params) -> WsResult<Page> {
    // The newer pair of lists names its size differently and has no least one.
    if params.get("page_size").is_some() {
        return params.page_by("page_size");
    }
    let page = params.page()?;
    match page.size {
        Some(size) if (1..PAGE).contains(&size) => Err(WsError::invalid(format!(
            "max_results must be 0 or at least {PAGE}, but was {size}."
        ))),
        _ => Ok(page),
    }
}

/// A model is granted as a function: clients say `FUNCTION` for both.
fn find_kind(
    catalog: &crate::catalog::Catalog,
    session: &crate::identity::Session,
    kind: &str,
    name: &str,
) -> WsResult<Kind> {
    let kind = Kind::parse(kind)?;
    let is_model = kind == Kind::Function
        && catalog
            .get_function(session, name)
            .is_err_and(|error| error.status == 404)
        && catalog.get_model(session, name).is_ok();
    Ok(if is_model { Kind::Model } else { kind })
}

async fn direct(
    caller: Caller,
    Path((kind, name)): Path<(String, String)>,
    params: Params,
) -> Reply {
    let (page, principal) = (page(&params)?, params.get("principal").map(str::to_owned));
    let found = caller
        .run(move |catalog, session| {
            let kind = find_kind(catalog, session, &kind, &name)?;
            cut(
                assignments(catalog.grants(session, kind, &name, principal.as_deref())?),
                &page,
                PAGE,
            )
        })
        .await?;
    list("privilege_assignments", found, |it| it)
}

fn assignments(grants: Vec<Grant>) -> Vec<Value> {
    let mut by_principal = IndexMap::<String, Vec<&str>>::new();
    for grant in grants {
        by_principal
            .entry(grant.principal)
            .or_default()
            .push(grant.privilege.as_str());
    }
    by_principal
        .into_iter()
        .map(|(principal, privileges)| json!({"principal": principal, "privileges": privileges}))
        .collect()
}

async fn effective(
    caller: Caller,
    Path((kind, name)): Path<(String, String)>,
    params: Params,
) -> Reply {
    let (page, principal) = (page(&params)?, params.get("principal").map(str::to_owned));
    let found = caller
        .run(move |catalog, session| {
            let kind = find_kind(catalog, session, &kind, &name)?;
            let grants = catalog.effective_grants(session, kind, &name, principal.as_deref())?;
            cut(effective_assignments(grants), &page, PAGE)
        })
        .await?;
    list("privilege_assignments", found, |it| it)
}

fn effective_assignments(grants: Vec<EffectiveGrant>) -> Vec<Value> {
    let mut by_principal = IndexMap::<String, Vec<Value>>::new();
    for effective in grants {
        let (from_type, from_name) = effective.inherited_from.unzip();
        by_principal
            .entry(effective.grant.principal)
            .or_default()
            .push(compact(json!({
                "privilege": effective.grant.privilege.as_str(),
                "inherited_from_type": from_type.map(Kind::as_str),
                "inherited_from_name": from_name,
            })));
    }
    by_principal
        .into_iter()
        .map(|(principal, privileges)| json!({"principal": principal, "privileges": privileges}))
        .collect()
}

async fn change(
    caller: Caller,
    Path((kind, name)): Path<(String, String)>,
    mut fields: Fields,
) -> Reply {
    let changes = fields
        .list("changes")?
        .into_iter()
        .map(read)
        .collect::<WsResult<Vec<_>>>()?;
    let quiet = fields
        .flag("omit_permissions_in_response")?
        .unwrap_or(false);
    drop((fields.take("securable_type"), fields.take("full_name")));
    fields.done()?;
    let grants = caller
        .run(move |catalog, session| {
            let kind = find_kind(catalog, session, &kind, &name)?;
            catalog.change_grants(session, kind, &name, &changes)
        })
        .await?;
    if quiet {
        return empty();
    }
    list(
        "privilege_assignments",
        PageOf {
            items: assignments(grants),
            next: None,
        },
        |it| it,
    )
}

fn read(value: Value) -> WsResult<GrantChange> {
    let mut fields = Fields::of(value, "changes")?;
    let privileges = |names: Vec<String>| {
        names
            .iter()
            .map(|name| Privilege::parse(name))
            .collect::<WsResult<_>>()
    };
    let change = GrantChange {
        principal: fields.need("principal")?,
        add: privileges(fields.texts("add")?)?,
        remove: privileges(fields.texts("remove")?)?,
    };
    fields.done()?;
    Ok(change)
}
