//! Functions of numbers: remainders, whole quotients, wide products, rounding, tolerant operators.

mod arithmetic;
mod round;
mod types;

use std::sync::Arc;

use arrow::compute::{cast, kernels::numeric};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

use self::arithmetic::{log, product, rest, tolerant, whole};
use self::round::round;
pub(super) use self::types::bounded;
use self::types::{decimal, wider};
use crate::engine::error::of_arrow;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Verb {
    /// `a % b`.
    Remainder,
    /// `pmod(a, b)`.
    Positive,
    /// `a DIV b`.
    Whole,
    /// `a * b` of decimals.
    Multiply,
    /// `round(a, places)`: half away from zero.
    Round,
    /// `bround(a, places)`: half to even.
    Banker,
    TryAdd,
    TrySubtract,
    TryMultiply,
    /// `log(base, a)`.
    Log,
}

/// The functions to register.
pub(super) fn functions() -> Vec<Arc<ScalarUDF>> {
    [
        Verb::Remainder,
        Verb::Positive,
        Verb::Whole,
        Verb::Multiply,
        Verb::Round,
        Verb::Banker,
        Verb::TryAdd,
        Verb::TrySubtract,
        Verb::TryMultiply,
        Verb::Log,
    ]
    .into_iter()
    .map(|verb| Arc::new(Number::of(verb)))
    .collect()
}

/// `left % right`.
pub(in crate::engine) fn remainder(left: Expr, right: Expr) -> Expr {
    Number::of(Verb::Remainder).call(vec![left, right])
}

/// `left DIV right`.
pub(in crate::engine) fn whole_divide(left: Expr, right: Expr) -> Expr {
    Number::of(Verb::Whole).call(vec![left, right])
}

