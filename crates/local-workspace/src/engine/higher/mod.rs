//! Functions that take lambdas: `transform`, `filter`, `aggregate` and the like.
//!
//! A lambda is evaluated once for all items of a batch of rows, whichever row they are of; the
//! columns that it takes from around it are repeated for each item of their row.

mod aggregate;
mod items;
mod lists;
mod maps;
mod sort;
mod types;

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, internal_err};
use datafusion::logical_expr::{
    ColumnarValue, HigherOrderFunctionArgs, HigherOrderReturnFieldArgs, HigherOrderSignature,
    HigherOrderUDF, HigherOrderUDFImpl, LambdaArgument, LambdaParametersProgress, ValueOrLambda,
    Volatility,
};

/// A function that takes lambdas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Verb {
    Transform,
    Filter,
    Exists,
    ForAll,
    Aggregate,
    ZipWith,
    SortBy,
    TransformKeys,
    TransformValues,
    MapFilter,
    MapZipWith,
}

const VERBS: &[Verb] = &[
    Verb::Transform,
    Verb::Filter,
    Verb::Exists,
    Verb::ForAll,
    Verb::Aggregate,
    Verb::ZipWith,
    Verb::SortBy,
    Verb::TransformKeys,
    Verb::TransformValues,
    Verb::MapFilter,
    Verb::MapZipWith,
];

/// The functions to register.
pub(super) fn functions() -> Vec<Arc<HigherOrderUDF>> {
    let one = |verb: &Verb| {
        Arc::new(HigherOrderUDF::new_from_impl(HigherOrder {
            verb: *verb,
            signature: HigherOrderSignature::variadic_any(Volatility::Immutable),
        }))
    };
    VERBS.iter().map(one).collect()
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct HigherOrder {
    verb: Verb,
    signature: HigherOrderSignature,
}

/// The arguments of a call, values and lambdas apart.
struct Given<'a> {
    values: Vec<ArrayRef>,
    lambdas: Vec<&'a LambdaArgument>,
    /// The type of the result.
    gives: &'a DataType,
}

impl HigherOrderUDFImpl for HigherOrder {
    fn name(&self) -> &str {
        match self.verb {
            Verb::Transform => "spark_transform",
            Verb::Filter => "spark_filter",
            Verb::Exists => "spark_exists",
            Verb::ForAll => "spark_forall",
            Verb::Aggregate => "spark_aggregate",
            Verb::ZipWith => "spark_zip_with",
            Verb::SortBy => "spark_array_sort_by",
            Verb::TransformKeys => "spark_transform_keys",
            Verb::TransformValues => "spark_transform_values",
            Verb::MapFilter => "spark_map_filter",
            Verb::MapZipWith => "spark_map_zip_with",
        }
    }

    fn signature(&self) -> &HigherOrderSignature {
        &self.signature
    }

    fn lambda_parameters(
        &self,
        _step: usize,
        fields: &[ValueOrLambda<FieldRef, Option<FieldRef>>],
    ) -> Result<LambdaParametersProgress> {
        let values: Vec<_> = fields
            .iter()
            .filter_map(|field| match field {
                ValueOrLambda::Value(field) => Some(field.data_type()),
                ValueOrLambda::Lambda(_) => None,
            })
            .collect();
        let parameter = |data_type| Arc::new(Field::new("", data_type, true));
        let parameters = types::parameters(self.verb, &values)?
            .into_iter()
            .map(|types| types.into_iter().map(parameter).collect());
        Ok(LambdaParametersProgress::Complete(parameters.collect()))
    }

    fn return_field_from_args(&self, args: HigherOrderReturnFieldArgs<'_>) -> Result<FieldRef> {
        let (mut values, mut lambdas) = (Vec::new(), Vec::new());
        for field in args.arg_fields {
            match field {
                ValueOrLambda::Value(field) => values.push(field.data_type()),
                ValueOrLambda::Lambda(field) => lambdas.push(field.data_type()),
            }
        }
        let gives = types::gives(self.verb, &values, &lambdas)?;
        Ok(Arc::new(Field::new("", gives, true)))
    }

    // What is behind a NULL is left out by the function itself, in maps too.
    fn clear_null_values(&self) -> bool {
        false
    }

    fn invoke_with_args(&self, args: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        let (mut values, mut lambdas) = (Vec::new(), Vec::new());
        for arg in &args.args {
            match arg {
                ValueOrLambda::Value(value) => values.push(value.to_array(args.number_rows)?),
                ValueOrLambda::Lambda(lambda) => lambdas.push(lambda),
            }
        }
        let given = Given {
            values,
            lambdas,
            gives: args.return_type(),
        };
        let array = match (self.verb, given.values.as_slice(), given.lambdas.as_slice()) {
            (Verb::Transform, [list], [body]) => lists::transform(list, body, given.gives)?,
            (Verb::Filter, [list], [keeps]) => lists::filter(list, keeps)?,
            (Verb::Exists, [list], [holds]) => lists::any(list, holds, true)?,
            (Verb::ForAll, [list], [holds]) => lists::any(list, holds, false)?,
            (Verb::ZipWith, [left, right], [body]) => lists::zip(left, right, body, given.gives)?,
            (Verb::Aggregate, [list, start], [merge, finish]) => {
                aggregate::aggregate(list, start, merge, finish, given.gives)?
            }
            (Verb::SortBy, [list], [compare]) => sort::by(list, compare)?,
            (Verb::TransformKeys, [map], [body]) => maps::keys(map, body, given.gives)?,
            (Verb::TransformValues, [map], [body]) => maps::values(map, body, given.gives)?,
            (Verb::MapFilter, [map], [keeps]) => maps::filter(map, keeps, given.gives)?,
            (Verb::MapZipWith, [left, right], [body]) => maps::zip(left, right, body, given.gives)?,
            _ => return internal_err!("`{}` has other arguments than planned", self.name()),
        };
        Ok(ColumnarValue::Array(array))
    }
}
