//! `array_sort` with a lambda that compares.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, ListArray, UInt32Array, UInt64Array};
use arrow::datatypes::{DataType, Int32Type};
use datafusion::common::{Result, exec_err};

use super::closed::Lambda;
use super::items::{Items, at, evaluate};
use crate::error::WsError;

/// Lists are compared item with item, so that their length counts twice.
const LONGEST: usize = 2_000;

/// The items of each list, in the order that the lambda gives them.
pub(super) fn by(array: &ArrayRef, compare: &Lambda<'_>) -> Result<ArrayRef> {
    let (items, item) = match array.data_type() {
        DataType::List(item) => (Items::of(array)?, Arc::clone(item)),
        other => return exec_err!("a list was planned, not {other}"),
    };
    let Some(values) = items.columns.first() else {
        return exec_err!("a list has one column");
    };
    let mut order: Vec<u32> = Vec::with_capacity(items.len());
    for row in 0..items.count() {
        let range = items.range(row);
        let first = u32::try_from(range.start).unwrap_or(u32::MAX);
        let pairs = compared(values, range.len(), first, row, compare)?;
        order.extend(
            sorted(&pairs, range.len())?
                .into_iter()
                .map(|at| first + at),
        );
    }
    let values = at(values, &order.into())?;
    Ok(Arc::new(ListArray::try_new(
        item,
        items.offsets,
        values,
        items.nulls,
    )?))
}

/// How each item of a list compares with each before it.
fn compared(
    values: &ArrayRef,
    length: usize,
    first: u32,
    row: usize,
    compare: &Lambda<'_>,
) -> Result<Int32Array> {
    if length > LONGEST {
        return Err(WsError::unsupported(format_args!(
            "`array_sort` with a lambda over more than {LONGEST} items"
        ))
        .into());
    }
    let end = first + u32::try_from(length).unwrap_or_default();
    let pairs = (first..end).flat_map(|later| (first..later).map(move |sooner| (later, sooner)));
    let (later, sooner): (Vec<u32>, Vec<u32>) = pairs.unzip();
    let rows: UInt64Array = std::iter::repeat_n(row as u64, later.len()).collect();
    let with = [UInt32Array::from(later), UInt32Array::from(sooner)];
    let with = with
        .iter()
        .map(|places| at(values, places))
        .collect::<Result<Vec<_>>>()?;
    let signs = evaluate(compare, &with, &rows)?;
    Ok(signs.as_primitive::<Int32Type>().clone())
}

/// The places of the items in order, found by binary insertion: an item is only ever compared with
/// one that stood before it.
fn sorted(signs: &Int32Array, length: usize) -> Result<Vec<u32>> {
    let mut order: Vec<u32> = Vec::with_capacity(length);
    for item in 0..u32::try_from(length).unwrap_or_default() {
        let (mut from, mut to) = (0, order.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            let other = order.get(middle).copied().unwrap_or_default();
            let (later, sooner) = (item.max(other) as usize, item.min(other) as usize);
            let pair = later * later.saturating_sub(1) / 2 + sooner;
            if signs.is_null(pair) {
                return Err(WsError::sql(
                    "COMPARATOR_RETURNS_NULL",
                    "22004",
                    "The comparator has returned a NULL for a comparison.",
                )
                .into());
            }
            match signs.value(pair) < 0 {
                true => to = middle,
                false => from = middle + 1,
            }
        }
        order.insert(from, item);
    }
    Ok(order)
}