/// `left * right`, both decimals.
pub(in crate::engine) fn multiply(left: Expr, right: Expr) -> Expr {
    Number::of(Verb::Multiply).call(vec![left, right])
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Number {
    verb: Verb,
    signature: Signature,
}

impl Number {
    fn of(verb: Verb) -> ScalarUDF {
        ScalarUDF::from(Self {
            verb,
            signature: Signature::user_defined(Volatility::Immutable),
        })
    }
}

impl ScalarUDFImpl for Number {
    fn name(&self) -> &str {
        match self.verb {
            Verb::Remainder => "spark_remainder",
            Verb::Positive => "spark_pmod",
            Verb::Whole => "spark_div",
            Verb::Multiply => "spark_multiply",
            Verb::Round => "spark_round",
            Verb::Banker => "spark_bround",
            Verb::TryAdd => "spark_try_add",
            Verb::TrySubtract => "spark_try_subtract",
            Verb::TryMultiply => "spark_try_multiply",
            Verb::Log => "spark_log",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let refuse = || {
            plan_err!(
                "`{}` does not take arguments of these types: {types:?}",
                self.name()
            )
        };
        match (self.verb, types) {
            (Verb::Round | Verb::Banker, [one]) if one.is_numeric() || one.is_null() => {
                Ok(vec![one.clone()])
            }
            (Verb::Round | Verb::Banker, [one, places])
                if (one.is_numeric() || one.is_null()) && places.is_integer() =>
            {
                Ok(vec![one.clone(), places.clone()])
            }
            (Verb::Log, [base, one]) if base.is_numeric() && one.is_numeric() => {
                Ok(vec![DataType::Float64; 2])
            }
            (Verb::TryAdd | Verb::TrySubtract | Verb::TryMultiply, [left, right]) => {
                match wider(left, right) {
                    Some(wide) if wide.is_integer() => Ok(vec![wide; 2]),
                    _ => refuse(),
                }
            }
            (Verb::Multiply | Verb::Remainder | Verb::Positive | Verb::Whole, [left, right]) => {
                let decimals = [left, right]
                    .iter()
                    .any(|one| matches!(one, DataType::Decimal128(..)));
                if let (true, Some(left), Some(right)) = (decimals, decimal(left), decimal(right)) {
                    return Ok(vec![left, right]);
                }
                match wider(left, right) {
                    Some(wide) if self.verb == Verb::Whole && wide.is_integer() => {
                        Ok(vec![DataType::Int64; 2])
                    }
                    Some(wide) if self.verb != Verb::Whole => Ok(vec![wide; 2]),
                    _ if decimals && self.verb != Verb::Whole => Ok(vec![DataType::Float64; 2]),
                    _ => refuse(),
                }
            }
            _ => refuse(),
        }
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        plan_err!("the type of `{}` depends on its arguments", self.name())
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let types: Vec<&DataType> = args
            .arg_fields
            .iter()
            .map(|field| field.data_type())
            .collect();
        let data_type = match (self.verb, types.as_slice()) {
            (Verb::Whole, _) => DataType::Int64,
            (Verb::Log, _) => DataType::Float64,
            (Verb::Multiply, [DataType::Decimal128(p1, s1), DataType::Decimal128(p2, s2)]) => {
                let (precision, scale) = bounded(
                    i32::from(*p1) + i32::from(*p2) + 1,
                    i32::from(*s1) + i32::from(*s2),
                );
                DataType::Decimal128(precision, scale)
            }
            (
                Verb::Remainder | Verb::Positive,
                [DataType::Decimal128(p1, s1), DataType::Decimal128(p2, s2)],
            ) => {
                let scale = i32::from((*s1).max(*s2));
                let whole = (i32::from(*p1) - i32::from(*s1)).min(i32::from(*p2) - i32::from(*s2));
                let (precision, scale) = bounded(whole + scale, scale);
                DataType::Decimal128(precision, scale)
            }
            (Verb::Round | Verb::Banker, [DataType::Decimal128(precision, scale), ..]) => {
                let places = match args.scalar_arguments.get(1).copied().flatten() {
                    None if args.arg_fields.len() == 1 => 0,
                    Some(ScalarValue::Int32(Some(places))) => *places,
                    Some(ScalarValue::Int64(Some(places))) => i32::try_from(*places).unwrap_or(0),
                    _ => {
                        return plan_err!(
                            "the places of `{}` of a decimal must be a constant",
                            self.name()
                        );
                    }
                };
                let whole = i32::from(*precision) - i32::from(*scale) + 1;
                let kept = places.clamp(0, i32::from(*scale));
                let precision = if places < 0 {
                    whole.max(1 - places)
                } else {
                    whole + kept
                };
                DataType::Decimal128(
                    u8::try_from(precision.min(38)).unwrap_or(38),
                    i8::try_from(kept).unwrap_or(0),
                )
            }
            (_, [first, ..]) => (*first).clone(),
            _ => return plan_err!("`{}` needs arguments", self.name()),
        };
        Ok(Arc::new(Field::new(self.name(), data_type, true)))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let gives = args.return_field.data_type().clone();
        let out = match (self.verb, arrays.as_slice()) {
            (Verb::Round | Verb::Banker, [values, rest @ ..]) => {
                round(values, rest.first(), &gives, self.verb == Verb::Banker)?
            }
            (Verb::Log, [base, values]) => log(base, values),
            (Verb::TryAdd | Verb::TrySubtract | Verb::TryMultiply, [left, right]) => {
                tolerant(self.verb, left, right)?
            }
            (Verb::Multiply, [left, right]) => Arc::new(product(left, right, &gives)?),
            (Verb::Remainder, [left, right]) => rest(left, right, &gives)?,
            (Verb::Positive, [left, right]) => {
                let once = rest(left, right, &gives)?;
                let sum = numeric::add_wrapping(&once, right)
                    .and_then(|sum| cast(&sum, left.data_type()));
                rest(&sum.map_err(|error| of_arrow(&error))?, right, &gives)?
            }
            (Verb::Whole, [left, right]) => whole(left, right)?,
            _ => return exec_err!("`{}` needs other arguments", self.name()),
        };
        Ok(ColumnarValue::Array(out))
    }
}
