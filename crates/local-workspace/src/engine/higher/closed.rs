//! Calls whose lambdas are closed: what a lambda takes from around it is an argument of the call.
//!
//! DataFusion numbers the parameters of a lambda after the columns of the rows around it, and loses
//! them when an optimization puts the call over other rows. A closed call is an ordinary function
//! to it, and its lambdas are expressions over a row of their own.

use std::any::Any;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt64Array};
use arrow::compute::take_arrays;
use arrow::datatypes::{DataType, Field};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, Result, internal_err};
use datafusion::execution::context::ExecutionProps;
use datafusion::logical_expr::expr::{HigherOrderFunction, ScalarFunction};
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ExprSchemable, HigherOrderUDFImpl, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, Volatility,
};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::{PhysicalExpr, create_physical_expr};

use super::items::fit;
use super::{Given, HigherOrder, Verb, run, types};

/// A call with lambdas as one with closed lambdas; another expression as it is.
///
/// The lambdas inside its own are closed already.
///
/// # Errors
/// When a type cannot be told.
pub(in crate::engine) fn close(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let Expr::HigherOrderFunction(HigherOrderFunction { func, args }) = &expr else {
        return Ok(Transformed::no(expr));
    };
    let inner: &dyn Any = func.inner().as_ref();
    let Some(own) = inner.downcast_ref::<HigherOrder>() else {
        return Ok(Transformed::no(expr));
    };
    let gives = expr.get_type(schema)?;
    let (mut values, mut lambdas) = (Vec::new(), Vec::new());
    for arg in args {
        match arg {
            Expr::Lambda(lambda) => lambdas.push(lambda),
            value => values.push(value.clone()),
        }
    }
    let types = values
        .iter()
        .map(|value| value.get_type(schema))
        .collect::<Result<Vec<_>>>()?;
    let parameters = types::parameters(own.verb, &types.iter().collect::<Vec<_>>())?;
    let mut captured = Vec::new();
    let mut bodies = Vec::new();
    for (lambda, types) in lambdas.iter().zip(parameters) {
        let body = of_own_row(lambda.body.as_ref().clone(), &lambda.params, &mut captured)?;
        let types = lambda.params.iter().cloned().zip(types);
        bodies.push((body, types.collect::<Vec<_>>()));
    }
    let mut fields = Vec::new();
    for (place, expr) in captured.iter().enumerate() {
        fields.push(Field::new(name(place), expr.get_type(schema)?, true));
    }
    let closed = bodies.into_iter().map(|(body, parameters)| {
        let own = parameters.into_iter();
        let own = own.map(|(name, data_type)| Field::new(name, data_type, true));
        let fields: Vec<Field> = fields.iter().cloned().chain(own).collect();
        Ok(Closed {
            schema: DFSchema::from_unqualified_fields(fields.into(), Default::default())?,
            body,
            compiled: OnceLock::new(),
        })
    });
    let call = Call::new(own, closed.collect::<Result<_>>()?, values.len(), gives);
    values.extend(captured);
    let call = ScalarFunction::new_udf(Arc::new(ScalarUDF::from(call)), values);
    Ok(Transformed::yes(Expr::ScalarFunction(call)))
}

/// What is taken from around a lambda is called so inside it. No name of a user's text begins so.
fn name(place: usize) -> String {
    format!("\u{1}around{place}")
}

/// A body over a row of what it takes from around and its parameters.
fn of_own_row(body: Expr, params: &[String], captured: &mut Vec<Expr>) -> Result<Expr> {
    let own = |name: &str| Transformed::yes(Expr::Column(Column::from_name(name)));
    let mut take = |expr: Expr| {
        let place = captured.iter().position(|known| *known == expr);
        let place = place.unwrap_or_else(|| {
            captured.push(expr);
            captured.len() - 1
        });
        own(&name(place))
    };
    let changed = body.transform_down(|expr| {
        Ok(match expr {
            Expr::LambdaVariable(variable) if params.contains(&variable.name) => {
                own(&variable.name)
            }
            Expr::LambdaVariable(_) | Expr::Column(_) | Expr::OuterReferenceColumn(..) => {
                take(expr)
            }
            // The time of the statement, which only the plan around knows.
            Expr::ScalarFunction(ref call)
                if call.args.is_empty()
                    && call.func.signature().volatility == Volatility::Stable =>
            {
                take(expr)
            }
            expr => Transformed::no(expr),
        })
    })?;
    Ok(changed.data)
}

