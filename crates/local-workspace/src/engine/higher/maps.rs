//! `transform_keys`, `transform_values`, `map_filter`, `map_zip_with`.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, MapArray, StructArray, UInt32Array, UInt64Array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::{Result, exec_err};

use super::closed::Lambda;
use super::items::{Items, at, condition, evaluate, fit};
use super::types::entry;
use crate::error::WsError;

fn map(
    gives: &DataType,
    offsets: OffsetBuffer<i32>,
    keys: ArrayRef,
    values: ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef> {
    let (DataType::Map(entries, sorted), Some((key, value))) = (gives, entry(gives)) else {
        return exec_err!("a map was planned, not {gives}");
    };
    let columns = vec![fit(keys, key.data_type())?, fit(values, value.data_type())?];
    let fields = [Arc::clone(key), Arc::clone(value)].into_iter().collect();
    let rows = StructArray::try_new(fields, columns, None)?;
    Ok(Arc::new(MapArray::try_new(
        Arc::clone(entries),
        offsets,
        rows,
        nulls,
        *sorted,
    )?))
}

fn parts(items: &Items) -> Result<(&ArrayRef, &ArrayRef)> {
    match items.columns.as_slice() {
        [keys, values] => Ok((keys, values)),
        _ => exec_err!("a map has keys and values"),
    }
}

/// Keys in a form in which they can be told apart.
fn comparable(keys: &ArrayRef) -> Result<Rows> {
    let converter = RowConverter::new(vec![SortField::new(keys.data_type().clone())])?;
    Ok(converter.convert_columns(std::slice::from_ref(keys))?)
}

/// The map with other keys.
pub(super) fn keys(array: &ArrayRef, body: &Lambda<'_>, gives: &DataType) -> Result<ArrayRef> {
    let items = Items::of(array)?;
    let keys = items.map(body, &items.columns)?;
    if keys.logical_null_count() > 0 {
        return Err(WsError::sql("NULL_MAP_KEY", "2200E", "Cannot use null as map key.").into());
    }
    let told = comparable(&keys)?;
    for row in 0..items.count() {
        let mut seen = std::collections::HashSet::new();
        for place in items.range(row) {
            if !seen.insert(told.row(place)) {
                let key = arrow::util::display::array_value_to_string(&keys, place)?;
                return Err(WsError::sql(
                    "DUPLICATED_MAP_KEY",
                    "23505",
                    format_args!("Duplicate map key {key} was found, please check the input data."),
                )
                .into());
            }
        }
    }
    let values = Arc::clone(parts(&items)?.1);
    map(gives, items.offsets, keys, values, items.nulls)
}

/// The map with other values.
pub(super) fn values(array: &ArrayRef, body: &Lambda<'_>, gives: &DataType) -> Result<ArrayRef> {
    let items = Items::of(array)?;
    let values = items.map(body, &items.columns)?;
    let keys = Arc::clone(parts(&items)?.0);
    map(gives, items.offsets, keys, values, items.nulls)
}

/// The entries for which the lambda is true.
pub(super) fn filter(array: &ArrayRef, keeps: &Lambda<'_>, gives: &DataType) -> Result<ArrayRef> {
    let items = Items::of(array)?;
    let holds = condition(&items.map(keeps, &items.columns)?)?;
    let (kept, offsets) = items.kept(&holds);
    let (keys, values) = parts(&items)?;
    let (keys, values) = (at(keys, &kept)?, at(values, &kept)?);
    map(gives, offsets, keys, values, items.nulls)
}

/// A map of the keys of both, with what the lambda makes of the values of each.
pub(super) fn zip(
    left: &ArrayRef,
    right: &ArrayRef,
    body: &Lambda<'_>,
    gives: &DataType,
) -> Result<ArrayRef> {
    let (left, right) = (Items::of(left)?, Items::of(right)?);
    let ((left_keys, left_values), (right_keys, right_values)) = (parts(&left)?, parts(&right)?);
    let all_keys = arrow::compute::concat(&[left_keys.as_ref(), right_keys.as_ref()])?;
    let told = comparable(&all_keys)?;
    let index = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let (mut of_keys, mut of_left, mut of_right) = (Vec::new(), Vec::new(), Vec::new());
    let (mut rows, mut lengths, mut valid) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..left.count() {
        let known = !left.is_null(row) && !right.is_null(row);
        valid.push(known);
        let before = of_keys.len();
        if known {
            let mut found = HashMap::new();
            for place in left.range(row) {
                found.insert(told.row(place), of_keys.len());
                of_keys.push(index(place));
                of_left.push(Some(index(place)));
                of_right.push(None);
            }
            for place in right.range(row) {
                let key = place + left.len();
                match found
                    .get(&told.row(key))
                    .and_then(|at| of_right.get_mut(*at))
                {
                    Some(slot) => *slot = Some(index(place)),
                    None => {
                        of_keys.push(index(key));
                        of_left.push(None);
                        of_right.push(Some(index(place)));
                    }
                }
            }
        }
        lengths.push(of_keys.len() - before);
        rows.extend(std::iter::repeat_n(row as u64, of_keys.len() - before));
    }
    let keys = at(&all_keys, &UInt32Array::from(of_keys))?;
    let with = [
        Arc::clone(&keys),
        at(left_values, &of_left.into())?,
        at(right_values, &of_right.into())?,
    ];
    let values = evaluate(body, &with, &UInt64Array::from(rows))?;
    let nulls = NullBuffer::from(valid);
    map(
        gives,
        OffsetBuffer::from_lengths(lengths),
        keys,
        values,
        Some(nulls),
    )
}
