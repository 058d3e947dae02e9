//! Failures of DataFusion, delta_kernel and Arrow as Databricks errors.

use arrow::error::ArrowError;
use datafusion::common::SchemaError;
use datafusion::error::DataFusionError;
use delta_kernel::KernelError;

use crate::error::WsError;

/// The error for a failed query.
pub(crate) fn of_datafusion(error: &DataFusionError) -> WsError {
    let root = error.find_root();
    // An error that the engine itself raised inside a plan is kept as it is.
    if let DataFusionError::External(inner) = root
        && let Some(error) = inner.downcast_ref::<WsError>()
    {
        return error.clone();
    }
    match root {
        DataFusionError::ArrowError(inner, _) => of_arrow(inner),
        DataFusionError::SchemaError(inner, _) => match inner.as_ref() {
            SchemaError::FieldNotFound { field, .. } => WsError::sql(
                "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
                "42703",
                format_args!(
                    "A column, variable, or function parameter with name `{}` cannot be resolved.",
                    field.name()
                ),
            ),
            SchemaError::AmbiguousReference { field } => WsError::sql(
                "AMBIGUOUS_REFERENCE",
                "42704",
                format_args!("Reference `{}` is ambiguous.", field.name()),
            ),
            other => WsError::sql("INVALID_QUERY", "42000", other),
        },
        DataFusionError::Plan(text) => WsError::sql("INVALID_QUERY", "42000", text),
        DataFusionError::NotImplemented(text) => WsError::unsupported(text),
        DataFusionError::Execution(text) if text.starts_with('[') => {
            let class = text
                .trim_start_matches('[')
                .split(']')
                .next()
                .unwrap_or("ERROR");
            WsError::sql(
                class,
                state_of(class),
                text.trim_start_matches(&format!("[{class}] ")),
            )
        }
        DataFusionError::ResourcesExhausted(text) => {
            WsError::sql("RESOURCE_EXHAUSTED", "54000", text)
        }
        other => WsError::sql("QUERY_EXECUTION_FAILED", "XX000", other),
    }
}

/// The SQLSTATE of the classes that the engine raises while rows are computed.
fn state_of(class: &str) -> &'static str {
    match class {
        "DIVIDE_BY_ZERO" => "22012",
        "ARITHMETIC_OVERFLOW" => "22003",
        _ => "XX000",
    }
}

/// The error for failed arithmetic or a failed cast.
pub(crate) fn of_arrow(error: &ArrowError) -> WsError {
    match error {
        ArrowError::DivideByZero => WsError::sql(
            "DIVIDE_BY_ZERO",
            "22012",
            "Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.",
        ),
        ArrowError::ArithmeticOverflow(text) => WsError::sql("ARITHMETIC_OVERFLOW", "22003", text),
        ArrowError::CastError(text) => WsError::sql("CAST_INVALID_INPUT", "22018", text),
        ArrowError::ExternalError(inner) => match inner.downcast_ref::<WsError>() {
            Some(error) => error.clone(),
            None => WsError::sql("QUERY_EXECUTION_FAILED", "XX000", inner),
        },
        other => WsError::sql("QUERY_EXECUTION_FAILED", "XX000", other),
    }
}

/// The error for a table that cannot be read.
pub(crate) fn of_kernel(table: &str, error: &KernelError) -> WsError {
    WsError::sql(
        "DELTA_TABLE_NOT_READABLE",
        "58030",
        format_args!("the Delta table at `{table}` cannot be read: {error}."),
    )
}

impl From<WsError> for DataFusionError {
    fn from(error: WsError) -> Self {
        Self::External(Box::new(error))
    }
}
