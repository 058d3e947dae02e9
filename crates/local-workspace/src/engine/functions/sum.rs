//! `sum(...)` of whole numbers, which fails where DataFusion's wraps around.

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, FieldRef, Int64Type};
use datafusion::common::{Result, ScalarValue};
use datafusion::functions_aggregate::sum::Sum;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature};

use crate::error::WsError;

/// `sum`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CheckedSum {
    inner: Sum,
}

impl CheckedSum {
    pub(super) fn new() -> Self {
        Self { inner: Sum::new() }
    }
}

impl AggregateUDFImpl for CheckedSum {
    fn name(&self) -> &str {
        "sum"
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        self.inner.state_fields(args)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        match args.return_field.data_type() {
            DataType::Int64 if !args.is_distinct => Ok(Box::new(Checked::default())),
            _ => self.inner.accumulator(args),
        }
    }
}

/// A sum that knows when it is too large.
#[derive(Debug, Default)]
struct Checked {
    sum: i64,
    /// How many values are in it: none gives NULL.
    count: i64,
}

fn numbers(columns: &[ArrayRef]) -> impl Iterator<Item = i64> {
    let first = columns
        .first()
        .map(|column| column.as_primitive::<Int64Type>().clone());
    first
        .into_iter()
        .flat_map(|column| column.iter().flatten().collect::<Vec<_>>())
}

fn overflow() -> WsError {
    WsError::sql(
        "ARITHMETIC_OVERFLOW",
        "22003",
        "long overflow. Use `try_sum` to tolerate overflow and return NULL instead.",
    )
}

impl Accumulator for Checked {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for number in numbers(values) {
            self.sum = self.sum.checked_add(number).ok_or_else(overflow)?;
            self.count += 1;
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for number in numbers(values) {
            self.sum = self.sum.checked_sub(number).ok_or_else(overflow)?;
            self.count -= 1;
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Int64((self.count > 0).then_some(self.sum)))
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }
}
