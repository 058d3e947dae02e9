//! Second pass over a query.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Expr, Ident, TableAliasColumnDef, TableFactor, VisitorMut};

use super::calls::apply;
use super::{Place, flow};
use crate::engine::api::SqlFunction;
use crate::engine::gate::expression;
use crate::engine::gate::functions::call;
use crate::engine::gate::substitute::Body;
use crate::error::{WsError, WsResult};

/// Second pass: checks and rewrites expressions, and puts in what names stand for.
pub(super) struct Rewrite<'a> {
    pub(super) places: &'a BTreeMap<String, Place>,
    pub(super) bodies: &'a BTreeMap<String, (Body, SqlFunction)>,
    pub(super) names: &'a [[String; 3]],
    pub(super) apply: &'a (dyn Fn(&mut Expr) -> WsResult<()> + Send + Sync),
}

impl Rewrite<'_> {
    fn user_call(&self, expr: &Expr) -> WsResult<Option<Expr>> {
        let Expr::Function(function) = expr else {
            return Ok(None);
        };
        let Some((body, definition)) = self.bodies.get(&function.name.to_string()) else {
            return Ok(None);
        };
        let arguments = call(function)?.args.unwrap_or_default();
        apply(body, definition, arguments).map(Some)
    }
}

impl VisitorMut for Rewrite<'_> {
    type Break = WsError;

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<WsError> {
        match self.user_call(expr) {
            Err(error) => return ControlFlow::Break(error),
            Ok(Some(new)) => {
                *expr = new;
                return ControlFlow::Continue(());
            }
            Ok(None) => {}
        }
        if let Expr::CompoundIdentifier(parts) = expr {
            expression::unqualify(parts, self.names);
        }
        flow((self.apply)(expr))
    }

    fn post_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<WsError> {
        let TableFactor::Table { name, alias, .. } = factor else {
            return ControlFlow::Continue(());
        };
        let Some(part) = name.0.first().and_then(|part| part.as_ident()) else {
            return ControlFlow::Continue(());
        };
        if let Some(Place::View { query, columns }) = self.places.get(&part.value) {
            let mut alias = alias.clone();
            if let Some(alias) = &mut alias
                && alias.columns.is_empty()
            {
                alias.columns = columns
                    .iter()
                    .map(|column| TableAliasColumnDef {
                        name: Ident::with_quote('"', column.to_lowercase()),
                        data_type: None,
                    })
                    .collect();
            }
            *factor = TableFactor::Derived {
                lateral: false,
                subquery: query.clone(),
                alias,
                sample: None,
            };
        }
        ControlFlow::Continue(())
    }
}
