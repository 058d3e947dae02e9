//! `UNPIVOT`: columns become rows.

use arrow::datatypes::DataType;
use datafusion::common::{Column, Result, plan_err};
use datafusion::logical_expr::planner::RelationPlannerContext;
use datafusion::logical_expr::type_coercion::binary::type_union_coercion;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder, cast, lit};
use datafusion::sql::sqlparser::ast::{
    Expr as SqlExpr, ExprWithAlias, Ident, NullInclusion, TableFactor,
};

use super::generate::made;
use crate::engine::functions::{MakeRows, Makes};
use crate::engine::types::type_text;
use crate::error::WsError;

/// What is asked for.
pub(super) struct Unpivot<'a> {
    pub(super) table: &'a TableFactor,
    /// The names of the columns that get the values.
    pub(super) value: &'a SqlExpr,
    /// The name of the column that gets the name.
    pub(super) name: &'a Ident,
    /// The columns, row by row, each with the name of its row.
    pub(super) columns: &'a [ExprWithAlias],
    pub(super) nulls: Option<&'a NullInclusion>,
}

impl Unpivot<'_> {
    pub(super) fn plan(self, context: &mut dyn RelationPlannerContext) -> Result<LogicalPlan> {
        let input = context.plan(self.table.clone())?;
        let SqlExpr::CompoundIdentifier(values) = self.value else {
            return plan_err!("UNPIVOT into `{}`", self.value);
        };
        let mut names = vec![context.normalize_ident(self.name.clone())];
        names.extend(
            values
                .iter()
                .map(|name| context.normalize_ident(name.clone())),
        );
        let mut columns = Vec::new();
        let mut labels = Vec::new();
        for ExprWithAlias { expr, alias } in self.columns {
            let expr = context.sql_to_expr(expr.clone(), input.schema())?;
            if !matches!(expr, Expr::Column(_)) {
                return Err(WsError::sql(
                    "UNPIVOT_REQUIRES_ATTRIBUTES",
                    "42K0A",
                    "UNPIVOT requires all given expressions to be columns.",
                )
                .into());
            }
            columns.push(expr);
            labels.push(alias.as_ref().map_or("", |alias| alias.value.as_str()));
        }
        let kept = input.schema().columns().into_iter().map(Expr::Column);
        let kept: Vec<Expr> = kept.filter(|column| !columns.contains(column)).collect();
        let width = values.len().max(1);
        let mut types: Vec<Option<DataType>> = vec![None; width];
        for row in columns.chunks(width) {
            for (known, column) in types.iter_mut().zip(row) {
                *known = Some(common(known.take(), column.get_type(input.schema())?)?);
            }
        }
        let mut args = Vec::new();
        for (row, labels) in columns.chunks(width).zip(labels.chunks(width)) {
            args.push(lit(labels.first().copied().unwrap_or_default()));
            for (column, data_type) in row.iter().zip(&types) {
                args.push(match data_type {
                    Some(wanted) if column.get_type(input.schema())? != *wanted => {
                        cast(column.clone(), wanted.clone())
                    }
                    _ => column.clone(),
                });
            }
        }
        let make = MakeRows::new(Makes::Stack(columns.len() / width));
        let named = names.iter().cloned().map(|name| (None, name)).collect();
        let rows = made(input, &kept, make, args, false, |_| Ok(named))?;
        if matches!(self.nulls, Some(NullInclusion::IncludeNulls)) {
            return Ok(rows);
        }
        let known = names
            .iter()
            .skip(1)
            .map(|name| Expr::Column(Column::from_name(name)).is_not_null())
            .reduce(Expr::or);
        match known {
            Some(known) => LogicalPlanBuilder::from(rows).filter(known)?.build(),
            None => Ok(rows),
        }
    }
}

/// The type that two values of one column have.
fn common(known: Option<DataType>, other: DataType) -> Result<DataType> {
    let Some(known) = known else {
        return Ok(other);
    };
    let alike = known == other
        || known.is_null()
        || other.is_null()
        || (known.is_numeric() && other.is_numeric());
    match type_union_coercion(&known, &other).filter(|_| alike) {
        Some(common) => Ok(common),
        None => Err(WsError::sql(
            "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
            "42K09",
            format_args!(
                "Unpivot value columns must share a least common type, some types do not: {} and {}.",
                type_text(&known).to_uppercase(),
                type_text(&other).to_uppercase()
            ),
        )
        .into()),
    }
}
