//! `transform`, `filter`, `exists`, `forall`, `zip_with`.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Int32Array, ListArray, UInt32Array, UInt64Array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, FieldRef};
use datafusion::common::{Result, exec_err};

use super::closed::Lambda;
use super::items::{Items, at, condition, evaluate, fit};

fn item(gives: &DataType) -> Result<&FieldRef> {
    match gives {
        DataType::List(item) => Ok(item),
        other => exec_err!("a list was planned, not {other}"),
    }
}

fn list(
    gives: &DataType,
    offsets: OffsetBuffer<i32>,
    values: ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef> {
    let item = item(gives)?;
    let values = fit(values, item.data_type())?;
    Ok(Arc::new(ListArray::try_new(
        Arc::clone(item),
        offsets,
        values,
        nulls,
    )?))
}

/// Each item and its place in its list.
fn with_places(items: &Items) -> Vec<ArrayRef> {
    let places = (0..items.count()).flat_map(|row| 0..items.range(row).len());
    let places: Int32Array = places
        .map(|place| i32::try_from(place).unwrap_or(i32::MAX))
        .collect();
    let mut with = items.columns.clone();
    with.push(Arc::new(places));
    with
}

/// A list of what the lambda makes of each item.
pub(super) fn transform(array: &ArrayRef, body: &Lambda<'_>, gives: &DataType) -> Result<ArrayRef> {
    let items = Items::of(array)?;
    let values = items.map(body, &with_places(&items))?;
    list(gives, items.offsets, values, items.nulls)
}

/// The items for which the lambda is true.
pub(super) fn filter(array: &ArrayRef, keeps: &Lambda<'_>) -> Result<ArrayRef> {
    let items = Items::of(array)?;
    let holds = condition(&items.map(keeps, &with_places(&items))?)?;
    let (kept, offsets) = items.kept(&holds);
    match items.columns.as_slice() {
        [values] => list(array.data_type(), offsets, at(values, &kept)?, items.nulls),
        _ => exec_err!("a list has one column"),
    }
}

/// Whether the lambda is `wanted` for an item; NULL if it may be. For `wanted = false` the answer
/// is turned around: whether there is none for which it is false.
pub(super) fn any(array: &ArrayRef, holds: &Lambda<'_>, wanted: bool) -> Result<ArrayRef> {
    let items = Items::of(array)?;
    let held = condition(&items.map(holds, &items.columns)?)?;
    let answer = |row: usize| {
        if items.is_null(row) {
            return None;
        }
        let mut unknown = false;
        for at in items.range(row) {
            match held.is_valid(at) {
                true if held.value(at) == wanted => return Some(wanted),
                true => {}
                false => unknown = true,
            }
        }
        (!unknown).then_some(!wanted)
    };
    let answers: BooleanArray = (0..items.count()).map(answer).collect();
    Ok(Arc::new(answers))
}

/// A list of what the lambda makes of the items of two, the shorter filled up with NULL.
pub(super) fn zip(
    left: &ArrayRef,
    right: &ArrayRef,
    body: &Lambda<'_>,
    gives: &DataType,
) -> Result<ArrayRef> {
    let (left, right) = (Items::of(left)?, Items::of(right)?);
    let (mut of_left, mut of_right) = (Vec::new(), Vec::new());
    let (mut rows, mut lengths, mut valid) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..left.count() {
        valid.push(!left.is_null(row) && !right.is_null(row));
        if left.is_null(row) || right.is_null(row) {
            lengths.push(0);
            continue;
        }
        let (own, other) = (left.range(row), right.range(row));
        let length = own.len().max(other.len());
        let places = |range: std::ops::Range<usize>| {
            let known = range.map(|at| u32::try_from(at).ok());
            known.chain(std::iter::repeat(None)).take(length)
        };
        of_left.extend(places(own));
        of_right.extend(places(other));
        rows.extend(std::iter::repeat_n(row as u64, length));
        lengths.push(length);
    }
    let (of_left, of_right) = (UInt32Array::from(of_left), UInt32Array::from(of_right));
    let mut with = Vec::new();
    for (items, places) in [(&left, &of_left), (&right, &of_right)] {
        for column in &items.columns {
            with.push(at(column, places)?);
        }
    }
    let values = evaluate(body, &with, &UInt64Array::from(rows))?;
    let nulls = NullBuffer::from(valid);
    list(
        gives,
        OffsetBuffer::from_lengths(lengths),
        values,
        Some(nulls),
    )
}
