//! Arithmetic as Databricks does it under ANSI rules: integers divide to doubles, and neither a
//! division by zero nor an overflow passes without an error.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float64Array};
use arrow::compute::kernels::numeric;
use arrow::datatypes::{DataType, Decimal128Type, Float64Type};
use arrow::error::ArrowError;
use datafusion::common::{Result, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, Operator, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

use super::error::of_arrow;

/// `a / b` and `try_divide(a, b)`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Divide {
    signature: Signature,
    /// Whether a division by zero is NULL instead of an error.
    tolerant: bool,
}

/// `a + b`, `a - b` and `a * b` of integers.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Checked {
    signature: Signature,
    operator: Operator,
}

/// The functions to register.
pub(super) fn functions() -> Vec<Arc<ScalarUDF>> {
    vec![
        Arc::new(Divide::new(false).into()),
        Arc::new(Divide::new(true).into()),
    ]
}

impl Divide {
    fn new(tolerant: bool) -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
            tolerant,
        }
    }
}

/// Precision and scale of a quotient (per Databricks decimal type docs, 2026-08).
fn quotient(left: (u8, i8), right: (u8, i8)) -> (u8, i8) {
    let (p1, s1) = (i32::from(left.0), i32::from(left.1));
    let (p2, s2) = (i32::from(right.0), i32::from(right.1));
    let scale = 6.max(s1 + p2 + 1);
    let precision = p1 - s1 + s2 + scale;
    let (precision, scale) = if precision > 38 {
        let whole = precision - scale;
        (38, (38 - whole).max(scale.min(6)))
    } else {
        (precision, scale)
    };
    (
        u8::try_from(precision).unwrap_or(38),
        i8::try_from(scale).unwrap_or(6),
    )
}

/// `left / right`.
pub(super) fn divide(left: Expr, right: Expr) -> Expr {
    ScalarUDF::from(Divide::new(false)).call(vec![left, right])
}

fn as_decimal(data_type: &DataType) -> Option<DataType> {
    Some(match data_type {
        DataType::Decimal128(..) => data_type.clone(),
        DataType::Int8 => DataType::Decimal128(3, 0),
        DataType::Int16 => DataType::Decimal128(5, 0),
        DataType::Int32 => DataType::Decimal128(10, 0),
        DataType::Int64 => DataType::Decimal128(20, 0),
        _ => return None,
    })
}

