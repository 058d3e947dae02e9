//! DELETE and UPDATE: a new version with the rows that are left or changed.
//!
//! The whole table is rewritten. That is right for every table and good enough for the small ones
//! of a local workspace.

use serde_json::json;

use super::table::{Goal, append_only, blocking, cancelled, put};
use super::{fit, table};
use crate::engine::api::{Header, Inputs, Outcome, TargetColumns, WriteMode};
use crate::engine::query;
use crate::error::{WsError, WsResult};

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn from(inputs: &Inputs<'_>, alias: Option<&str>) -> String {
    let [catalog, schema, name] = inputs.name;
    let full = [catalog, schema, name].map(|part| quoted(part)).join(".");
    match alias {
        Some(alias) => format!("{full} AS {}", quoted(alias)),
        None => full,
    }
}

/// How many rows there are, and for how many of them the condition holds.
async fn counts(inputs: &Inputs<'_>, from: &str, condition: &str) -> WsResult<i64> {
    let text = format!("SELECT count(*) AS n FROM {from} WHERE {condition}");
    fit::count(
        &query::plan(&text, &inputs.resolver)
            .await?
            .collect()
            .await?,
    )
}

async fn goal(inputs: &Inputs<'_>) -> WsResult<Goal> {
    let location = inputs.location.to_owned();
    let goal = blocking(move || Goal::read(&location, WriteMode::Overwrite, &[])).await?;
    if goal.append_only {
        return Err(append_only());
    }
    let feed = goal.before.as_ref().is_some_and(|opened| {
        opened.snapshot.table_properties().enable_change_data_feed == Some(true)
    });
    if feed {
        return Err(WsError::unsupported(
            "DELETE and UPDATE of a table with a change data feed",
        ));
    }
    Ok(goal)
}

/// Deletes the rows for which the condition is true; all, without one.
pub(in crate::engine) async fn delete(
    inputs: &Inputs<'_>,
    alias: Option<&str>,
    condition: Option<&str>,
) -> WsResult<Outcome> {
    let from = from(inputs, alias);
    let condition = condition.unwrap_or("true");
    let affected = counts(inputs, &from, &format!("({condition})")).await?;
    if affected == 0 {
        return Ok(Outcome {
            version: None,
            affected_rows: 0,
        });
    }
    let text = format!("SELECT * FROM {from} WHERE ({condition}) IS NOT TRUE");
    replace(
        inputs,
        "DELETE",
        json!({ "predicate": condition }),
        &text,
        affected,
    )
    .await
}

/// Sets columns of the rows for which the condition is true; of all, without one.
pub(in crate::engine) async fn update(
    inputs: &Inputs<'_>,
    alias: Option<&str>,
    assignments: &[(String, String)],
    condition: Option<&str>,
) -> WsResult<Outcome> {
    let from = from(inputs, alias);
    let condition = condition.unwrap_or("true");
    let affected = counts(inputs, &from, &format!("({condition})")).await?;
    if affected == 0 {
        return Ok(Outcome {
            version: None,
            affected_rows: 0,
        });
    }
    let goal = goal(inputs).await?;
    if let Some((column, _)) = assignments.iter().find(|(column, _)| {
        !goal
            .schema
            .fields()
            .iter()
            .any(|field| field.name().eq_ignore_ascii_case(column))
    }) {
        return Err(WsError::sql(
            "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
            "42703",
            format_args!("A column with name `{column}` cannot be resolved."),
        ));
    }
    let columns = goal.schema.fields().iter().map(|field| {
        let name = quoted(field.name());
        let new = assignments
            .iter()
            .find(|(column, _)| column.eq_ignore_ascii_case(field.name()));
        match new {
            Some((_, value)) => {
                format!("CASE WHEN ({condition}) THEN ({value}) ELSE {name} END AS {name}")
            }
            None => name,
        }
    });
    let text = format!(
        "SELECT {} FROM {from}",
        columns.collect::<Vec<_>>().join(", ")
    );
    replace(
        inputs,
        "UPDATE",
        json!({ "predicate": condition }),
        &text,
        affected,
    )
    .await
}

async fn replace(
    inputs: &Inputs<'_>,
    operation: &str,
    parameters: serde_json::Value,
    text: &str,
    affected: i64,
) -> WsResult<Outcome> {
    let goal = goal(inputs).await?;
    let planned = query::plan(text, &inputs.resolver).await?;
    let fitted = fit::fit(planned, &goal.schema, &TargetColumns::ByPosition)?;
    let rows = tokio::select! {
        rows = fitted.collect() => rows.map_err(|error| crate::engine::error::of_datafusion(&error))?,
        () = inputs.cancel.cancelled() => return Err(cancelled()),
    };
    let rows = fit::named(rows, &goal.schema)?;
    table::check(inputs, &goal, &rows).await?;
    let header = Header {
        operation: operation.to_owned(),
        parameters,
        actions: Vec::new(),
    };
    let version = put(goal, header, rows, true).await?;
    Ok(Outcome {
        version: Some(version),
        affected_rows: affected,
    })
}

/// How many rows make a condition false.
pub(in crate::engine) async fn violations(inputs: &Inputs<'_>, condition: &str) -> WsResult<u64> {
    let found = counts(inputs, &from(inputs, None), &format!("NOT ({condition})")).await?;
    Ok(u64::try_from(found).unwrap_or(0))
}
