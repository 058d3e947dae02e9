//! Runs queries over Delta tables: DataFusion above `delta_kernel`.
//!
//! User text never reaches DataFusion unread. The [`gate`] parses it, refuses by name what is not
//! on its lists, rewrites what DataFusion would answer otherwise than Databricks, and puts tables,
//! views and SQL functions in the place of their names.

mod api;
mod arithmetic;
mod constants;
mod error;
mod functions;
mod gate;
mod higher;
mod planner;
mod provider;
mod query;
mod relations;
mod rules;
mod runtime;
mod snapshot;
mod text;
mod time;
mod types;
mod write;
mod yielding;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use api::Outcome;
pub(crate) use api::{
    Current, FunctionBody, FunctionParameter, Header, Inputs, Mask, Relation, Resolver, RowFilter,
    Rows, Source, SqlFunction, TablePolicies, TargetColumns, WriteMode,
};
pub(crate) use runtime::Engine;
pub(crate) use text::texts;