impl ScalarUDFImpl for Divide {
    fn name(&self) -> &str {
        if self.tolerant {
            "spark_try_divide"
        } else {
            "spark_divide"
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let [left, right] = types else {
            return plan_err!("a division takes two operands");
        };
        let decimal = |one: &DataType| matches!(one, DataType::Decimal128(..));
        if (decimal(left) || decimal(right))
            && let (Some(left), Some(right)) = (as_decimal(left), as_decimal(right))
        {
            return Ok(vec![left, right]);
        }
        let numeric = |one: &DataType| {
            one.is_numeric() || matches!(one, DataType::Null | DataType::Utf8 | DataType::Utf8View)
        };
        if !numeric(left) || !numeric(right) {
            return plan_err!("cannot divide {left} by {right}");
        }
        Ok(vec![DataType::Float64, DataType::Float64])
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types {
            [DataType::Decimal128(p1, s1), DataType::Decimal128(p2, s2)] => {
                let (precision, scale) = quotient((*p1, *s1), (*p2, *s2));
                Ok(DataType::Decimal128(precision, scale))
            }
            _ => Ok(DataType::Float64),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let [left, right] = arrays.as_slice() else {
            return exec_err!("a division takes two operands");
        };
        let out: ArrayRef = match args.return_type() {
            DataType::Decimal128(precision, scale) => {
                Arc::new(decimals(left, right, *precision, *scale, self.tolerant)?)
            }
            _ => Arc::new(doubles(left, right, self.tolerant)?),
        };
        debug_assert!(out.len() == rows || rows == 0 || out.len() == 1);
        Ok(ColumnarValue::Array(out))
    }
}

fn zero(tolerant: bool) -> Result<()> {
    if tolerant {
        Ok(())
    } else {
        Err(of_arrow(&ArrowError::DivideByZero).into())
    }
}

fn doubles(left: &ArrayRef, right: &ArrayRef, tolerant: bool) -> Result<Float64Array> {
    let (left, right) = (
        left.as_primitive::<Float64Type>(),
        right.as_primitive::<Float64Type>(),
    );
    left.iter()
        .zip(right.iter())
        .map(|pair| match pair {
            (Some(_), Some(0.0)) => zero(tolerant).map(|()| None),
            (Some(left), Some(right)) => Ok(Some(left / right)),
            _ => Ok(None),
        })
        .collect()
}

fn decimals(
    left: &ArrayRef,
    right: &ArrayRef,
    precision: u8,
    scale: i8,
    tolerant: bool,
) -> Result<Decimal128Array> {
    let (left, right) = (
        left.as_primitive::<Decimal128Type>(),
        right.as_primitive::<Decimal128Type>(),
    );
    // The dividend is scaled up so that the quotient of the unscaled values has the result's scale.
    let shift = i32::from(scale) + i32::from(right.scale()) - i32::from(left.scale());
    let quotients: Result<Decimal128Array> = left
        .iter()
        .zip(right.iter())
        .map(|pair| match pair {
            (Some(_), Some(0)) => zero(tolerant).map(|()| None),
            (Some(left), Some(right)) => quotient_of(left, right, shift).map(Some),
            _ => Ok(None),
        })
        .collect();
    let quotients = quotients?.with_precision_and_scale(precision, scale)?;
    quotients.validate_decimal_precision(precision)?;
    Ok(quotients)
}

/// `left * 10^shift / right`, rounded half away from zero.
fn quotient_of(left: i128, right: i128, shift: i32) -> Result<i128> {
    use arrow::datatypes::i256;
    let overflow = || {
        of_arrow(&ArrowError::ArithmeticOverflow(
            "Decimal overflow.".to_owned(),
        ))
    };
    let ten = i256::from_i128(10);
    let mut numerator = i256::from_i128(left);
    let mut denominator = i256::from_i128(right);
    for _ in 0..shift.abs() {
        let grown = if shift > 0 {
            &mut numerator
        } else {
            &mut denominator
        };
        *grown = grown.checked_mul(ten).ok_or_else(overflow)?;
    }
    let quotient = numerator.checked_div(denominator).ok_or_else(overflow)?;
    let rest = numerator.checked_rem(denominator).ok_or_else(overflow)?;
    let twice = rest.checked_mul(i256::from_i128(2)).ok_or_else(overflow)?;
    let up = twice.wrapping_abs() >= denominator.wrapping_abs();
    let negative = (left < 0) != (right < 0);
    let one = i256::from_i128(if negative { -1 } else { 1 });
    let rounded = if up {
        quotient.checked_add(one).ok_or_else(overflow)?
    } else {
        quotient
    };
    Ok(rounded.to_i128().ok_or_else(overflow)?)
}

impl Checked {
    /// For one of the three operators.
    pub(super) fn new(operator: Operator) -> Self {
        Self {
            signature: Signature::any(2, Volatility::Immutable),
            operator,
        }
    }
}

impl ScalarUDFImpl for Checked {
    fn name(&self) -> &str {
        match self.operator {
            Operator::Plus => "checked_add",
            Operator::Minus => "checked_subtract",
            _ => "checked_multiply",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(types.first().cloned().unwrap_or(DataType::Null))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let [left, right] = arrays.as_slice() else {
            return exec_err!("an operator takes two operands");
        };
        let out = match self.operator {
            Operator::Plus => numeric::add(left, right),
            Operator::Minus => numeric::sub(left, right),
            _ => numeric::mul(left, right),
        };
        Ok(ColumnarValue::Array(out.map_err(|error| of_arrow(&error))?))
    }
}
