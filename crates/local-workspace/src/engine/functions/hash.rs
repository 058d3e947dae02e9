//! `hash(...)`: Murmur3 with seed 42, as Spark computes it.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType,
};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::error::{WsError, WsResult};

const SEED: u32 = 42;

/// `hash(...)`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Murmur3 {
    signature: Signature,
}

impl Murmur3 {
    pub(super) fn new() -> Self {
        Self {
            signature: Signature::variadic_any(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for Murmur3 {
    fn name(&self) -> &str {
        "spark_hash"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types
            .iter()
            .find(|data_type| matches!(data_type, DataType::Map(..)))
        {
            Some(_) => plan_err!("`hash` does not take a map"),
            None => Ok(DataType::Int32),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let columns: Vec<ArrayRef> = args
            .args
            .iter()
            .map(|arg| arg.to_array(rows))
            .collect::<Result<_>>()?;
        let hashes = (0..rows)
            .map(|row| {
                columns
                    .iter()
                    .try_fold(SEED, |seed, column| value(column, row, seed))
            })
            .map(|hash| hash.map(u32::cast_signed))
            .collect::<WsResult<Vec<i32>>>()?;
        Ok(ColumnarValue::Array(Arc::new(Int32Array::from(hashes))))
    }
}

fn value(array: &ArrayRef, row: usize, seed: u32) -> WsResult<u32> {
    if array.is_null(row) || array.data_type().is_null() {
        return Ok(seed);
    }
    Ok(match array.data_type() {
        DataType::Boolean => int(u32::from(array.as_boolean().value(row)), seed),
        DataType::Int8 => int(
            i32::from(array.as_primitive::<Int8Type>().value(row)).cast_unsigned(),
            seed,
        ),
        DataType::Int16 => int(
            i32::from(array.as_primitive::<Int16Type>().value(row)).cast_unsigned(),
            seed,
        ),
        DataType::Int32 => int(
            array.as_primitive::<Int32Type>().value(row).cast_unsigned(),
            seed,
        ),
        DataType::Date32 => int(
            array
                .as_primitive::<Date32Type>()
                .value(row)
                .cast_unsigned(),
            seed,
        ),
        DataType::Int64 => long(array.as_primitive::<Int64Type>().value(row), seed),
        DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, _) => long(
            array.as_primitive::<TimestampMicrosecondType>().value(row),
            seed,
        ),
        DataType::Float32 => {
            // Both zeros are one value.
            let number = array.as_primitive::<Float32Type>().value(row);
            int(if number == 0.0 { 0 } else { number.to_bits() }, seed)
        }
        DataType::Float64 => {
            let number = array.as_primitive::<Float64Type>().value(row);
            long(
                if number == 0.0 {
                    0
                } else {
                    number.to_bits().cast_signed()
                },
                seed,
            )
        }
        DataType::Decimal128(precision, _) => {
            let number = array.as_primitive::<Decimal128Type>().value(row);
            match i64::try_from(number) {
                Ok(small) if *precision <= 18 => long(small, seed),
                _ => bytes(&shortest(number), seed),
            }
        }
        DataType::Utf8 => bytes(array.as_string::<i32>().value(row).as_bytes(), seed),
        DataType::Binary => bytes(array.as_binary::<i32>().value(row), seed),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            (0..items.len()).try_fold(seed, |seed, item| value(&items, item, seed))?
        }
        DataType::Struct(_) => {
            let columns = array.as_struct().columns();
            columns
                .iter()
                .try_fold(seed, |seed, column| value(column, row, seed))?
        }
        other => {
            return Err(WsError::unsupported(format_args!(
                "`hash` of a value of type {other}"
            )));
        }
    })
}

/// The fewest big-endian bytes that hold a number in two's complement.
fn shortest(number: i128) -> Vec<u8> {
    let all = number.to_be_bytes();
    let sign = if number < 0 { 0xff } else { 0 };
    let mut from = 0;
    while from < 15
        && all.get(from) == Some(&sign)
        && all
            .get(from + 1)
            .is_some_and(|next| (next ^ sign) & 0x80 == 0)
    {
        from += 1;
    }
    all.get(from..).unwrap_or_default().to_vec()
}

fn mix(part: u32, hash: u32) -> u32 {
    let part = part
        .wrapping_mul(0xcc9e_2d51)
        .rotate_left(15)
        .wrapping_mul(0x1b87_3593);
    (hash ^ part)
        .rotate_left(13)
        .wrapping_mul(5)
        .wrapping_add(0xe654_6b64)
}

fn finish(hash: u32, length: u32) -> u32 {
    let mut hash = hash ^ length;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

fn int(number: u32, seed: u32) -> u32 {
    finish(mix(number, seed), 4)
}

fn long(number: i64, seed: u32) -> u32 {
    let [a, b, c, d, e, f, g, h] = number.to_le_bytes();
    let low = mix(u32::from_le_bytes([a, b, c, d]), seed);
    finish(mix(u32::from_le_bytes([e, f, g, h]), low), 8)
}

fn bytes(bytes: &[u8], seed: u32) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut hash = words
        .iter()
        .fold(seed, |hash, word| mix(u32::from_le_bytes(*word), hash));
    // Spark mixes the bytes that are left one by one, each as a signed number.
    for byte in rest {
        hash = mix(i32::from(byte.cast_signed()).cast_unsigned(), hash);
    }
    finish(hash, u32::try_from(bytes.len()).unwrap_or(u32::MAX))
}
