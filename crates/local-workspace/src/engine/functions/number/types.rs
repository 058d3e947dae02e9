//! The types in which numbers meet.

use arrow::datatypes::DataType;

/// Precision and scale, the scale lowered where the precision would pass 38 digits.
pub(in crate::engine::functions) fn bounded(precision: i32, scale: i32) -> (u8, i8) {
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

pub(super) fn decimal(data_type: &DataType) -> Option<DataType> {
    Some(match data_type {
        DataType::Decimal128(..) => data_type.clone(),
        DataType::Int8 => DataType::Decimal128(3, 0),
        DataType::Int16 => DataType::Decimal128(5, 0),
        DataType::Int32 => DataType::Decimal128(10, 0),
        DataType::Int64 => DataType::Decimal128(20, 0),
        _ => return None,
    })
}

pub(super) fn wider(left: &DataType, right: &DataType) -> Option<DataType> {
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
