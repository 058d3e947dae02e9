//! `aggregate` and `reduce`.

use std::cmp::Reverse;

use arrow::array::{Array, ArrayRef, UInt32Array, UInt64Array};
use arrow::compute::{concat, take};
use arrow::datatypes::DataType;
use datafusion::common::Result;

use super::closed::Lambda;
use super::items::{Items, at, evaluate, fit};
use super::types::loose;

/// What the lambdas make of the items of each list, one after the other.
///
/// The lists go in step: the first items of all, then the second ones. The longest come first, so
/// that those that have come to their end are always the last.
pub(super) fn aggregate(
    array: &ArrayRef,
    start: &ArrayRef,
    merge: &Lambda<'_>,
    finish: &Lambda<'_>,
    gives: &DataType,
) -> Result<ArrayRef> {
    let items = Items::of(array)?;
    let mut rows: Vec<usize> = (0..items.count())
        .filter(|row| !items.is_null(*row))
        .collect();
    rows.sort_by_key(|row| Reverse(items.range(*row).len()));
    let taken: UInt64Array = rows.iter().map(|row| *row as u64).collect();
    let carried = loose(start.data_type());
    let mut sum = fit(take(start, &taken, None)?, &carried)?;
    let mut ended: Vec<ArrayRef> = Vec::new();
    let longest = rows.first().map_or(0, |row| items.range(*row).len());
    for step in 0..longest {
        let going = rows.partition_point(|row| items.range(*row).len() > step);
        if going < sum.len() {
            ended.push(sum.slice(going, sum.len() - going));
            sum = sum.slice(0, going);
        }
        let places = rows.iter().take(going).map(|row| {
            let place = items.range(*row).start + step;
            u32::try_from(place).unwrap_or(u32::MAX)
        });
        let places = UInt32Array::from_iter_values(places);
        let mut with = vec![sum];
        for column in &items.columns {
            with.push(at(column, &places)?);
        }
        sum = fit(evaluate(merge, &with, &taken.slice(0, going))?, &carried)?;
    }
    ended.push(sum);
    let in_order: Vec<&dyn Array> = ended.iter().rev().map(AsRef::as_ref).collect();
    let sums = concat(&in_order)?;
    let finished = fit(evaluate(finish, &[sums], &taken)?, gives)?;
    let mut places: Vec<Option<u32>> = vec![None; items.count()];
    for (place, row) in (0..).zip(&rows) {
        if let Some(slot) = places.get_mut(*row) {
            *slot = Some(place);
        }
    }
    at(&finished, &places.into())
}
