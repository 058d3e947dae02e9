//! Functions of arrays and maps whose answers differ from DataFusion's.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::{SortOptions, cast, sort, take};
use arrow::datatypes::{DataType, Field, Int64Type};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::value::shown;
use crate::error::{WsError, WsResult};

/// The functions to register.
pub(super) fn functions() -> Vec<Arc<ScalarUDF>> {
    [
        Verb::Index,
        Verb::Get,
        Verb::ElementAt,
        Verb::TryElementAt,
        Verb::SortArray,
        Verb::Join,
        Verb::Position,
        Verb::Sequence,
        Verb::Concat,
        Verb::Reverse,
    ]
    .into_iter()
    .map(|verb| {
        let signature = Signature::variadic_any(Volatility::Immutable);
        Arc::new(ScalarUDF::from(Collection { verb, signature }))
    })
    .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Verb {
    /// `array[i]` and `map[key]`.
    Index,
    Get,
    ElementAt,
    TryElementAt,
    SortArray,
    Join,
    Position,
    Sequence,
    Concat,
    Reverse,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Collection {
    verb: Verb,
    signature: Signature,
}

impl ScalarUDFImpl for Collection {
    fn name(&self) -> &str {
        match self.verb {
            Verb::Index => "spark_index",
            Verb::Get => "spark_get",
            Verb::ElementAt => "spark_element_at",
            Verb::TryElementAt => "try_element_at",
            Verb::SortArray => "spark_sort_array",
            Verb::Join => "spark_array_join",
            Verb::Position => "spark_array_position",
            Verb::Sequence => "spark_sequence",
            Verb::Concat => "spark_concat",
            Verb::Reverse => "spark_reverse",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        let list = |place: usize| match types.get(place) {
            Some(DataType::List(item)) => Some(item.data_type().clone()),
            _ => None,
        };
        let refuse = || {
            plan_err!(
                "`{}` does not take arguments of these types: {types:?}",
                self.name()
            )
        };
        match (self.verb, types) {
            (
                Verb::Index | Verb::ElementAt | Verb::TryElementAt,
                [DataType::Map(entries, _), _],
            ) => match entries.data_type() {
                DataType::Struct(fields) if fields.len() == 2 => Ok(fields
                    .get(1)
                    .map_or(DataType::Null, |field| field.data_type().clone())),
                _ => refuse(),
            },
            (
                Verb::Index | Verb::Get | Verb::ElementAt | Verb::TryElementAt,
                [DataType::List(item), place],
            ) if place.is_integer() => Ok(item.data_type().clone()),
            (Verb::SortArray, [first] | [first, DataType::Boolean]) if list(0).is_some() => {
                Ok(first.clone())
            }
            (Verb::Join, [_, DataType::Utf8] | [_, DataType::Utf8, DataType::Utf8])
                if list(0) == Some(DataType::Utf8) =>
            {
                Ok(DataType::Utf8)
            }
            (Verb::Position, [_, _]) if list(0).is_some() => Ok(DataType::Int64),
            (Verb::Sequence, [from, to] | [from, to, _])
                if from.is_integer() && to.is_integer() =>
            {
                let step = types.get(2).is_none_or(DataType::is_integer);
                let wide = types.contains(&DataType::Int64);
                match step {
                    true => Ok(DataType::List(Arc::new(Field::new_list_field(
                        if wide {
                            DataType::Int64
                        } else {
                            DataType::Int32
                        },
                        true,
                    )))),
                    false => refuse(),
                }
            }
            (Verb::Sequence, [DataType::Date32, DataType::Date32]) => Ok(DataType::List(Arc::new(
                Field::new_list_field(DataType::Date32, true),
            ))),
            (Verb::Concat, [first, rest @ ..]) if list(0).is_some() => {
                match rest.iter().all(|one| one == first) {
                    true => Ok(first.clone()),
                    false => refuse(),
                }
            }
            (Verb::Concat, types) => match types
                .iter()
                .any(|one| one.is_nested() || *one == DataType::Binary)
            {
                true => refuse(),
                false => Ok(DataType::Utf8),
            },
            (Verb::Reverse, [first]) if list(0).is_some() => Ok(first.clone()),
            (Verb::Reverse, [one]) if is_text(one) => Ok(DataType::Utf8),
            _ => refuse(),
        }
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let given: Vec<ArrayRef> = args
            .args
            .iter()
            .map(|arg| arg.to_array(rows))
            .collect::<Result<_>>()?;
        let gives = args.return_field.data_type();
        let mut values = Vec::with_capacity(rows);
        for row in 0..rows {
            values.push(self.row(&given, row, gives)?);
        }
        if values.is_empty() {
            return Ok(ColumnarValue::Array(arrow::array::new_empty_array(gives)));
        }
        let array = ScalarValue::iter_to_array(values)?;
        let array = if array.data_type() == gives {
            array
        } else {
            cast(&array, gives)?
        };
        Ok(ColumnarValue::Array(array))
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::Null)
}

impl Collection {
    fn row(&self, given: &[ArrayRef], row: usize, gives: &DataType) -> Result<ScalarValue> {
        let null = || ScalarValue::try_from(gives);
        let (Some(first), second) = (given.first(), given.get(1)) else {
            return Ok(ScalarValue::Utf8(Some(String::new())));
        };
        let missing = |array: &ArrayRef| array.is_null(row) || array.data_type().is_null();
        let skipped = match self.verb {
            Verb::Join => given.get(..2).unwrap_or_default(),
            _ => given,
        };
        if skipped.iter().any(missing) {
            return null();
        }
        let number = |array: &ArrayRef| -> Result<i64> {
            let wide = cast(&array.slice(row, 1), &DataType::Int64)?;
            Ok(wide.as_primitive::<Int64Type>().value(0))
        };
        match (self.verb, second) {
            (Verb::Index | Verb::ElementAt | Verb::TryElementAt, Some(key))
                if matches!(first.data_type(), DataType::Map(..)) =>
            {
                let entries = first.as_map().value(row);
                let keys = entries.column(0);
                let key = cast(&key.slice(row, 1), keys.data_type())?;
                let wanted = ScalarValue::try_from_array(&key, 0)?;
                for at in 0..entries.len() {
                    if ScalarValue::try_from_array(keys, at)? == wanted {
                        return ScalarValue::try_from_array(entries.column(1), at);
                    }
                }
                null()
            }
            (Verb::Index | Verb::Get, Some(place)) => {
                let (items, place) = (first.as_list::<i32>().value(row), number(place)?);
                match usize::try_from(place).ok().filter(|place| *place < items.len()) {
                    Some(place) => ScalarValue::try_from_array(&items, place),
                    None if self.verb == Verb::Get => null(),
                    None => Err(WsError::sql(
                        "INVALID_ARRAY_INDEX",
                        "22003",
                        format_args!("The index {place} is out of bounds. The array has {} elements. Use the SQL function `get()` to tolerate accessing element at invalid index and return NULL instead.", items.len()),
                    ).into()),
                }
            }
            (Verb::ElementAt | Verb::TryElementAt, Some(place)) => {
                let (items, place) = (first.as_list::<i32>().value(row), number(place)?);
                let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
                let from_zero = match place.cmp(&0) {
                    Ordering::Greater => place - 1,
                    Ordering::Less => count + place,
                    Ordering::Equal => return Err(WsError::sql("INVALID_INDEX_OF_ZERO", "22003", "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).").into()),
                };
                match usize::try_from(from_zero).ok().filter(|place| *place < items.len()) {
                    Some(place) => ScalarValue::try_from_array(&items, place),
                    None if self.verb == Verb::TryElementAt => null(),
                    None => Err(WsError::sql(
                        "INVALID_ARRAY_INDEX_IN_ELEMENT_AT",
                        "22003",
                        format_args!("The index {place} is out of bounds. The array has {count} elements. Use `try_element_at` to tolerate accessing element at invalid index and return NULL instead."),
                    ).into()),
                }
            }
            (Verb::SortArray, up) => {
                let up = up.is_none_or(|up| up.as_boolean().value(row));
                // Nulls are least.
                let options = SortOptions {
                    descending: !up,
                    nulls_first: up,
                };
                let items = sort(&first.as_list::<i32>().value(row), Some(options))?;
                list(&items)
            }
            (Verb::Join, Some(between)) => {
                let items = first.as_list::<i32>().value(row);
                let filler = given
                    .get(2)
                    .filter(|filler| !filler.is_null(row))
                    .map(|filler| filler.as_string::<i32>().value(row));
                let items = items.as_string::<i32>();
                let texts: Vec<&str> = items.iter().filter_map(|item| item.or(filler)).collect();
                Ok(ScalarValue::Utf8(Some(
                    texts.join(between.as_string::<i32>().value(row)),
                )))
            }
            (Verb::Position, Some(wanted)) => {
                let items = first.as_list::<i32>().value(row);
                let wanted = cast(&wanted.slice(row, 1), items.data_type())?;
                let wanted = ScalarValue::try_from_array(&wanted, 0)?;
                for at in 0..items.len() {
                    if ScalarValue::try_from_array(&items, at)? == wanted {
                        return Ok(ScalarValue::Int64(i64::try_from(at + 1).ok()));
                    }
                }
                Ok(ScalarValue::Int64(Some(0)))
            }
            (Verb::Sequence, Some(to)) => {
                let day = *first.data_type() == DataType::Date32;
                let plain = |array: &ArrayRef| match day {
                    true => cast(array, &DataType::Int32)
                        .map_err(Into::into)
                        .and_then(|array| number(&array)),
                    false => number(array),
                };
                let (from, to) = (plain(first)?, plain(to)?);
                let step = match given.get(2) {
                    Some(step) => number(step)?,
                    None => {
                        if from <= to {
                            1
                        } else {
                            -1
                        }
                    }
                };
                if step == 0 && from != to || (to - from).signum() * step.signum() < 0 {
                    return Err(WsError::sql(
                        "INVALID_PARAMETER_VALUE.BOUNDARY",
                        "22023",
                        format_args!("Illegal sequence boundaries: {from} to {to} by {step}."),
                    )
                    .into());
                }
                let count = if step == 0 { 0 } else { (to - from) / step };
                if count > 10_000_000 {
                    return Err(WsError::sql(
                        "COLLECTION_SIZE_LIMIT_EXCEEDED",
                        "54000",
                        "The sequence is too long.",
                    )
                    .into());
                }
                let numbers = arrow::array::Int64Array::from_iter_values(
                    (0..=count).map(|at| from + at * step),
                );
                let DataType::List(item) = gives else {
                    return null();
                };
                let numbers: ArrayRef = match day {
                    true => cast(&(Arc::new(numbers) as ArrayRef), &DataType::Int32)?,
                    false => Arc::new(numbers),
                };
                list(&cast(&numbers, item.data_type())?)
            }
            (Verb::Concat, _) if matches!(first.data_type(), DataType::List(_)) => {
                let lists: Vec<ArrayRef> = given
                    .iter()
                    .map(|array| array.as_list::<i32>().value(row))
                    .collect();
                let refs: Vec<&dyn Array> = lists.iter().map(AsRef::as_ref).collect();
                list(&arrow::compute::concat(&refs)?)
            }
            (Verb::Concat, _) => {
                let texts = given.iter().map(|array| shown(array, row));
                Ok(ScalarValue::Utf8(Some(
                    texts.collect::<WsResult<String>>()?,
                )))
            }
            (Verb::Reverse, _) if matches!(first.data_type(), DataType::List(_)) => {
                let items = first.as_list::<i32>().value(row);
                let count = u32::try_from(items.len()).unwrap_or(0);
                list(&take(
                    &items,
                    &UInt32Array::from_iter_values((0..count).rev()),
                    None,
                )?)
            }
            (Verb::Reverse, _) => Ok(ScalarValue::Utf8(Some(
                first.as_string::<i32>().value(row).chars().rev().collect(),
            ))),
            _ => null(),
        }
    }
}

fn list(items: &ArrayRef) -> Result<ScalarValue> {
    let field = Arc::new(Field::new_list_field(items.data_type().clone(), true));
    let offsets = arrow::buffer::OffsetBuffer::from_lengths([items.len()]);
    let list = arrow::array::ListArray::try_new(field, offsets, Arc::clone(items), None)?;
    Ok(ScalarValue::List(Arc::new(list)))
}
