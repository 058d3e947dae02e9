//! Making the rows of a query the rows of a table: order, types, defaults, NOT NULL.

use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Int64Type, Schema};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, cast, lit};
use datafusion::prelude::DataFrame;

use crate::engine::api::{Current, QueryOutput, Relation, Resolver, SqlFunction, TargetColumns};
use crate::engine::query::Planned;
use crate::error::{WsError, WsResult};

/// The query with the columns of the table, in the table's order and types.
///
/// # Errors
/// When the query has other columns than the table, or a type that is not stored in the column's.
pub(super) fn fit(
    planned: Planned,
    schema: &Schema,
    columns: &TargetColumns,
) -> WsResult<DataFrame> {
    let given = planned.schema()?;
    let wanted: Vec<Option<usize>> = match columns {
        TargetColumns::ByPosition => {
            arity(given.fields().len(), schema.fields().len())?;
            (0..schema.fields().len()).map(Some).collect()
        }
        TargetColumns::ByName => {
            if let Some(extra) = given
                .fields()
                .iter()
                .find(|field| index(schema, field.name()).is_none())
            {
                return Err(no_column(extra.name()));
            }
            schema
                .fields()
                .iter()
                .map(|field| index(&given, field.name()))
                .collect()
        }
        TargetColumns::Listed(names) => {
            arity(given.fields().len(), names.len())?;
            if let Some(name) = names.iter().find(|name| index(schema, name).is_none()) {
                return Err(no_column(name));
            }
            let place = |name: &str| {
                names
                    .iter()
                    .position(|listed| listed.eq_ignore_ascii_case(name))
            };
            schema
                .fields()
                .iter()
                .map(|field| place(field.name()))
                .collect()
        }
    };
    let inner = planned.frame.schema().clone();
    let mut exprs = Vec::new();
    for (field, place) in schema.fields().iter().zip(wanted) {
        let value = match place {
            Some(place) => {
                let from = given.field(place);
                storable(from.data_type(), field.data_type(), field.name())?;
                let (relation, inner) = inner.qualified_field(place);
                let column = datafusion::common::Column::new(relation.cloned(), inner.name());
                cast(Expr::Column(column), field.data_type().clone())
            }
            None if field.metadata().contains_key("CURRENT_DEFAULT") => {
                return Err(WsError::unsupported(format_args!(
                    "the default of column `{}` in INSERT",
                    field.name()
                )));
            }
            None => cast(lit(ScalarValue::Null), field.data_type().clone()),
        };
        exprs.push(value.alias(field.name()));
    }
    planned
        .frame
        .select(exprs)
        .map_err(|error| crate::engine::error::of_datafusion(&error))
}

fn index(schema: &Schema, name: &str) -> Option<usize> {
    schema
        .fields()
        .iter()
        .position(|field| field.name().eq_ignore_ascii_case(name))
}

fn arity(given: usize, wanted: usize) -> WsResult<()> {
    if given == wanted {
        return Ok(());
    }
    Err(WsError::sql(
        "INSERT_COLUMN_ARITY_MISMATCH",
        "21S01",
        format_args!("the query has {given} columns, the table takes {wanted}."),
    ))
}

fn no_column(name: &str) -> WsError {
    WsError::sql(
        "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
        "42703",
        format_args!("A column with name `{name}` cannot be resolved."),
    )
}

/// ANSI store assignment: text is not stored as a number or a time, nor the other way round for
/// booleans (per Databricks ANSI docs, 2026-08).
fn storable(from: &DataType, to: &DataType, column: &str) -> WsResult<()> {
    let text = |one: &DataType| {
        matches!(
            one,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
        )
    };
    let fits = from == to
        || *from == DataType::Null
        || text(to)
        || (from.is_numeric() && to.is_numeric())
        || (from.is_temporal() && to.is_temporal())
        || (from.is_nested() && to.is_nested())
        || matches!((from, to), (DataType::Binary, DataType::Binary));
    if fits {
        return Ok(());
    }
    Err(WsError::sql(
        "INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
        "KD000",
        format_args!("Cannot safely cast column `{column}` from {from} to {to}."),
    ))
}

/// The rows under the table's own schema, so that a NULL in a NOT NULL column is refused.
pub(super) fn named(rows: Vec<RecordBatch>, schema: &Arc<Schema>) -> WsResult<Vec<RecordBatch>> {
    for batch in &rows {
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            if !field.is_nullable() && column.null_count() > 0 {
                return Err(WsError::sql(
                    "DELTA_NOT_NULL_CONSTRAINT_VIOLATED",
                    "23502",
                    format_args!("NOT NULL constraint violated for column: {}.", field.name()),
                ));
            }
        }
    }
    rows.into_iter()
        .map(|batch| {
            let columns = batch
                .columns()
                .iter()
                .zip(schema.fields())
                .map(|(column, field)| arrow::compute::cast(column, field.data_type()))
                .collect::<Result<Vec<_>, _>>()
                .map_err(WsError::internal)?;
            RecordBatch::try_new(Arc::clone(schema), columns).map_err(WsError::internal)
        })
        .collect()
}

/// The one number of a result.
pub(super) fn count(output: &QueryOutput) -> WsResult<i64> {
    let found = output.batches.iter().find(|batch| batch.num_rows() > 0);
    let column = found.and_then(|batch| batch.column(0).as_primitive_opt::<Int64Type>());
    column
        .filter(|column| !column.is_empty())
        .map(|column| column.value(0))
        .ok_or_else(|| WsError::internal("a count gave no number"))
}

/// Knows one more relation: rows that are being written.
pub(super) struct AtHand {
    within: Arc<dyn Resolver>,
    schema: Arc<Schema>,
    rows: Vec<RecordBatch>,
}

impl AtHand {
    /// A resolver that finds the rows as `written.rows.rows`.
    pub(super) fn resolver(
        within: Arc<dyn Resolver>,
        schema: Arc<Schema>,
        rows: Vec<RecordBatch>,
    ) -> Arc<dyn Resolver> {
        Arc::new(Self {
            within,
            schema,
            rows,
        })
    }
}

#[async_trait]
impl Resolver for AtHand {
    fn current(&self) -> Current {
        self.within.current()
    }

    async fn relation(&self, name: &[String; 3]) -> WsResult<Relation> {
        if name
            .iter()
            .map(String::as_str)
            .eq(["written", "rows", "rows"])
        {
            // Names are lower case inside queries.
            let fields = self.schema.fields().iter().map(|field| {
                Arc::new(
                    field
                        .as_ref()
                        .clone()
                        .with_name(field.name().to_lowercase()),
                )
            });
            let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
            let rows = self
                .rows
                .iter()
                .map(|batch| RecordBatch::try_new(Arc::clone(&schema), batch.columns().to_vec()))
                .collect::<Result<_, _>>()
                .map_err(WsError::internal)?;
            return Ok(super::table::relation(&schema, rows));
        }
        self.within.relation(name).await
    }

    async fn function(&self, name: &[String; 3]) -> WsResult<Option<SqlFunction>> {
        self.within.function(name).await
    }
}
