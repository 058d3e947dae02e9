//! Functions of numbers: remainders, whole quotients, wide products, rounding, tolerant operators.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array};
use arrow::compute::{cast, kernels::numeric};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type, i256};
use arrow::datatypes::{Field, FieldRef};
use arrow::error::ArrowError;
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

use crate::engine::error::of_arrow;
use crate::error::WsError;

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

/// Precision and scale, the scale lowered where the precision would pass 38 digits.
pub(super) fn bounded(precision: i32, scale: i32) -> (u8, i8) {
    let (precision, scale) = if precision > 38 {
        (38, (38 - (precision - scale)).max(scale.min(6)))
    } else {
        (precision, scale)
    };
    (
        u8::try_from(precision).unwrap_or(38),
        i8::try_from(scale).unwrap_or(6),
    )
}

fn decimal(data_type: &DataType) -> Option<DataType> {
    Some(match data_type {
        DataType::Decimal128(..) => data_type.clone(),
        DataType::Int8 => DataType::Decimal128(3, 0),
        DataType::Int16 => DataType::Decimal128(5, 0),
        DataType::Int32 => DataType::Decimal128(10, 0),
        DataType::Int64 => DataType::Decimal128(20, 0),
        _ => return None,
    })
}

fn wider(left: &DataType, right: &DataType) -> Option<DataType> {
    let rank = |one: &DataType| {
        Some(match one {
            DataType::Null => 0,
            DataType::Int8 => 1,
            DataType::Int16 => 2,
            DataType::Int32 => 3,
            DataType::Int64 => 4,
            DataType::Float32 => 6,
            DataType::Float64 => 7,
            _ => return None,
        })
    };
    let (a, b) = (rank(left)?, rank(right)?);
    // A FLOAT holds no whole BIGINT or INT.
    if a.max(b) == 6 && a.min(b) > 2 && a != b {
        return Some(DataType::Float64);
    }
    Some(if a >= b { left.clone() } else { right.clone() })
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

fn no_zero(right: &ArrayRef, left: &ArrayRef) -> Result<()> {
    let zero = |row: usize| match right.data_type() {
        DataType::Float64 => right.as_primitive::<Float64Type>().value(row) == 0.0,
        DataType::Float32 => {
            right
                .as_primitive::<arrow::datatypes::Float32Type>()
                .value(row)
                == 0.0
        }
        // The kernels fail for the other types.
        _ => false,
    };
    let found = (0..right.len()).any(|row| right.is_valid(row) && left.is_valid(row) && zero(row));
    if found {
        Err(of_arrow(&ArrowError::DivideByZero).into())
    } else {
        Ok(())
    }
}

fn rest(left: &ArrayRef, right: &ArrayRef, gives: &DataType) -> Result<ArrayRef> {
    no_zero(right, left)?;
    let out = numeric::rem(left, right).map_err(|error| of_arrow(&error))?;
    Ok(if out.data_type() == gives {
        out
    } else {
        cast(&out, gives)?
    })
}

fn whole(left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef> {
    if let (DataType::Decimal128(_, s1), DataType::Decimal128(_, s2)) =
        (left.data_type(), right.data_type())
    {
        let scale = (*s1).max(*s2);
        let (left, right) = (
            cast(left, &DataType::Decimal128(38, scale))?,
            cast(right, &DataType::Decimal128(38, scale))?,
        );
        let pairs = left
            .as_primitive::<Decimal128Type>()
            .iter()
            .zip(right.as_primitive::<Decimal128Type>().iter());
        let out: Result<Int64Array> = pairs
            .map(|pair| match pair {
                (Some(_), Some(0)) => Err(of_arrow(&ArrowError::DivideByZero).into()),
                (Some(left), Some(right)) => i64::try_from(left / right)
                    .map(Some)
                    .map_err(|_| overflow().into()),
                _ => Ok(None),
            })
            .collect();
        return Ok(Arc::new(out?));
    }
    let pairs = left
        .as_primitive::<Int64Type>()
        .iter()
        .zip(right.as_primitive::<Int64Type>().iter());
    let out: Result<Int64Array> = pairs
        .map(|pair| match pair {
            (Some(_), Some(0)) => Err(of_arrow(&ArrowError::DivideByZero).into()),
            (Some(left), Some(right)) => left
                .checked_div(right)
                .map(Some)
                .ok_or_else(|| overflow().into()),
            _ => Ok(None),
        })
        .collect();
    Ok(Arc::new(out?))
}

fn overflow() -> WsError {
    WsError::sql(
        "ARITHMETIC_OVERFLOW",
        "22003",
        "Overflow. If necessary set ansi_mode to false to bypass this error.",
    )
}

fn product(left: &ArrayRef, right: &ArrayRef, gives: &DataType) -> Result<Decimal128Array> {
    let (left, right) = (
        left.as_primitive::<Decimal128Type>(),
        right.as_primitive::<Decimal128Type>(),
    );
    let DataType::Decimal128(precision, scale) = gives else {
        return exec_err!("a product that is no decimal");
    };
    let drop =
        u32::try_from(i32::from(left.scale()) + i32::from(right.scale()) - i32::from(*scale))
            .unwrap_or(0);
    let by = i256::from_i128(10).checked_pow(drop).ok_or_else(overflow)?;
    let out: Result<Decimal128Array> = left
        .iter()
        .zip(right.iter())
        .map(|pair| match pair {
            (Some(left), Some(right)) => {
                let wide = i256::from_i128(left)
                    .checked_mul(i256::from_i128(right))
                    .ok_or_else(overflow)?;
                let half = by.checked_div(i256::from_i128(2)).ok_or_else(overflow)?;
                let rounded = match (drop, wide < i256::from_i128(0)) {
                    (0, _) => wide,
                    (_, false) => wide
                        .checked_add(half)
                        .and_then(|wide| wide.checked_div(by))
                        .ok_or_else(overflow)?,
                    (_, true) => wide
                        .checked_sub(half)
                        .and_then(|wide| wide.checked_div(by))
                        .ok_or_else(overflow)?,
                };
                Ok(Some(rounded.to_i128().ok_or_else(overflow)?))
            }
            _ => Ok(None),
        })
        .collect();
    let out = out?.with_precision_and_scale(*precision, *scale)?;
    out.validate_decimal_precision(*precision)
        .map_err(|_| overflow())?;
    Ok(out)
}

fn log(base: &ArrayRef, values: &ArrayRef) -> ArrayRef {
    let pairs = base
        .as_primitive::<Float64Type>()
        .iter()
        .zip(values.as_primitive::<Float64Type>().iter());
    // The logarithm of what is not above zero is NULL.
    let out: Float64Array = pairs
        .map(|pair| match pair {
            (Some(base), Some(value)) if base > 0.0 && value > 0.0 => Some(value.ln() / base.ln()),
            _ => None,
        })
        .collect();
    Arc::new(out)
}

fn tolerant(verb: Verb, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef> {
    let wide = |array: &ArrayRef| cast(array, &DataType::Int64);
    let (wide_left, wide_right) = (wide(left)?, wide(right)?);
    let pairs = wide_left
        .as_primitive::<Int64Type>()
        .iter()
        .zip(wide_right.as_primitive::<Int64Type>().iter());
    let out: Int64Array = pairs
        .map(|pair| match (verb, pair) {
            (Verb::TryAdd, (Some(left), Some(right))) => left.checked_add(right),
            (Verb::TrySubtract, (Some(left), Some(right))) => left.checked_sub(right),
            (_, (Some(left), Some(right))) => left.checked_mul(right),
            _ => None,
        })
        .collect();
    // What does not fit the narrower type is NULL too.
    Ok(cast(&(Arc::new(out) as ArrayRef), left.data_type())?)
}

fn round(
    values: &ArrayRef,
    places: Option<&ArrayRef>,
    gives: &DataType,
    banker: bool,
) -> Result<ArrayRef> {
    let places = places
        .map(|places| cast(places, &DataType::Int32))
        .transpose()?;
    let places_at = |row: usize| match &places {
        None => Some(0),
        Some(places) => {
            let places = places.as_primitive::<arrow::datatypes::Int32Type>();
            let row = if places.len() == 1 { 0 } else { row };
            places.is_valid(row).then(|| places.value(row))
        }
    };
    match values.data_type() {
        DataType::Null => Ok(Arc::clone(values)),
        DataType::Decimal128(_, scale) => {
            let DataType::Decimal128(precision, kept) = gives else {
                return exec_err!("a decimal rounds to a decimal");
            };
            let out: Result<Decimal128Array> = values
                .as_primitive::<Decimal128Type>()
                .iter()
                .enumerate()
                .map(|(row, value)| {
                    let (Some(value), Some(places)) = (value, places_at(row)) else {
                        return Ok(None);
                    };
                    let drop = i32::from(*scale) - places.min(i32::from(*scale));
                    let rounded = digits(value, drop, banker).ok_or_else(overflow)?;
                    // Back to the scale of the result when places before the point were cleared.
                    let grow =
                        u32::try_from(i32::from(*kept) - (i32::from(*scale) - drop)).unwrap_or(0);
                    10_i128
                        .checked_pow(grow)
                        .and_then(|by| rounded.checked_mul(by))
                        .map(Some)
                        .ok_or_else(|| overflow().into())
                })
                .collect();
            Ok(Arc::new(out?.with_precision_and_scale(*precision, *kept)?))
        }
        DataType::Float32 | DataType::Float64 => {
            let wide = cast(values, &DataType::Float64)?;
            let single = *values.data_type() == DataType::Float32;
            let out: Float64Array = wide
                .as_primitive::<Float64Type>()
                .iter()
                .enumerate()
                .map(|(row, value)| {
                    let (value, places) = (value?, places_at(row)?);
                    Some(float(value, places, banker, single))
                })
                .collect();
            Ok(cast(&(Arc::new(out) as ArrayRef), gives)?)
        }
        _ => {
            let wide = cast(values, &DataType::Int64)?;
            let out: Result<Int64Array> = wide
                .as_primitive::<Int64Type>()
                .iter()
                .enumerate()
                .map(|(row, value)| {
                    let (Some(value), Some(places)) = (value, places_at(row)) else {
                        return Ok(None);
                    };
                    if places >= 0 {
                        return Ok(Some(value));
                    }
                    let rounded = digits(i128::from(value), -places, banker).and_then(|rounded| {
                        rounded.checked_mul(10_i128.checked_pow(places.unsigned_abs())?)
                    });
                    rounded
                        .and_then(|rounded| i64::try_from(rounded).ok())
                        .map(Some)
                        .ok_or_else(|| overflow().into())
                })
                .collect();
            let options = arrow::compute::CastOptions {
                safe: false,
                ..Default::default()
            };
            Ok(
                arrow::compute::cast_with_options(&(Arc::new(out?) as ArrayRef), gives, &options)
                    .map_err(|error| of_arrow(&error))?,
            )
        }
    }
}

/// `value / 10^drop`, rounded.
fn digits(value: i128, drop: i32, banker: bool) -> Option<i128> {
    let Ok(drop) = u32::try_from(drop) else {
        return Some(value);
    };
    if drop == 0 {
        return Some(value);
    }
    let Some(by) = 10_i128.checked_pow(drop) else {
        return Some(0);
    };
    let (quotient, rest) = (value / by, value % by);
    let twice = rest.unsigned_abs().checked_mul(2)?;
    let up = match twice.cmp(&by.unsigned_abs()) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => !banker || quotient % 2 != 0,
    };
    Some(if up {
        quotient + value.signum()
    } else {
        quotient
    })
}

/// Rounds the decimal digits that the number is written with, as Java's BigDecimal does.
fn float(value: f64, places: i32, banker: bool, single: bool) -> f64 {
    if !value.is_finite() {
        return value;
    }
    let shown = match single {
        #[expect(clippy::cast_possible_truncation, reason = "it was a FLOAT")]
        true => format!("{}", value as f32),
        false => format!("{value}"),
    };
    let (whole, fraction) = shown.split_once('.').unwrap_or((&shown, ""));
    let Ok(unscaled) = format!("{whole}{fraction}").parse::<i128>() else {
        return value;
    };
    let scale = i32::try_from(fraction.len()).unwrap_or(0);
    if places >= scale {
        return value;
    }
    let Some(rounded) = digits(unscaled, scale - places, banker) else {
        return value;
    };
    let parsed = format!("{rounded}e{}", -places)
        .parse::<f64>()
        .unwrap_or(value);
    // Java's BigDecimal has no negative zero.
    if parsed == 0.0 { 0.0 } else { parsed }
}
