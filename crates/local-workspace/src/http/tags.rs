//! Tag assignments.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Path;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::ask::{Caller, Fields, Params};
use super::reply::{Reply, empty, list, object};
use crate::catalog::{Kind, Tag, TagTarget, cut};
use crate::clock::rfc3339;
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

const PAGE: usize = 50;

pub(super) fn routes() -> Router<LocalWorkspace> {
    let at = "/api/2.1/unity-catalog/entity-tag-assignments";
    Router::new()
        .route(at, post(create))
        .route(
            &format!("{at}/{{entity_type}}/{{entity_name}}/tags"),
            get(all),
        )
        .route(
            &format!("{at}/{{entity_type}}/{{entity_name}}/tags/{{key}}"),
            get(one).patch(update).delete(delete),
        )
}

/// What clients name an entity by.
struct Entity {
    entity_type: String,
    name: String,
    target: TagTarget,
}

impl Entity {
    fn read(entity_type: &str, name: &str) -> WsResult<Self> {
        let target = match entity_type {
            "catalogs" => TagTarget::object(Kind::Catalog, name),
            "schemas" => TagTarget::object(Kind::Schema, name),
            "tables" => TagTarget::object(Kind::Table, name),
            "volumes" => TagTarget::object(Kind::Volume, name),
            "models" => TagTarget::object(Kind::Model, name),
            "columns" => {
                // A column's name may itself hold periods.
                let parts: Vec<&str> = name.splitn(4, '.').collect();
                let [catalog, schema, table, column] = parts.as_slice() else {
                    return Err(WsError::invalid(format!(
                        "'{name}' is not a valid name of a column."
                    )));
                };
                TagTarget::column(&format!("{catalog}.{schema}.{table}"), column)
            }
            other => {
                return Err(WsError::invalid(format!(
                    "Entity type '{other}' is not supported."
                )));
            }
        };
        Ok(Self {
            entity_type: entity_type.to_owned(),
            name: name.to_owned(),
            target,
        })
    }

    fn render(&self, tag: &Tag) -> Value {
        json!({
            "entity_type": self.entity_type,
            "entity_name": self.name,
            "tag_key": tag.key,
            "tag_value": tag.value,
            "update_time": rfc3339(tag.updated_at),
            "updated_by": tag.updated_by,
        })
    }
}

fn named(tags: Vec<Tag>, key: &str) -> WsResult<Tag> {
    tags.into_iter().find(|tag| tag.key == key).ok_or_else(|| {
        let text = format!("Tag assignment with tag key {key} does not exist.");
        WsError::new("RESOURCE_DOES_NOT_EXIST", 404, text)
    })
}

async fn all(
    caller: Caller,
    Path((entity_type, name)): Path<(String, String)>,
    params: Params,
) -> Reply {
    let (entity, page) = (Entity::read(&entity_type, &name)?, params.page()?);
    let (entity, found) = caller
        .run(move |catalog, session| {
            let found = cut(catalog.tags(session, &entity.target)?, &page, PAGE)?;
            Ok((entity, found))
        })
        .await?;
    list("tag_assignments", found, |tag| entity.render(&tag))
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let entity = Entity::read(&fields.need("entity_type")?, &fields.need("entity_name")?)?;
    let (key, value) = (
        fields.need("tag_key")?,
        fields.text("tag_value")?.unwrap_or_default(),
    );
    fields.done()?;
    let tag = caller
        .run(move |catalog, session| {
            catalog.create_tag(session, &entity.target, &key, &value)?;
            let tag = named(catalog.tags(session, &entity.target)?, &key)?;
            Ok(entity.render(&tag))
        })
        .await?;
    object(tag)
}

async fn one(
    caller: Caller,
    Path((entity_type, name, key)): Path<(String, String, String)>,
) -> Reply {
    let entity = Entity::read(&entity_type, &name)?;
    let tag = caller
        .run(move |catalog, session| {
            Ok(entity.render(&named(catalog.tags(session, &entity.target)?, &key)?))
        })
        .await?;
    object(tag)
}

async fn update(
    caller: Caller,
    Path((entity_type, name, key)): Path<(String, String, String)>,
    params: Params,
    mut fields: Fields,
) -> Reply {
    let entity = Entity::read(&entity_type, &name)?;
    let mask = params.need("update_mask")?;
    if !matches!(mask.as_str(), "tag_value" | "*") {
        return Err(WsError::invalid(format!(
            "update_mask '{mask}' is not supported: use tag_value."
        ))
        .into());
    }
    let value = fields.text("tag_value")?.unwrap_or_default();
    drop((
        fields.take("entity_type"),
        fields.take("entity_name"),
        fields.take("tag_key"),
    ));
    fields.done()?;
    let tag = caller
        .run(move |catalog, session| {
            named(catalog.tags(session, &entity.target)?, &key)?;
            catalog.set_tags(
                session,
                &entity.target,
                &BTreeMap::from([(key.clone(), value)]),
            )?;
            Ok(entity.render(&named(catalog.tags(session, &entity.target)?, &key)?))
        })
        .await?;
    object(tag)
}

async fn delete(
    caller: Caller,
    Path((entity_type, name, key)): Path<(String, String, String)>,
) -> Reply {
    let entity = Entity::read(&entity_type, &name)?;
    caller
        .run(move |catalog, session| catalog.unset_tags(session, &entity.target, &[key]))
        .await?;
    empty()
}
