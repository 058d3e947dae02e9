//! `(rows CROSS JOIN LATERAL f(...) AS t(a, b))`: a generator, for each of the rows.

use std::sync::Arc;

use arrow::datatypes::{DataType, Fields};
use datafusion::common::{Column, NullHandling, Result, TableReference, UnnestOptions};
use datafusion::logical_expr::planner::RelationPlannerContext;
use datafusion::logical_expr::{
    Expr, ExprSchemable, LogicalPlan, LogicalPlanBuilder, ScalarUDF, lit,
};
use datafusion::sql::sqlparser::ast::{
    FunctionArg, FunctionArgExpr, JoinConstraint, JoinOperator, TableAlias, TableFactor,
};

use super::Relations;
use crate::engine::functions::{MakeRows, Makes};
use crate::engine::planner::literal;
use crate::error::WsError;

/// The list of rows, before they are rows. No name of a user's text begins so.
const ROWS: &str = "\u{1}rows";

/// A generator in FROM.
pub(super) struct Generate<'a> {
    /// The rows that it sees; none if it stands alone.
    rows: Option<&'a TableFactor>,
    name: String,
    args: &'a [FunctionArg],
    alias: Option<&'a TableAlias>,
    /// Whether a row for which it makes none stays.
    outer: bool,
}

/// The generator that an item of FROM is.
pub(super) fn of(relation: &TableFactor) -> Option<Generate<'_>> {
    match relation {
        TableFactor::NestedJoin {
            table_with_joins,
            alias: None,
        } => match table_with_joins.joins.as_slice() {
            [join] => {
                let TableFactor::Function { lateral: true, .. } = &join.relation else {
                    return None;
                };
                let left = match join.join_operator {
                    JoinOperator::CrossJoin(JoinConstraint::None) => false,
                    JoinOperator::LeftOuter(JoinConstraint::None) => true,
                    _ => return None,
                };
                let alone = of(&join.relation)?;
                Some(Generate {
                    rows: Some(&table_with_joins.relation),
                    outer: alone.outer || left,
                    ..alone
                })
            }
            _ => None,
        },
        TableFactor::Function {
            name, args, alias, ..
        } => {
            let name = name.to_string().to_lowercase();
            let (name, outer) = match name.strip_suffix("_outer") {
                Some(inner) => (inner.to_owned(), true),
                None => (name, false),
            };
            Some(Generate {
                rows: None,
                name,
                args,
                alias: alias.as_ref(),
                outer,
            })
        }
        _ => None,
    }
}

impl Generate<'_> {
    pub(super) fn plan(
        self,
        context: &mut dyn RelationPlannerContext,
        relations: &Relations,
    ) -> Result<LogicalPlan> {
        let rows = match self.rows {
            Some(rows) => context.plan(rows.clone())?,
            None => LogicalPlanBuilder::empty(true).build()?,
        };
        let mut args = Vec::new();
        for arg in self.args {
            let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = arg else {
                return Err(WsError::unsupported(format_args!(
                    "a named argument of function `{}`",
                    self.name
                ))
                .into());
            };
            args.push(context.sql_to_expr(expr.clone(), rows.schema())?);
        }
        let makes = self.makes(&mut args)?;
        let make = MakeRows::new(makes);
        let kept = rows.schema().columns().into_iter().map(Expr::Column);
        let (kept, outer): (Vec<_>, _) = (kept.collect(), self.outer);
        made(rows, &kept, make, args, outer, |fields| {
            relations.spell(fields.iter().map(|field| field.name().clone()));
            self.names(fields, context)
        })
    }

    fn makes(&self, args: &mut Vec<Expr>) -> Result<Makes> {
        Ok(match self.name.as_str() {
            "explode" => Makes::Explode,
            "posexplode" => Makes::PosExplode,
            "inline" => Makes::Inline,
            "stack" => {
                let count = match args.is_empty() {
                    true => None,
                    false => literal(&args.remove(0)),
                };
                let count = count.ok_or_else(|| {
                    WsError::unsupported("`stack` whose number of rows is not a constant")
                })?;
                match usize::try_from(count).ok().filter(|count| *count > 0) {
                    Some(count) if !args.is_empty() => Makes::Stack(count),
                    Some(_) => {
                        return Err(WsError::sql(
                            "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                            "42605",
                            "The `stack` requires > 1 parameters but the actual number is 1.",
                        )
                        .into());
                    }
                    None => {
                        return Err(WsError::sql(
                            "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
                            "42K09",
                            format_args!("The `n` of `stack` must be at least 1, not {count}."),
                        )
                        .into());
                    }
                }
            }
            other => {
                return Err(
                    WsError::unsupported(format_args!("the table function `{other}`")).into(),
                );
            }
        })
    }

    /// The names of the columns of the rows made, as the alias says.
    fn names(
        &self,
        fields: &Fields,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<Vec<Name>> {
        let table = self
            .alias
            .map(|alias| TableReference::bare(context.normalize_ident(alias.name.clone())));
        let names: Vec<String> = match self.alias {
            Some(alias) if !alias.columns.is_empty() => {
                let names = alias.columns.iter();
                names
                    .map(|column| context.normalize_ident(column.name.clone()))
                    .collect()
            }
            _ => fields
                .iter()
                .map(|field| field.name().to_lowercase())
                .collect(),
        };
        if names.len() != fields.len() {
            return Err(WsError::sql(
                "UDTF_ALIAS_NUMBER_MISMATCH",
                "42802",
                format_args!(
                    "The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF. Expected {} aliases, but got {}.",
                    fields.len(),
                    names.join(", ")
                ),
            )
            .into());
        }
        Ok(names
            .into_iter()
            .map(|name| (table.clone(), name))
            .collect())
    }
}

/// A column's qualifier and name.
pub(super) type Name = (Option<TableReference>, String);

/// The columns kept of each of the rows, beside each of those made of it.
pub(super) fn made(
    rows: LogicalPlan,
    kept: &[Expr],
    make: MakeRows,
    args: Vec<Expr>,
    outer: bool,
    names: impl FnOnce(&Fields) -> Result<Vec<Name>>,
) -> Result<LogicalPlan> {
    let types = args
        .iter()
        .map(|arg| arg.get_type(rows.schema()))
        .collect::<Result<Vec<DataType>>>()?;
    let fields = make.columns(&types)?;
    let names = names(&fields)?;
    let list = ScalarUDF::from(make).call(args).alias(ROWS);
    let handling = match outer {
        true => NullHandling::PreserveAndExpandEmpty,
        false => NullHandling::Drop,
    };
    let get = datafusion::functions::core::get_field();
    let row = || Expr::Column(Column::from_name(ROWS));
    let columns = fields.iter().zip(names).map(|(field, (table, name))| {
        let value = Arc::clone(&get).call(vec![row(), lit(field.name().as_str())]);
        value.alias_qualified(table, name)
    });
    LogicalPlanBuilder::from(rows)
        .project(kept.iter().cloned().chain([list]))?
        .unnest_column_with_options(
            Column::from_name(ROWS),
            UnnestOptions::new().with_null_handling(handling),
        )?
        .project(kept.iter().cloned().chain(columns))?
        .build()
}
