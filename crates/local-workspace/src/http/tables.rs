//! Tables and views.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use serde_json::{Value, json};

use super::ask::{Caller, Fields, Params};
use super::catalogs::{meta_patch, wire};
use super::reply::{Reply, empty, list, object};
use super::wire::table_kind;
use crate::catalog::{
    Cascade, Catalog, Column, Kind, NewTable, Page, PageOf, TableRow, TableType, cut,
};
use crate::error::{WsError, WsResult};
use crate::identity::Session;
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/tables", get(all).post(create))
        .route(
            "/api/2.1/unity-catalog/tables/{full_name}",
            get(one).patch(update).delete(delete),
        )
        .route(
            "/api/2.1/unity-catalog/tables/{full_name}/exists",
            get(exists),
        )
        .route("/api/2.1/unity-catalog/table-summaries", get(summaries))
}

async fn all(caller: Caller, params: Params) -> Reply {
    let (name, schema) = (params.need("catalog_name")?, params.need("schema_name")?);
    let page = params.page()?;
    // Lists never hold keys and dependencies; those take a get.
    let mut omitted = vec!["table_constraints", "view_dependencies"];
    for (flag, fields) in [
        ("omit_columns", ["columns"].as_slice()),
        ("omit_properties", &["properties"]),
        ("omit_username", &["owner", "created_by", "updated_by"]),
    ] {
        if params.flag(flag)? {
            omitted.extend_from_slice(fields);
        }
    }
    let browse = params.flag("include_browse")?;
    let (wire, mut found) = caller
        .run(move |catalog, session| {
            Ok((
                wire(catalog)?,
                catalog.list_tables(session, &name, &schema, &page)?,
            ))
        })
        .await?;
    found.items.retain(|row| browse || !row.meta.browse_only);
    list("tables", found, |row| {
        let mut table = wire.table(&row);
        if let Value::Object(fields) = &mut table {
            fields.retain(|field, _| !omitted.contains(&field.as_str()));
        }
        table
    })
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let table_type = TableType::parse(&fields.need("table_type")?)?;
    let format = fields.need("data_source_format")?;
    if table_type != TableType::External || format != "DELTA" {
        return Err(WsError::invalid(
            "Only EXTERNAL tables of format DELTA can be created by this API.",
        )
        .into());
    }
    let new = NewTable {
        catalog: fields.need("catalog_name")?,
        schema: fields.need("schema_name")?,
        name: fields.need("name")?,
        table_type,
        format: Some(format),
        location: Some(fields.need("storage_location")?),
        comment: fields.text("comment")?,
        properties: fields.map("properties")?.unwrap_or_default(),
        columns: fields
            .list("columns")?
            .into_iter()
            .map(column)
            .collect::<WsResult<_>>()?,
        view: None,
        constraints: Vec::new(),
    };
    fields.done()?;
    let (wire, row) = caller
        .run(move |catalog, session| {
            let row = catalog.create_table(session, &new)?;
            Ok((wire(catalog)?, row))
        })
        .await?;
    object(wire.table(&row))
}

fn column(value: Value) -> WsResult<Column> {
    let mut fields = Fields::of(value, "columns")?;
    drop(fields.take("position"));
    let column = Column {
        name: fields.need("name")?,
        type_text: fields.need("type_text")?,
        type_name: fields.need("type_name")?,
        type_json: fields.text("type_json")?.unwrap_or_default(),
        type_precision: fields.number("type_precision")?,
        type_scale: fields.number("type_scale")?,
        type_interval_type: fields.text("type_interval_type")?,
        nullable: fields.flag("nullable")?.unwrap_or(true),
        comment: fields.text("comment")?,
        partition_index: fields.number("partition_index")?,
        mask: None,
    };
    fields.done()?;
    Ok(column)
}

async fn one(caller: Caller, Path(name): Path<String>, params: Params) -> Reply {
    let (wire, row) = caller
        .run(move |catalog, session| Ok((wire(catalog)?, catalog.get_table(session, &name)?)))
        .await?;
    params.check_browse(&row.meta)?;
    object(wire.table(&row))
}

