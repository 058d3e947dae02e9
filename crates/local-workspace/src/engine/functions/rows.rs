//! What a generator makes of its arguments: for each row a list of the rows that it makes.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, ListArray, StructArray, new_null_array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::{interleave, nullif};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::engine::types::type_text;
use crate::error::WsError;

/// How rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::engine) enum Makes {
    /// A row for each item of an array or entry of a map.
    Explode,
    /// The same, with the place of each.
    PosExplode,
    /// A row for each struct of an array.
    Inline,
    /// As many rows as this from the values given, first row first.
    Stack(usize),
}

/// The function whose value is a list of rows, each a struct.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in crate::engine) struct MakeRows {
    makes: Makes,
    signature: Signature,
}

impl MakeRows {
    pub(in crate::engine) fn new(makes: Makes) -> Self {
        Self {
            makes,
            signature: Signature::variadic_any(Volatility::Immutable),
        }
    }
}

fn unexpected(name: &str, wanted: &str, given: &[DataType]) -> WsError {
    let given: Vec<_> = given
        .iter()
        .map(|one| type_text(one).to_uppercase())
        .collect();
    WsError::sql(
        "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
        "42K09",
        format_args!(
            "Cannot resolve `{name}` due to data type mismatch: it takes {wanted}, however it was given ({}).",
            given.join(", ")
        ),
    )
}

/// Key and value of a map.
fn entry(entries: &Field) -> Option<(&Field, &Field)> {
    match entries.data_type() {
        DataType::Struct(fields) => match fields.as_ref() {
            [key, value] => Some((key, value)),
            _ => None,
        },
        _ => None,
    }
}

fn place() -> Field {
    Field::new("pos", DataType::Int32, false)
}

impl MakeRows {
    /// The columns of the rows that it makes of arguments of these types.
    ///
    /// # Errors
    /// When it takes other types.
    pub(in crate::engine) fn columns(&self, types: &[DataType]) -> Result<Fields> {
        let name = self.name();
        let mut columns = match self.makes {
            Makes::PosExplode => vec![place()],
            _ => Vec::new(),
        };
        match (self.makes, types) {
            (Makes::Explode | Makes::PosExplode, [DataType::List(item)]) => {
                columns.push(Field::new("col", item.data_type().clone(), true));
            }
            (Makes::Explode | Makes::PosExplode, [DataType::Map(entries, _)]) => {
                let (key, value) =
                    entry(entries).ok_or_else(|| exec_datafusion_err!("a map without entries"))?;
                columns.push(Field::new("key", key.data_type().clone(), true));
                columns.push(Field::new("value", value.data_type().clone(), true));
            }
            (Makes::Explode | Makes::PosExplode, _) => {
                return Err(unexpected(name, "one ARRAY or MAP", types).into());
            }
            (Makes::Inline, [DataType::List(item)]) => match item.data_type() {
                DataType::Struct(fields) => {
                    let nullable = |field: &Arc<Field>| field.as_ref().clone().with_nullable(true);
                    columns.extend(fields.iter().map(nullable));
                }
                _ => return Err(unexpected(name, "an ARRAY of STRUCT", types).into()),
            },
            (Makes::Inline, _) => {
                return Err(unexpected(name, "an ARRAY of STRUCT", types).into());
            }
            (Makes::Stack(rows), types) => {
                for column in 0..types.len().div_ceil(rows) {
                    let data_type = stacked(types, column, types.len().div_ceil(rows))?;
                    columns.push(Field::new(format!("col{column}"), data_type, true));
                }
            }
        }
        Ok(columns.into())
    }
}

/// The type of one column of `stack`: that of all its values.
fn stacked(types: &[DataType], column: usize, columns: usize) -> Result<DataType> {
    let mut known = DataType::Null;
    for data_type in types.iter().skip(column).step_by(columns) {
        if data_type.is_null() || *data_type == known {
            continue;
        }
        if !known.is_null() {
            return Err(WsError::sql(
                "DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES",
                "42K09",
                format_args!(
                    "Cannot resolve `stack` due to data type mismatch: the column ({column}) has values of {} and of {}.",
                    type_text(&known).to_uppercase(),
                    type_text(data_type).to_uppercase()
                ),
            )
            .into());
        }
        known = data_type.clone();
    }
    Ok(known)
}

