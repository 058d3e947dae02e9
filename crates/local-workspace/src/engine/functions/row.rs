//! Functions that are written row by row: what they take, what they give, and the loop around.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType,
};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::error::WsError;

/// What an argument is cast to before the function sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Takes {
    Text,
    Long,
    Double,
    Bytes,
    Date,
    Time,
}

/// A value of a row.
#[derive(Debug, Clone)]
pub(super) enum Gives {
    Null,
    Text(String),
    Int(i32),
    Long(i64),
    Double(f64),
    Bytes(Vec<u8>),
    Date(i32),
    Time(i64),
    Texts(Vec<Option<String>>),
}

/// The arguments in one row.
pub(super) struct Row<'a> {
    columns: &'a [ArrayRef],
    row: usize,
}

impl Row<'_> {
    /// How many arguments were given.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    fn column(&self, place: usize) -> Option<&ArrayRef> {
        self.columns
            .get(place)
            .filter(|column| !column.is_null(self.row))
    }

    pub(super) fn text(&self, place: usize) -> Option<&str> {
        self.column(place)
            .map(|column| column.as_string::<i32>().value(self.row))
    }

    pub(super) fn long(&self, place: usize) -> Option<i64> {
        self.column(place)
            .map(|column| column.as_primitive::<Int64Type>().value(self.row))
    }

    pub(super) fn double(&self, place: usize) -> Option<f64> {
        self.column(place)
            .map(|column| column.as_primitive::<Float64Type>().value(self.row))
    }

    pub(super) fn bytes(&self, place: usize) -> Option<&[u8]> {
        self.column(place)
            .map(|column| column.as_binary::<i32>().value(self.row))
    }

    pub(super) fn date(&self, place: usize) -> Option<i32> {
        self.column(place)
            .map(|column| column.as_primitive::<Date32Type>().value(self.row))
    }

    pub(super) fn time(&self, place: usize) -> Option<i64> {
        self.column(place).map(|column| {
            column
                .as_primitive::<TimestampMicrosecondType>()
                .value(self.row)
        })
    }
}

/// One function; NULL if any argument is NULL.
pub(super) struct Entry {
    /// Its name.
    pub(super) name: &'static str,
    /// Its arguments; the last `optional` may be left out.
    pub(super) takes: &'static [Takes],
    /// How many may be left out.
    pub(super) optional: usize,
    /// Its type.
    pub(super) gives: fn() -> DataType,
    /// Its value where no argument is NULL.
    pub(super) value: fn(&Row<'_>) -> std::result::Result<Gives, WsError>,
}

/// The type TIMESTAMP.
pub(super) fn timestamp() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn arrow(takes: Takes) -> DataType {
    match takes {
        Takes::Text => DataType::Utf8,
        Takes::Long => DataType::Int64,
        Takes::Double => DataType::Float64,
        Takes::Bytes => DataType::Binary,
        Takes::Date => DataType::Date32,
        Takes::Time => timestamp(),
    }
}

/// Whether Databricks casts a value of this type to what the function takes by itself.
fn fits(given: &DataType, takes: Takes) -> bool {
    let text = matches!(
        given,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    );
    match takes {
        _ if given.is_null() => true,
        // Other types are formatted otherwise by Arrow than by Databricks.
        Takes::Text => text || given.is_integer() || matches!(given, DataType::Decimal128(..)),
        Takes::Long => given.is_integer(),
        Takes::Double => given.is_numeric(),
        Takes::Bytes => text || matches!(given, DataType::Binary),
        Takes::Date => text || matches!(given, DataType::Date32 | DataType::Timestamp(..)),
        Takes::Time => text || matches!(given, DataType::Date32 | DataType::Timestamp(..)),
    }
}

/// An [`Entry`] as DataFusion wants it.
pub(super) struct RowFunction {
    entry: &'static Entry,
    signature: Signature,
}

impl RowFunction {
    pub(super) fn new(entry: &'static Entry) -> Self {
        Self {
            entry,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl std::fmt::Debug for RowFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.entry.name)
    }
}

impl PartialEq for RowFunction {
    fn eq(&self, other: &Self) -> bool {
        self.entry.name == other.entry.name
    }
}

impl Eq for RowFunction {}

impl std::hash::Hash for RowFunction {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.entry.name.hash(state);
    }
}

impl ScalarUDFImpl for RowFunction {
    fn name(&self) -> &str {
        self.entry.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let Entry {
            name,
            takes,
            optional,
            ..
        } = self.entry;
        if types.len() > takes.len() || types.len() < takes.len() - optional {
            return plan_err!(
                "`{name}` takes {} arguments, not {}",
                takes.len(),
                types.len()
            );
        }
        types
            .iter()
            .zip(*takes)
            .map(|(given, takes)| match fits(given, *takes) {
                true => Ok(arrow(*takes)),
                false => plan_err!("`{name}` does not take an argument of type {given}"),
            })
            .collect()
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok((self.entry.gives)())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let single = args
            .args
            .iter()
            .all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if single { 1 } else { args.number_rows };
        let columns = args
            .args
            .iter()
            .map(|arg| arg.to_array(rows))
            .collect::<Result<Vec<_>>>()?;
        let gives = (self.entry.gives)();
        let mut values = Vec::with_capacity(rows);
        for row in 0..rows {
            let value = match columns.iter().any(|column| column.is_null(row)) {
                true => Gives::Null,
                false => (self.entry.value)(&Row {
                    columns: &columns,
                    row,
                })?,
            };
            values.push(scalar(value, &gives)?);
        }
        if rows == 0 {
            return Ok(ColumnarValue::Array(arrow::array::new_empty_array(&gives)));
        }
        let array = ScalarValue::iter_to_array(values)?;
        if single {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &array, 0,
            )?));
        }
        Ok(ColumnarValue::Array(array))
    }
}

fn scalar(value: Gives, gives: &DataType) -> Result<ScalarValue> {
    Ok(match value {
        Gives::Null => ScalarValue::try_from(gives)?,
        Gives::Text(text) => ScalarValue::Utf8(Some(text)),
        Gives::Int(number) => ScalarValue::Int32(Some(number)),
        Gives::Long(number) => ScalarValue::Int64(Some(number)),
        Gives::Double(number) => ScalarValue::Float64(Some(number)),
        Gives::Bytes(bytes) => ScalarValue::Binary(Some(bytes)),
        Gives::Date(days) => ScalarValue::Date32(Some(days)),
        Gives::Time(micros) => {
            ScalarValue::TimestampMicrosecond(Some(micros), Some(Arc::from("UTC")))
        }
        Gives::Texts(texts) => {
            let texts: Vec<_> = texts.into_iter().map(ScalarValue::Utf8).collect();
            ScalarValue::List(ScalarValue::new_list_nullable(&texts, &DataType::Utf8))
        }
    })
}

/// A list of texts.
pub(super) fn texts() -> DataType {
    DataType::new_list(DataType::Utf8, true)
}
