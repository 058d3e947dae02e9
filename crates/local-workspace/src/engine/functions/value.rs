//! Functions of values of any type: their text, the name of their type.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, TimestampMicrosecondType,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use crate::engine::error::of_arrow;
use crate::engine::text::{date, double, single};
use crate::engine::types::type_text;
use crate::error::{WsError, WsResult};

/// The functions to register.
pub(super) fn functions() -> Vec<Arc<ScalarUDF>> {
    vec![
        Arc::new(ToText::new().into()),
        Arc::new(TypeOf::new().into()),
    ]
}

/// `CAST(expr AS STRING)`.
pub(in crate::engine) fn to_text(expr: Expr) -> Expr {
    ScalarUDF::from(ToText::new()).call(vec![expr])
}

/// `CAST(... AS STRING)`, as Databricks writes values.
#[derive(Debug, PartialEq, Eq, Hash)]
struct ToText {
    signature: Signature,
}

impl ToText {
    fn new() -> Self {
        Self {
            signature: Signature::any(1, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for ToText {
    fn name(&self) -> &str {
        "spark_string"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let Some(array) = arrays.first() else {
            return Ok(ColumnarValue::Scalar(ScalarValue::Utf8(None)));
        };
        if *array.data_type() == DataType::Utf8 {
            return Ok(ColumnarValue::Array(Arc::clone(array)));
        }
        let texts = (0..array.len())
            .map(
                |row| match array.is_null(row) || array.data_type().is_null() {
                    true => Ok(None),
                    false => shown(array, row).map(Some),
                },
            )
            .collect::<WsResult<StringArray>>()?;
        Ok(ColumnarValue::Array(Arc::new(texts)))
    }
}

/// A value as a cast to STRING writes it.
pub(super) fn shown(array: &ArrayRef, row: usize) -> WsResult<String> {
    let inner = |array: &ArrayRef, row: usize| match array.is_null(row) {
        true => Ok("null".to_owned()),
        false => shown(array, row),
    };
    Ok(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Float32 => single(array.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => double(array.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Binary => {
            String::from_utf8_lossy(array.as_binary::<i32>().value(row)).into_owned()
        }
        DataType::Date32 => date(array.as_primitive::<Date32Type>().value(row)).unwrap_or_default(),
        DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, _) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            let instant = jiff::Timestamp::from_microsecond(micros).map_err(WsError::internal)?;
            let time = instant.to_zoned(jiff::tz::TimeZone::UTC).datetime();
            let fraction = format!("{:06}", time.subsec_nanosecond() / 1000);
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{}{point}{fraction}", time.strftime("%Y-%m-%d %H:%M:%S"))
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            let items = (0..items.len())
                .map(|item| inner(&items, item))
                .collect::<WsResult<Vec<_>>>()?;
            format!("[{}]", items.join(", "))
        }
        DataType::Struct(_) => {
            let parts = array
                .as_struct()
                .columns()
                .iter()
                .map(|column| inner(column, row));
            format!("{{{}}}", parts.collect::<WsResult<Vec<_>>>()?.join(", "))
        }
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            let pair = |at: usize| -> WsResult<String> {
                Ok(format!(
                    "{} -> {}",
                    inner(entries.column(0), at)?,
                    inner(entries.column(1), at)?
                ))
            };
            let pairs = (0..entries.len()).map(pair).collect::<WsResult<Vec<_>>>()?;
            format!("{{{}}}", pairs.join(", "))
        }
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt64
        | DataType::UInt32
        | DataType::LargeUtf8
        | DataType::Utf8View => {
            let options = FormatOptions::default();
            let formatter = ArrayFormatter::try_new(array.as_ref(), &options)
                .map_err(|error| of_arrow(&error))?;
            formatter.value(row).to_string()
        }
        other => {
            return Err(WsError::unsupported(format_args!(
                "a cast of {} to STRING",
                type_text(other)
            )));
        }
    })
}

/// `typeof(...)`.
#[derive(Debug, PartialEq, Eq, Hash)]
struct TypeOf {
    signature: Signature,
}

impl TypeOf {
    fn new() -> Self {
        Self {
            signature: Signature::any(1, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for TypeOf {
    fn name(&self) -> &str {
        "typeof"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let shown = args
            .arg_fields
            .first()
            .map(|field| type_text(field.data_type()));
        Ok(ColumnarValue::Scalar(ScalarValue::Utf8(shown)))
    }
}