impl ScalarUDFImpl for MakeRows {
    fn name(&self) -> &str {
        match self.makes {
            Makes::Explode => "explode",
            Makes::PosExplode => "posexplode",
            Makes::Inline => "inline",
            Makes::Stack(_) => "stack",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        let rows = DataType::Struct(self.columns(types)?);
        Ok(DataType::new_list(rows, true))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = args
            .args
            .iter()
            .map(|arg| arg.to_array(args.number_rows))
            .collect::<Result<Vec<_>>>()?;
        let types: Vec<_> = arrays
            .iter()
            .map(|array| array.data_type().clone())
            .collect();
        let fields = self.columns(&types)?;
        let list = match (self.makes, arrays.as_slice()) {
            (Makes::Stack(rows), arrays) => stack(arrays, rows, fields, args.number_rows)?,
            (makes, [array]) => exploded(makes, array, fields)?,
            _ => return Err(unexpected(self.name(), "one argument", &types).into()),
        };
        Ok(ColumnarValue::Array(Arc::new(list)))
    }
}

fn exploded(makes: Makes, array: &ArrayRef, fields: Fields) -> Result<ListArray> {
    let (offsets, nulls, mut values) = match array.data_type() {
        DataType::Map(..) => {
            let map = array.as_map();
            let values = vec![Arc::clone(map.keys()), Arc::clone(map.values())];
            (map.offsets().clone(), map.nulls().cloned(), values)
        }
        _ => {
            let list = array.as_list::<i32>();
            let values = match makes {
                Makes::Inline => shown(list.values().as_struct())?,
                _ => vec![Arc::clone(list.values())],
            };
            (list.offsets().clone(), list.nulls().cloned(), values)
        }
    };
    if makes == Makes::PosExplode {
        let count = values.first().map_or(0, |values| values.len());
        values.insert(0, Arc::new(places(&offsets, count)));
    }
    lists(fields, values, offsets, nulls)
}

/// The fields of structs; NULL where the struct is.
fn shown(structs: &StructArray) -> Result<Vec<ArrayRef>> {
    let Some(nulls) = structs.nulls() else {
        return Ok(structs.columns().to_vec());
    };
    let missing = arrow::array::BooleanArray::new(!nulls.inner(), None);
    let columns = structs.columns().iter();
    Ok(columns
        .map(|column| nullif(column, &missing))
        .collect::<std::result::Result<_, _>>()?)
}

/// The place of each item in its list.
fn places(offsets: &OffsetBuffer<i32>, count: usize) -> Int32Array {
    let first = offsets.first().copied().unwrap_or_default();
    let mut places: Vec<i32> = (0..first).collect();
    for length in offsets.lengths() {
        places.extend(0..i32::try_from(length).unwrap_or(i32::MAX));
    }
    places.resize(count, 0);
    places.into()
}

fn lists(
    fields: Fields,
    values: Vec<ArrayRef>,
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
) -> Result<ListArray> {
    let rows = StructArray::try_new(fields, values, None)?;
    let item = Field::new_list_field(rows.data_type().clone(), true);
    Ok(ListArray::try_new(
        Arc::new(item),
        offsets,
        Arc::new(rows),
        nulls,
    )?)
}

fn stack(arrays: &[ArrayRef], rows: usize, fields: Fields, count: usize) -> Result<ListArray> {
    let columns = fields.len();
    let mut values = Vec::with_capacity(columns);
    for (column, field) in fields.iter().enumerate() {
        let missing = new_null_array(field.data_type(), count);
        let cells: Vec<&dyn Array> = (0..rows)
            .map(|row| match arrays.get(row * columns + column) {
                Some(given) if !given.data_type().is_null() => given.as_ref(),
                _ => missing.as_ref(),
            })
            .collect();
        let order: Vec<_> = (0..count)
            .flat_map(|at| (0..rows).map(move |row| (row, at)))
            .collect();
        values.push(interleave(&cells, &order)?);
    }
    let offsets = OffsetBuffer::from_repeated_length(rows, count);
    lists(fields, values, offsets, None)
}
