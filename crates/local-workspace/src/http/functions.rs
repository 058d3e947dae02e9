//! Functions.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::Value;

use super::ask::{Caller, Fields, Params};
use super::catalogs::{meta_patch, wire};
use super::reply::{Reply, empty, list, object};
use crate::catalog::{Cascade, FunctionDefinition, FunctionParam, Kind, NewFunction};
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/functions", get(all).post(create))
        .route(
            "/api/2.1/unity-catalog/functions/{full_name}",
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
                catalog.list_functions(session, &name, &schema, &page)?,
            ))
        })
        .await?;
    found.items.retain(|row| browse || !row.meta.browse_only);
    list("functions", found, |row| wire.function(&row))
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let info = fields
        .take("function_info")
        .ok_or_else(|| WsError::invalid("Missing required field: function_info"))?;
    fields.done()?;
    let new = read(Fields::of(info, "function_info")?)?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.create_function(session, &new)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.function(&row))
}

fn read(mut fields: Fields) -> WsResult<NewFunction> {
    // Both are told by the rest: the style is always S, the specific name the name.
    drop((fields.take("parameter_style"), fields.take("specific_name")));
    let new = NewFunction {
        catalog: fields.need("catalog_name")?,
        schema: fields.need("schema_name")?,
        name: fields.need("name")?,
        comment: fields.text("comment")?,
        definition: FunctionDefinition {
            input_params: params(fields.take("input_params"))?,
            data_type: fields.need("data_type")?,
            full_data_type: fields.need("full_data_type")?,
            return_params: params(fields.take("return_params"))?,
            routine_body: fields.need("routine_body")?,
            routine_definition: fields.need("routine_definition")?,
            external_language: fields.text("external_language")?,
            is_deterministic: fields.flag("is_deterministic")?.unwrap_or(true),
            sql_data_access: fields.need("sql_data_access")?,
            is_null_call: fields.flag("is_null_call")?.unwrap_or(true),
            security_type: fields.need("security_type")?,
            properties: fields.text("properties")?,
            ..FunctionDefinition::default()
        },
    };
    fields.done()?;
    Ok(new)
}

fn params(value: Option<Value>) -> WsResult<Vec<FunctionParam>> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let mut fields = Fields::of(value, "parameters")?;
    let list = fields.list("parameters")?;
    fields.done()?;
    list.into_iter().map(param).collect()
}

fn param(value: Value) -> WsResult<FunctionParam> {
    let mut fields = Fields::of(value, "parameters")?;
    drop((
        fields.take("position"),
        fields.take("parameter_mode"),
        fields.take("parameter_type"),
    ));
    let param = FunctionParam {
        name: fields.need("name")?,
        type_text: fields.need("type_text")?,
        type_name: fields.need("type_name")?,
        type_json: fields.text("type_json")?,
        type_precision: fields.number("type_precision")?,
        type_scale: fields.number("type_scale")?,
        parameter_default: fields.text("parameter_default")?,
        comment: fields.text("comment")?,
    };
    fields.done()?;
    Ok(param)
}

async fn one(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let (wire, row) = caller
        .run(move |catalog, session| Ok((wire(catalog)?, catalog.get_function(session, &name)?)))
        .await?;
    params.check_browse(&row.meta)?;
    object(wire.function(&row))
}

async fn update(caller: Caller, Path(name): Path<String>, mut fields: Fields) -> Reply {
    let patch = meta_patch(&mut fields)?;
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            catalog.alter(session, Kind::Function, &name, &patch)?;
            Ok((wire(catalog)?, catalog.get_function(session, &name)?))
        })
        .await?;
    object(wire.function(&row))
}

async fn delete(caller: Caller, Path(name): Path<String>) -> Reply {
    caller
        .run(move |catalog, session| {
            catalog.drop_object(session, Kind::Function, &name, Cascade::No)
        })
        .await?;
    empty()
}
