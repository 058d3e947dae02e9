//! Running a query.

use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

use arrow::datatypes::{Field, Schema};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::Analyzer;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use datafusion::sql::parser::Statement as DfStatement;
use datafusion::sql::sqlparser::ast::Statement;
use datafusion_spark::all_default_scalar_functions;

use super::api::{Dependencies, OutputColumn, QueryOutput, Resolver};
use super::error::of_datafusion;
use super::gate::{CaseMap, Expander};
use super::planner::Operators;
use super::relations::Relations;
use super::rules::{CheckedIntegers, ClosedLambdas};
use super::types::type_text;
use super::yielding::YieldingJoins;
use super::{arithmetic, constants, functions, gate, higher};
use crate::error::{WsError, WsResult};

/// How much memory one query may use before it spills or fails, in bytes.
const MEMORY: usize = 4 << 30;

/// A query that was planned and can be run.
pub(crate) struct Planned {
    /// The plan.
    pub(crate) frame: DataFrame,
    case: CaseMap,
    /// What its text names.
    pub(crate) dependencies: Dependencies,
}

/// Plans a query.
///
/// # Errors
/// When the gate refuses it, a name is not found, or types do not fit.
pub(crate) async fn plan(sql: &str, resolver: &Arc<dyn Resolver>) -> WsResult<Planned> {
    let expanded = Expander::new().query(sql, resolver).await?;
    let gate::Expanded {
        query,
        tables,
        mut case,
        dependencies,
    } = expanded;
    let relations = Arc::new(Relations::default());
    let context = context(&relations)?;
    for (name, provider) in tables {
        context
            .register_table(name.as_str(), provider)
            .map_err(|error| of_datafusion(&error))?;
    }
    let statement = DfStatement::Statement(Box::new(Statement::Query(Box::new(query))));
    let plan = context
        .state()
        .statement_to_plan(statement)
        .await
        .map_err(|error| of_datafusion(&error))?;
    if let LogicalPlan::Ddl(_) | LogicalPlan::Dml(_) | LogicalPlan::Copy(_) = plan {
        return Err(WsError::internal("a query was planned as a change"));
    }
    let spelled = relations.spelled();
    spelled.iter().for_each(|name| case.column(name));
    let plan = constants::as_rows(plan).map_err(|error| of_datafusion(&error))?;
    let frame = DataFrame::new(context.state(), plan);
    Ok(Planned {
        frame,
        case,
        dependencies,
    })
}

impl Planned {
    /// The columns of the result, named as the query names them.
    pub(crate) fn schema(&self) -> WsResult<Arc<Schema>> {
        // Types are final only after analysis.
        let state = self.frame.clone().into_parts();
        let analyzed = state
            .0
            .analyzer()
            .execute_and_check(state.1, state.0.config_options(), |_, _| {})
            .map_err(|error| of_datafusion(&error))?;
        Ok(self.spelled(analyzed.schema().as_arrow()))
    }

    fn spelled(&self, schema: &Schema) -> Arc<Schema> {
        let fields = schema
            .fields()
            .iter()
            .map(|field| Arc::new(Field::clone(field).with_name(self.case.written(field.name()))));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// When a row cannot be computed: a division by zero, a cast that fails, a file that is gone.
    pub(crate) async fn collect(self) -> WsResult<QueryOutput> {
        let schema = self.schema()?;
        let batches = self
            .frame
            .collect()
            .await
            .map_err(|error| of_datafusion(&error))?;
        let columns = columns(&schema);
        Ok(QueryOutput { columns, batches })
    }
}

/// The columns of a result.
pub(super) fn columns(schema: &Schema) -> Vec<OutputColumn> {
    let column = |field: &Arc<Field>| OutputColumn {
        name: field.name().clone(),
        type_text: type_text(field.data_type()),
        nullable: field.is_nullable(),
    };
    schema.fields().iter().map(column).collect()
}

/// A context without tables: one for each query, so that nothing of one leaks into the next.
fn context(relations: &Arc<Relations>) -> WsResult<SessionContext> {
    let mut config = SessionConfig::new()
        .with_information_schema(false)
        .with_create_default_catalog_and_schema(true)
        .with_batch_size(8192)
        .with_target_partitions(available_parallelism().map_or(1, NonZero::get));
    let options = config.options_mut();
    options.sql_parser.parse_float_as_decimal = true;
    options.sql_parser.map_string_types_to_utf8view = false;
    options.sql_parser.enable_ident_normalization = true;
    "nulls_min".clone_into(&mut options.sql_parser.default_null_ordering);
    options.execution.time_zone = Some("UTC".to_owned());
    options.execution.parquet.schema_force_view_types = false;
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(MEMORY)))
        .build_arc()
        .map_err(|error| of_datafusion(&error))?;
    let mut rules = Analyzer::new().rules;
    rules.push(Arc::new(CheckedIntegers));
    rules.push(Arc::new(ClosedLambdas));
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_expr_planners(vec![Arc::new(Operators::new()?)])
        .with_relation_planners(vec![Arc::clone(relations) as _])
        .with_default_features()
        .with_analyzer_rules(rules)
        .with_physical_optimizer_rule(Arc::new(YieldingJoins))
        .build();
    let context = SessionContext::new_with_state(state);
    for function in all_default_scalar_functions() {
        context.register_udf(function.as_ref().clone());
    }
    // Spark's own `avg` there makes a DOUBLE of a DECIMAL.
    let aggregates = datafusion_spark::all_default_aggregate_functions().into_iter();
    for function in aggregates
        .filter(|function| function.name() != "avg")
        .chain(functions::aggregates())
    {
        context.register_udaf(function.as_ref().clone());
    }
    for function in arithmetic::functions()
        .into_iter()
        .chain(functions::scalars())
    {
        context.register_udf(function.as_ref().clone());
    }
    for function in higher::functions() {
        context.register_higher_order_function(function);
    }
    Ok(context)
}