async fn exists(caller: Caller, Path(name): Path<String>) -> Reply {
    let exists = caller
        .run(
            move |catalog, session| match catalog.get_table(session, &name) {
                Ok(_) => Ok(true),
                Err(error) if error.status == 404 => Ok(false),
                Err(error) => Err(error),
            },
        )
        .await?;
    object(json!({"table_exists": exists}))
}

async fn update(caller: Caller, Path(name): Path<String>, mut fields: Fields) -> Reply {
    let patch = meta_patch(&mut fields)?;
    fields.done()?;
    let only_owner = patch.new_name.is_none() && patch.comment.is_none() && patch.owner.is_some();
    if !only_owner || patch.properties != crate::catalog::PropertyChange::Keep {
        return Err(
            WsError::invalid("Only the owner of a table can be changed by this API.").into(),
        );
    }
    caller
        .run(move |catalog, session| catalog.alter(session, Kind::Table, &name, &patch))
        .await?;
    empty()
}

async fn delete(caller: Caller, Path(name): Path<String>) -> Reply {
    caller
        .run(move |catalog, session| catalog.drop_object(session, Kind::Table, &name, Cascade::No))
        .await?;
    empty()
}

async fn summaries(caller: Caller, params: Params) -> Reply {
    let name = params.need("catalog_name")?;
    let schemas = params.get("schema_name_pattern").map(str::to_owned);
    let tables = params.get("table_name_pattern").map(str::to_owned);
    let page = params.page()?;
    let found = caller
        .run(move |catalog, session| {
            matching(
                catalog,
                session,
                &name,
                schemas.as_deref(),
                tables.as_deref(),
                &page,
            )
        })
        .await?;
    list("tables", found, |row| {
        json!({
            "full_name": row.meta.full_name,
            "table_type": row.table_type.as_str(),
            "securable_kind_manifest": {
                "securable_type": "TABLE",
                "securable_kind": table_kind(&row),
            },
        })
    })
}

fn matching(
    catalog: &Catalog,
    session: &Session,
    name: &str,
    schemas: Option<&str>,
    tables: Option<&str>,
    page: &Page,
) -> WsResult<PageOf<TableRow>> {
    let mut found = Vec::new();
    for schema in catalog.list_schemas(session, name, &Page::all())?.items {
        if schemas.is_none_or(|pattern| like(pattern, &schema.meta.name)) {
            let page = catalog.list_tables(session, name, &schema.meta.name, &Page::all())?;
            found.extend(page.items);
        }
    }
    found.retain(|table| tables.is_none_or(|pattern| like(pattern, &table.meta.name)));
    cut(found, page, 10_000)
}

/// SQL's LIKE: `%` is any text, `_` one character, without regard to case.
fn like(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (
        pattern.to_lowercase().chars().collect(),
        name.to_lowercase().chars().collect(),
    );
    let mut reach: BTreeSet<usize> = BTreeSet::from([0]);
    for wanted in pattern {
        reach = match wanted {
            '%' => reach
                .first()
                .map_or_else(BTreeSet::new, |start| (*start..=name.len()).collect()),
            _ => reach
                .into_iter()
                .filter(|at| name.get(*at).is_some_and(|c| wanted == '_' || *c == wanted))
                .map(|at| at + 1)
                .collect(),
        };
    }
    reach.contains(&name.len())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::like;

    #[rstest]
    #[case("s%", "sales", true)]
    #[case("%", "", true)]
    #[case("S_les", "sales", true)]
    #[case("%le%", "sales", true)]
    #[case("a%a", "a", false)]
    #[case("s", "sales", false)]
    #[case("%x%", "sales", false)]
    fn like_matches_as_sql_does(#[case] pattern: &str, #[case] name: &str, #[case] matches: bool) {
        assert_eq!(like(pattern, name), matches);
    }
}
