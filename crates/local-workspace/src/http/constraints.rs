//! Primary and foreign keys.

use axum::Router;
use axum::extract::Path;
use axum::routing::{delete, post};

use super::ask::{Caller, Fields, Params};
use super::catalogs::cascade;
use super::reply::{Reply, empty, object};
use super::wire::constraint;
use crate::catalog::{ForeignKey, NewConstraint, PrimaryKey, TableConstraint};
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.1/unity-catalog/constraints", post(create))
        .route(
            "/api/2.1/unity-catalog/constraints/{full_name}",
            delete(remove),
        )
}

async fn create(caller: Caller, mut fields: Fields) -> Reply {
    let table = fields.need("full_name_arg")?;
    let wanted = fields
        .take("constraint")
        .ok_or_else(|| WsError::invalid("Missing required field: constraint"))?;
    let wanted = read(Fields::of(wanted, "constraint")?)?;
    fields.done()?;
    let added = caller
        .run(move |catalog, session| catalog.add_constraint(session, &table, &wanted))
        .await?;
    object(constraint(&added))
}

fn read(mut fields: Fields) -> WsResult<NewConstraint> {
    if let Some(key) = fields.take("primary_key_constraint") {
        fields.done()?;
        let mut key = Fields::of(key, "primary_key_constraint")?;
        let primary = PrimaryKey {
            name: key.need("name")?,
            columns: key.texts("child_columns")?,
            rely: key.flag("rely")?.unwrap_or(false),
            timeseries_columns: key.texts("timeseries_columns")?,
        };
        key.done()?;
        return Ok(TableConstraint::Primary(primary));
    }
    if let Some(key) = fields.take("foreign_key_constraint") {
        fields.done()?;
        let mut key = Fields::of(key, "foreign_key_constraint")?;
        let foreign = ForeignKey {
            name: key.need("name")?,
            columns: key.texts("child_columns")?,
            parent_table: key.need("parent_table")?,
            parent_columns: key.texts("parent_columns")?,
            rely: key.flag("rely")?.unwrap_or(false),
        };
        key.done()?;
        return Ok(TableConstraint::Foreign(foreign));
    }
    Err(WsError::invalid(
        "A constraint must be a primary_key_constraint or a foreign_key_constraint.",
    ))
}

async fn remove(caller: Caller, Path(table): Path<String>, params: Params) -> Reply {
    let (name, cascade) = (
        params.need("constraint_name")?,
        cascade(&params, "cascade")?,
    );
    caller
        .run(move |catalog, session| catalog.drop_constraint(session, &table, &name, cascade))
        .await?;
    empty()
}
