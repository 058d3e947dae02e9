//! `arrays_zip`: arrays side by side.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, StructArray, UInt32Array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::engine::types::type_text;
use crate::error::WsError;

/// `arrays_zip(...)`, before each array the name that its items get.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct ArraysZip {
    signature: Signature,
}

impl ArraysZip {
    pub(super) fn new() -> Self {
        Self {
            signature: Signature::variadic_any(Volatility::Immutable),
        }
    }
}

fn fields(gives: &DataType) -> Result<&Fields> {
    match gives {
        DataType::List(item) => match item.data_type() {
            DataType::Struct(fields) => Ok(fields),
            other => exec_err!("a struct was planned, not {other}"),
        },
        other => exec_err!("a list was planned, not {other}"),
    }
}

impl ScalarUDFImpl for ArraysZip {
    fn name(&self) -> &str {
        "spark_arrays_zip"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        plan_err!("`arrays_zip` needs the names of its arguments")
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let names = args.scalar_arguments.iter().step_by(2);
        let arrays = args.arg_fields.iter().skip(1).step_by(2);
        let mut fields = Vec::new();
        for (name, array) in names.zip(arrays) {
            let Some(ScalarValue::Utf8(Some(name))) = name else {
                return plan_err!("`arrays_zip` needs the names of its arguments");
            };
            let DataType::List(item) = array.data_type() else {
                return Err(WsError::sql(
                    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
                    "42K09",
                    format_args!(
                        "Cannot resolve `arrays_zip` due to data type mismatch: it takes an ARRAY, however it was given {}.",
                        type_text(array.data_type()).to_uppercase()
                    ),
                )
                .into());
            };
            fields.push(Field::new(name, item.data_type().clone(), true));
        }
        let rows = DataType::Struct(fields.into());
        Ok(Arc::new(Field::new(
            self.name(),
            DataType::new_list(rows, true),
            true,
        )))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = args
            .args
            .iter()
            .skip(1)
            .step_by(2)
            .map(|arg| arg.to_array(args.number_rows))
            .collect::<Result<Vec<ArrayRef>>>()?;
        let lists: Vec<&ListArray> = arrays.iter().map(|array| array.as_list()).collect();
        let mut places: Vec<Vec<Option<u32>>> = vec![Vec::new(); lists.len()];
        let (mut lengths, mut valid) = (Vec::new(), Vec::new());
        for row in 0..args.number_rows {
            let known = lists.iter().all(|list| list.is_valid(row));
            let longest = lists.iter().map(|list| length(list, row)).max();
            let count = longest.filter(|_| known).unwrap_or_default();
            for (list, places) in lists.iter().zip(&mut places) {
                let first = list.value_offsets().get(row).copied().unwrap_or_default();
                let own = length(list, row);
                places.extend((0..count).map(|at| {
                    let at = i32::try_from(at).ok().filter(|_| at < own)?;
                    u32::try_from(first + at).ok()
                }));
            }
            lengths.push(count);
            valid.push(known);
        }
        let fields = fields(args.return_field.data_type())?;
        let columns = lists
            .iter()
            .zip(places)
            .map(|(list, places)| Ok(take(list.values(), &UInt32Array::from(places), None)?))
            .collect::<Result<Vec<_>>>()?;
        let rows = StructArray::try_new(fields.clone(), columns, None)?;
        let item = Field::new_list_field(rows.data_type().clone(), true);
        Ok(ColumnarValue::Array(Arc::new(ListArray::try_new(
            Arc::new(item),
            OffsetBuffer::from_lengths(lengths),
            Arc::new(rows),
            Some(NullBuffer::from(valid)),
        )?)))
    }
}

fn length(list: &ListArray, row: usize) -> usize {
    usize::try_from(list.value_length(row)).unwrap_or_default()
}
