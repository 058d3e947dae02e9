//! The engine's own functions: those that DataFusion does not have, or answers otherwise than
//! Databricks.

mod collection;
mod hash;
mod number;
mod row;
mod rows;
mod sum;
mod text;
mod time;
mod value;
mod zip;

use std::sync::Arc;

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};

pub(super) use number::{multiply, remainder, whole_divide};
pub(super) use rows::{MakeRows, Makes};
pub(super) use value::to_text;

/// The scalar functions to register.
pub(super) fn scalars() -> Vec<Arc<ScalarUDF>> {
    let rows = [text::ENTRIES, time::ENTRIES].into_iter().flatten();
    let rows = rows.map(|entry| Arc::new(ScalarUDF::from(row::RowFunction::new(entry))));
    rows.chain(value::functions())
        .chain(collection::functions())
        .chain(number::functions())
        .chain([
            Arc::new(ScalarUDF::from(hash::Murmur3::new())),
            Arc::new(ScalarUDF::from(zip::ArraysZip::new())),
        ])
        .collect()
}

/// The aggregate functions to register.
pub(super) fn aggregates() -> Vec<Arc<AggregateUDF>> {
    vec![Arc::new(AggregateUDF::from(sum::CheckedSum::new()))]
}