/// A lambda over a row of its own: what it takes from around, then its parameters.
#[derive(Debug)]
pub(super) struct Closed {
    schema: DFSchema,
    body: Expr,
    compiled: OnceLock<Arc<dyn PhysicalExpr>>,
}

/// A closed lambda, with what it takes from around for each row of a batch.
pub(super) struct Lambda<'a> {
    closed: &'a Closed,
    captured: &'a [ArrayRef],
    config: &'a Arc<ConfigOptions>,
}

impl Lambda<'_> {
    /// Its values for parameters that belong to these rows of the batch.
    ///
    /// # Errors
    /// When it fails for one.
    pub(super) fn evaluate(&self, with: &[ArrayRef], rows: &UInt64Array) -> Result<ColumnarValue> {
        let schema = &self.closed.schema;
        let compiled = match self.closed.compiled.get() {
            Some(compiled) => compiled,
            None => {
                let expr = self.compile()?;
                self.closed.compiled.get_or_init(|| expr)
            }
        };
        let columns = take_arrays(self.captured, rows, None)?;
        let columns = columns.into_iter().chain(with.iter().cloned());
        // A lambda may have fewer parameters than it could.
        let columns = schema
            .fields()
            .iter()
            .zip(columns)
            .map(|(field, column)| fit(column, field.data_type()))
            .collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let schema = Arc::clone(schema.inner());
        let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
        compiled.evaluate(&batch)
    }

    fn compile(&self) -> Result<Arc<dyn PhysicalExpr>> {
        let Closed { schema, body, .. } = self.closed;
        let simplify = SimplifyContext::builder()
            .with_schema(Arc::new(schema.clone()))
            .with_config_options(Arc::clone(self.config))
            .build();
        // Some functions can only be planned once they are simplified to what they stand for.
        let body = ExprSimplifier::new(simplify).simplify(body.clone())?;
        let mut props = ExecutionProps::new();
        props.config_options = Some(Arc::clone(self.config));
        create_physical_expr(&body, schema, &props, &PhysicalPlanningContext::default())
    }
}

impl PartialEq for Closed {
    fn eq(&self, other: &Self) -> bool {
        self.schema == other.schema && self.body == other.body
    }
}

impl Eq for Closed {}

impl Hash for Closed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.body.hash(state);
    }
}

/// A function with its lambdas. Its arguments are the values, then what the lambdas take.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Call {
    /// Tells calls apart that differ in their lambdas alone.
    name: String,
    verb: Verb,
    lambdas: Vec<Closed>,
    values: usize,
    gives: DataType,
    signature: Signature,
}

impl Call {
    fn new(of: &HigherOrder, lambdas: Vec<Closed>, values: usize, gives: DataType) -> Self {
        let mut hasher = DefaultHasher::new();
        lambdas.hash(&mut hasher);
        Self {
            name: format!("{}_{:x}", of.name(), hasher.finish()),
            verb: of.verb,
            lambdas,
            values,
            gives,
            signature: Signature::variadic_any(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for Call {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        Ok(self.gives.clone())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = args
            .args
            .iter()
            .map(|arg| arg.to_array(args.number_rows))
            .collect::<Result<Vec<_>>>()?;
        let Some((values, captured)) = arrays.split_at_checked(self.values) else {
            return internal_err!("`{}` has other arguments than planned", self.name);
        };
        let config = &args.config_options;
        let lambda = |closed| Lambda {
            closed,
            captured,
            config,
        };
        let given = Given {
            values,
            lambdas: self.lambdas.iter().map(lambda).collect(),
            gives: &self.gives,
        };
        run(self.verb, &given).map(ColumnarValue::Array)
    }
}
