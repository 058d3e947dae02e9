//! The items of all lists of a batch, side by side, and lambdas over them.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, UInt32Array, UInt64Array, new_empty_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{cast, take, take_arrays};
use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err};

use super::closed::Lambda;

/// The lists or maps of a batch, without what is behind a NULL.
pub(super) struct Items {
    /// Where the items of each row are.
    pub(super) offsets: OffsetBuffer<i32>,
    /// Which rows are NULL.
    pub(super) nulls: Option<NullBuffer>,
    /// The items; keys and values for maps.
    pub(super) columns: Vec<ArrayRef>,
    /// The row of each item.
    pub(super) rows: UInt64Array,
}

impl Items {
    /// Those of lists or maps.
    ///
    /// # Errors
    /// When the array is neither.
    pub(super) fn of(array: &ArrayRef) -> Result<Self> {
        let (offsets, columns) = match array.data_type() {
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                (list.offsets(), vec![list.values().clone()])
            }
            DataType::Map(..) => {
                let map = array.as_map();
                (
                    map.offsets(),
                    vec![map.keys().clone(), map.values().clone()],
                )
            }
            other => return exec_err!("a list or map was planned, not {other}"),
        };
        let (mut indices, mut rows, mut lengths) = (Vec::new(), Vec::new(), Vec::new());
        let mut from = offsets.first().copied().unwrap_or_default();
        for (row, length) in offsets.lengths().enumerate() {
            let to = from + i32::try_from(length).unwrap_or(i32::MAX);
            let length = match array.is_null(row) {
                true => 0,
                false => length,
            };
            lengths.push(length);
            if length > 0 {
                indices.extend((from..to).map(|at| u64::try_from(at).unwrap_or_default()));
                rows.extend(std::iter::repeat_n(row as u64, length));
            }
            from = to;
        }
        let whole = columns
            .first()
            .is_some_and(|column| column.len() == indices.len());
        let columns = match whole {
            true => columns,
            false => take_arrays(&columns, &UInt64Array::from(indices), None)?,
        };
        Ok(Self {
            offsets: OffsetBuffer::from_lengths(lengths),
            nulls: array.nulls().cloned(),
            columns,
            rows: rows.into(),
        })
    }

    /// How many items there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The items of a row.
    pub(super) fn range(&self, row: usize) -> std::ops::Range<usize> {
        let at = |row: usize| {
            let offset = self.offsets.get(row).copied().unwrap_or_default();
            usize::try_from(offset).unwrap_or_default()
        };
        at(row)..at(row + 1)
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether a row is NULL.
    pub(super) fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }

    /// The value of a lambda for each item, which it takes with these parameters.
    ///
    /// # Errors
    /// When the lambda fails for an item.
    pub(super) fn map(&self, lambda: &Lambda<'_>, with: &[ArrayRef]) -> Result<ArrayRef> {
        evaluate(lambda, with, &self.rows)
    }

    /// The items for which a condition holds: by the place of each, and how many of each row.
    pub(super) fn kept(&self, holds: &BooleanArray) -> (UInt32Array, OffsetBuffer<i32>) {
        let (mut kept, mut lengths) = (Vec::new(), Vec::new());
        for row in 0..self.count() {
            let before = kept.len();
            let keeps = self
                .range(row)
                .filter(|at| holds.is_valid(*at) && holds.value(*at));
            kept.extend(keeps.map(|at| u32::try_from(at).unwrap_or(u32::MAX)));
            lengths.push(kept.len() - before);
        }
        (kept.into(), OffsetBuffer::from_lengths(lengths))
    }
}

/// The values of a lambda for parameters that belong to these rows of the batch around it.
///
/// # Errors
/// When the lambda fails for one.
pub(super) fn evaluate(
    lambda: &Lambda<'_>,
    with: &[ArrayRef],
    rows: &UInt64Array,
) -> Result<ArrayRef> {
    let value = lambda.evaluate(with, rows)?;
    let array = value.into_array(rows.len())?;
    // A function of constants may answer once for all.
    if array.len() == rows.len() {
        return Ok(array);
    }
    if rows.is_empty() {
        return Ok(new_empty_array(array.data_type()));
    }
    ScalarValue::try_from_array(&array, 0)?.to_array_of_size(rows.len())
}

/// The array as the type that was planned, from which it may differ in what may be NULL.
///
/// # Errors
/// When it is of another type.
pub(super) fn fit(array: ArrayRef, data_type: &DataType) -> Result<ArrayRef> {
    if array.data_type() == data_type {
        return Ok(array);
    }
    Ok(cast(&array, data_type)?)
}

/// A condition, which a lambda that is always NULL gives without a type.
///
/// # Errors
/// When it is none.
pub(super) fn condition(array: &ArrayRef) -> Result<BooleanArray> {
    Ok(cast(array, &DataType::Boolean)?.as_boolean().clone())
}

/// The values at these places; NULL where there is none.
///
/// # Errors
/// When a place is beyond the end, which is a bug.
pub(super) fn at(array: &ArrayRef, places: &UInt32Array) -> Result<ArrayRef> {
    Ok(take(array, places, None)?)
}
