//! Functions that take lambdas: `transform`, `filter`, `aggregate` and the like.
//!
//! A lambda is evaluated once for all items of a batch of rows, whichever row they are of; the
//! columns that it takes from around it are repeated for each item of their row.

mod aggregate;
mod closed;
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
    HigherOrderUDF, HigherOrderUDFImpl, LambdaParametersProgress, ValueOrLambda, Volatility,
};

use self::closed::Lambda;
pub(super) use self::closed::close;

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
    values: &'a [ArrayRef],
    lambdas: Vec<Lambda<'a>>,
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

    fn invoke_with_args(&self, _args: HigherOrderFunctionArgs) -> Result<ColumnarValue> {
        internal_err!("the lambdas of `{}` were not closed", self.name())
    }
}

/// The value of a call.
fn run(verb: Verb, given: &Given<'_>) -> Result<ArrayRef> {
    let gives = given.gives;
    match (verb, given.values, given.lambdas.as_slice()) {
        (Verb::Transform, [list], [body]) => lists::transform(list, body, gives),
        (Verb::Filter, [list], [keeps]) => lists::filter(list, keeps),
        (Verb::Exists, [list], [holds]) => lists::any(list, holds, true),
        (Verb::ForAll, [list], [holds]) => lists::any(list, holds, false),
        (Verb::ZipWith, [left, right], [body]) => lists::zip(left, right, body, gives),
        (Verb::Aggregate, [list, start], [merge, finish]) => {
            aggregate::aggregate(list, start, merge, finish, gives)
        }
        (Verb::SortBy, [list], [compare]) => sort::by(list, compare),
        (Verb::TransformKeys, [map], [body]) => maps::keys(map, body, gives),
        (Verb::TransformValues, [map], [body]) => maps::values(map, body, gives),
        (Verb::MapFilter, [map], [keeps]) => maps::filter(map, keeps, gives),
        (Verb::MapZipWith, [left, right], [body]) => maps::zip(left, right, body, gives),
        _ => internal_err!("`{verb:?}` has other arguments than planned"),
    }
}
