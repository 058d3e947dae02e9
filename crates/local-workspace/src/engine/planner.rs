//! Operators whose meaning depends on the types of their operands.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field};
use datafusion::common::{Column, DFSchema, Result, ScalarValue, TableReference, plan_err};
use datafusion::logical_expr::expr::Cast;
use datafusion::logical_expr::planner::{
    ExprPlanner, PlannerResult, RawBinaryExpr, RawFieldAccessExpr,
};
use datafusion::logical_expr::{Expr, ExprSchemable, GetFieldAccess, ScalarUDF, lit};
use datafusion::sql::sqlparser::ast::BinaryOperator;

use super::arithmetic;
use super::functions::{self, multiply, remainder, to_text, whole_divide};
use crate::error::{WsError, WsResult};

/// Plans operators, fields and places as Databricks does.
#[derive(Debug)]
pub(super) struct Operators {
    index: Arc<ScalarUDF>,
    add_days: Arc<ScalarUDF>,
    subtract_days: Arc<ScalarUDF>,
}

impl Operators {
    /// With the functions that operators become.
    ///
    /// # Errors
    /// When the engine lacks one of them, which is a bug.
    pub(super) fn new() -> WsResult<Self> {
        let all = functions::scalars();
        let named = |name: &str| {
            let found = all.iter().find(|function| function.name() == name).cloned();
            found.ok_or_else(|| {
                WsError::internal(format_args!("the engine has no function `{name}`"))
            })
        };
        Ok(Self {
            index: named("spark_index")?,
            add_days: named("spark_date_add")?,
            subtract_days: named("spark_date_sub")?,
        })
    }
}

fn cast(expr: Expr, data_type: DataType) -> Expr {
    Expr::Cast(Cast::new(Box::new(expr), data_type))
}

/// A whole number written in the text.
pub(super) fn literal(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Cast(Cast { expr, field, .. }) if field.data_type().is_integer() => {
            match expr.as_ref() {
                Expr::Literal(ScalarValue::Int64(number), _) => *number,
                _ => None,
            }
        }
        Expr::Literal(ScalarValue::Int64(number), _) => *number,
        _ => None,
    }
}

/// A whole number as a decimal: a constant has as many digits as it is written with.
fn decimal(expr: Expr, data_type: &DataType) -> Expr {
    let precision = match (literal(&expr), data_type) {
        (Some(number), _) => {
            let digits = number.unsigned_abs().max(1).ilog10() + 1;
            let precision = u8::try_from(digits).unwrap_or(20);
            let value = ScalarValue::Decimal128(Some(i128::from(number)), precision, 0);
            return Expr::Literal(value, None);
        }
        (None, DataType::Int8) => 3,
        (None, DataType::Int16) => 5,
        (None, DataType::Int32) => 10,
        (None, _) => 20,
    };
    cast(expr, DataType::Decimal128(precision, 0))
}

