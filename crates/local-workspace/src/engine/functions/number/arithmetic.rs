//! Remainders, whole quotients, wide products, logarithms, tolerant operators.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array};
use arrow::compute::{cast, kernels::numeric};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type, i256};
use arrow::error::ArrowError;
use datafusion::common::{Result, exec_err};

use super::Verb;
use crate::engine::error::of_arrow;
use crate::error::WsError;

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

pub(super) fn rest(left: &ArrayRef, right: &ArrayRef, gives: &DataType) -> Result<ArrayRef> {
    no_zero(right, left)?;
    let out = numeric::rem(left, right).map_err(|error| of_arrow(&error))?;
    Ok(if out.data_type() == gives {
        out
    } else {
        cast(&out, gives)?
    })
}

pub(super) fn whole(left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef> {
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

pub(super) fn overflow() -> WsError {
    WsError::sql(
        "ARITHMETIC_OVERFLOW",
        "22003",
        "Overflow. If necessary set ansi_mode to false to bypass this error.",
    )
}

pub(super) fn product(
    left: &ArrayRef,
    right: &ArrayRef,
    gives: &DataType,
) -> Result<Decimal128Array> {
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

pub(super) fn log(base: &ArrayRef, values: &ArrayRef) -> ArrayRef {
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

pub(super) fn tolerant(verb: Verb, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef> {
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
