//! `round` and `bround`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};
use datafusion::common::{Result, exec_err};

use super::arithmetic::overflow;
use crate::engine::error::of_arrow;

pub(super) fn round(
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