fn is_text(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

impl Operators {
    fn arithmetic(
        &self,
        op: &BinaryOperator,
        left: Expr,
        right: Expr,
        schema: &DFSchema,
    ) -> Result<Option<Expr>> {
        let (a, b) = (left.get_type(schema)?, right.get_type(schema)?);
        if a == DataType::Date32 && b == DataType::Date32 {
            return Err(WsError::unsupported("the difference of two dates; use datediff()").into());
        }
        match (op, &a, &b) {
            (BinaryOperator::Plus, DataType::Date32, days) if days.is_integer() => {
                return Ok(Some(self.add_days.call(vec![left, right])));
            }
            (BinaryOperator::Plus, days, DataType::Date32) if days.is_integer() => {
                return Ok(Some(self.add_days.call(vec![right, left])));
            }
            (BinaryOperator::Minus, DataType::Date32, days) if days.is_integer() => {
                return Ok(Some(self.subtract_days.call(vec![left, right])));
            }
            _ => {}
        }
        // Under ANSI rules a text is a number of the other operand's kind.
        let number = |own: &DataType, other: &DataType| match (is_text(own), other) {
            (true, other) if other.is_integer() => Some(DataType::Int64),
            (true, other) if other.is_numeric() || is_text(other) => Some(DataType::Float64),
            _ => None,
        };
        let numeric = |one: &DataType| one.is_numeric() || one.is_null();
        let (mut left, mut right) = (left, right);
        let (mut a, mut b) = match (number(&a, &b), number(&b, &a)) {
            (None, None) => (a, b),
            (first, second) => {
                if let Some(data_type) = &first {
                    left = cast(left, data_type.clone());
                }
                if let Some(data_type) = &second {
                    right = cast(right, data_type.clone());
                }
                (first.unwrap_or(a), second.unwrap_or(b))
            }
        };
        if !numeric(&a) || !numeric(&b) {
            // Dates, timestamps and intervals.
            return match op {
                BinaryOperator::Plus | BinaryOperator::Minus => Ok(Some(Expr::BinaryExpr(
                    datafusion::logical_expr::BinaryExpr::new(
                        Box::new(left),
                        operator(op),
                        Box::new(right),
                    ),
                ))),
                _ => plan_err!("`{op}` does not take {a} and {b}"),
            };
        }
        let is_decimal = |one: &DataType| matches!(one, DataType::Decimal128(..));
        if is_decimal(&a) && b.is_integer() {
            right = decimal(right, &b);
            b = right.get_type(schema)?;
        } else if is_decimal(&b) && a.is_integer() {
            left = decimal(left, &a);
            a = left.get_type(schema)?;
        } else if is_decimal(&a) && b.is_floating() {
            left = cast(left, DataType::Float64);
        } else if is_decimal(&b) && a.is_floating() {
            right = cast(right, DataType::Float64);
        }
        Ok(Some(match op {
            BinaryOperator::Divide => arithmetic::divide(left, right),
            BinaryOperator::Modulo => remainder(left, right),
            BinaryOperator::MyIntegerDivide => whole_divide(left, right),
            BinaryOperator::Multiply if is_decimal(&a) && is_decimal(&b) => multiply(left, right),
            op => Expr::BinaryExpr(datafusion::logical_expr::BinaryExpr::new(
                Box::new(left),
                operator(op),
                Box::new(right),
            )),
        }))
    }

    /// Casts a text to the type that it is compared with.
    fn comparison(
        op: BinaryOperator,
        left: Expr,
        right: Expr,
        schema: &DFSchema,
    ) -> Result<RawBinaryExpr> {
        let (a, b) = (left.get_type(schema)?, right.get_type(schema)?);
        let wanted = |own: &DataType, other: &DataType| match (is_text(own), other) {
            (true, other) if other.is_integer() => Some(DataType::Int64),
            (true, other) if other.is_numeric() => Some(DataType::Float64),
            (true, DataType::Date32 | DataType::Timestamp(..) | DataType::Boolean) => {
                Some(other.clone())
            }
            _ => None,
        };
        let (left, right) = match (wanted(&a, &b), wanted(&b, &a)) {
            (Some(data_type), _) => (cast(left, data_type), right),
            (_, Some(data_type)) => (left, cast(right, data_type)),
            _ => (left, right),
        };
        Ok(RawBinaryExpr { op, left, right })
    }
}

fn operator(op: &BinaryOperator) -> datafusion::logical_expr::Operator {
    use datafusion::logical_expr::Operator;
    match op {
        BinaryOperator::Minus => Operator::Minus,
        BinaryOperator::Multiply => Operator::Multiply,
        _ => Operator::Plus,
    }
}

impl ExprPlanner for Operators {
    fn plan_binary_op(
        &self,
        expr: RawBinaryExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawBinaryExpr>> {
        let RawBinaryExpr { op, left, right } = expr;
        match op {
            BinaryOperator::Plus
            | BinaryOperator::Minus
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::Modulo
            | BinaryOperator::MyIntegerDivide => {
                let keep = RawBinaryExpr {
                    op: op.clone(),
                    left: left.clone(),
                    right: right.clone(),
                };
                Ok(match self.arithmetic(&op, left, right, schema)? {
                    Some(expr) => PlannerResult::Planned(expr),
                    None => PlannerResult::Original(keep),
                })
            }
            BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq => {
                Self::comparison(op, left, right, schema).map(PlannerResult::Original)
            }
            BinaryOperator::StringConcat => {
                let (a, b) = (left.get_type(schema)?, right.get_type(schema)?);
                if a.is_nested() || b.is_nested() {
                    return Err(WsError::unsupported("`||` of arrays; use concat()").into());
                }
                let text = |expr: Expr, data_type: &DataType| {
                    if is_text(data_type) {
                        expr
                    } else {
                        to_text(expr)
                    }
                };
                Ok(PlannerResult::Original(RawBinaryExpr {
                    op,
                    left: text(left, &a),
                    right: text(right, &b),
                }))
            }
            _ => Ok(PlannerResult::Original(RawBinaryExpr { op, left, right })),
        }
    }

    fn plan_field_access(
        &self,
        expr: RawFieldAccessExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawFieldAccessExpr>> {
        let RawFieldAccessExpr { field_access, expr } = expr;
        let data_type = expr.get_type(schema)?;
        match field_access {
            GetFieldAccess::NamedStructField { name } => match &data_type {
                DataType::Struct(_) => field(expr, &data_type, &name.to_string())
                    .map(|(expr, _)| PlannerResult::Planned(expr)),
                _ => Ok(PlannerResult::Planned(
                    self.index.call(vec![expr, Expr::Literal(name, None)]),
                )),
            },
            GetFieldAccess::ListIndex { key } => {
                Ok(PlannerResult::Planned(self.index.call(vec![expr, *key])))
            }
            GetFieldAccess::ListRange { .. } => {
                Err(WsError::unsupported("a slice of an array").into())
            }
        }
    }

    fn plan_compound_identifier(
        &self,
        of: &Field,
        qualifier: Option<&TableReference>,
        names: &[String],
    ) -> Result<PlannerResult<Vec<Expr>>> {
        let mut expr = Expr::Column(Column::from((qualifier, of)));
        let mut data_type = of.data_type().clone();
        for name in names {
            (expr, data_type) = field(expr, &data_type, name)?;
        }
        Ok(PlannerResult::Planned(expr))
    }
}

/// A field of a struct; letter case does not matter.
fn field(expr: Expr, data_type: &DataType, name: &str) -> Result<(Expr, DataType)> {
    let DataType::Struct(fields) = data_type else {
        return Err(WsError::sql(
            "INVALID_EXTRACT_BASE_FIELD_TYPE",
            "42000",
            format_args!("Can't extract a value from something of the type {data_type}."),
        )
        .into());
    };
    let mut found = fields
        .iter()
        .filter(|field| field.name().eq_ignore_ascii_case(name));
    match (found.next(), found.next()) {
        (Some(field), None) => {
            let get = datafusion::functions::core::get_field();
            Ok((
                get.call(vec![expr, lit(field.name().as_str())]),
                field.data_type().clone(),
            ))
        }
        (None, _) => Err(WsError::sql(
            "FIELD_NOT_FOUND",
            "42704",
            format_args!("No such struct field `{name}`."),
        )
        .into()),
        (Some(_), Some(_)) => Err(WsError::sql(
            "AMBIGUOUS_REFERENCE_TO_FIELDS",
            "42000",
            format_args!("Ambiguous reference to the field `{name}`."),
        )
        .into()),
    }
}
