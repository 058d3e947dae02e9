//! What the calls of SQL functions become.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{CastKind, Expr, VisitMut, visit_expressions};

use super::{Expander, Rewrite};
use crate::engine::api::{Current, FunctionBody, SqlFunction};
use crate::engine::gate::substitute::Body;
use crate::engine::gate::{expression, parse_expression, parse_query};
use crate::error::{WsError, WsResult};

impl Expander {
    pub(super) async fn body(&mut self, function: &SqlFunction) -> WsResult<Body> {
        let FunctionBody::Scalar { text, .. } = &function.body else {
            return Err(WsError::unsupported(format_args!(
                "the table function `{}`",
                function.name
            )));
        };
        self.enter(&function.name)?;
        let text = text.trim();
        let query = match parse_query(text) {
            Ok(query) => query,
            Err(_) => parse_query(&format!("SELECT {text} AS result"))?,
        };
        let tables = self.tables.len();
        let inner = Box::pin(self.expand(query, &function.within)).await;
        self.open.pop();
        let (query, case) = inner?;
        let reads = self.tables.len() > tables;
        let current = function.within.current();
        let mut params = Vec::new();
        for parameter in &function.parameters {
            let default = match &parameter.default {
                None => None,
                Some(text) => Some(constant(text, &current)?),
            };
            params.push((parameter.name.to_lowercase(), default));
        }
        let leaf = function
            .name
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        Ok(Body {
            name: leaf,
            query,
            params,
            reads,
            columns: case.column_names(),
        })
    }
}

/// A default of a parameter: an expression without names.
fn constant(text: &str, current: &Current) -> WsResult<Expr> {
    let mut expr = parse_expression(text)?;
    let change = |expr: &mut Expr| expression::rewrite(expr, current);
    let (places, bodies) = (BTreeMap::new(), BTreeMap::new());
    let mut rewrite = Rewrite {
        places: &places,
        bodies: &bodies,
        names: &[],
        apply: &change,
    };
    match expr.visit(&mut rewrite) {
        ControlFlow::Break(error) => Err(error),
        ControlFlow::Continue(()) => Ok(expr),
    }
}

/// The expression of a call of a SQL function.
pub(super) fn apply(body: &Body, function: &SqlFunction, arguments: Vec<Expr>) -> WsResult<Expr> {
    let count = body.params.len();
    let needed = body
        .params
        .iter()
        .filter(|(_, default)| default.is_none())
        .count();
    if arguments.len() > count || arguments.len() < needed {
        return Err(WsError::sql(
            "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
            "42605",
            format_args!(
                "The `{}` requires {count} parameters but the actual number is {}.",
                function.name,
                arguments.len()
            ),
        ));
    }
    if body.reads && arguments.iter().any(names_a_column) {
        return Err(WsError::unsupported(format_args!(
            "a column as an argument of `{}`, which reads tables",
            function.name
        )));
    }
    let mut given = arguments.into_iter();
    let mut by_name = BTreeMap::new();
    for ((name, default), parameter) in body.params.iter().zip(&function.parameters) {
        let Some(argument) = given.next().or_else(|| default.clone()) else {
            continue;
        };
        by_name.insert(name.clone(), cast_to(&argument, &parameter.type_text)?);
    }
    let result = body.apply(&by_name);
    match &function.body {
        FunctionBody::Scalar { returns, .. } => cast_to(&result, returns),
        FunctionBody::Table { .. } => Ok(result),
    }
}

fn names_a_column(expr: &Expr) -> bool {
    let found = visit_expressions(expr, |expr| match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    found.is_break()
}

/// `CAST(expr AS type)`, the type given as text.
fn cast_to(expr: &Expr, type_text: &str) -> WsResult<Expr> {
    match parse_expression(&format!("CAST(NULL AS {type_text})"))? {
        Expr::Cast { data_type, .. } => {
            let inner = Expr::Nested(Box::new(expr.clone()));
            expression::cast(&CastKind::Cast, &inner, &data_type)
        }
        _ => Err(WsError::unsupported(format_args!(
            "a value of type `{type_text}`"
        ))),
    }
}
