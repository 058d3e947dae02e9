//! A SQL function's body with arguments in the place of its parameters.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{Expr, Query, SelectItem, SetExpr, VisitMut, VisitorMut};

/// The body of a function, ready for arguments.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// Its leaf name, which may qualify parameters.
    pub(super) name: String,
    /// Its query: `SELECT body`, or the query that the body is.
    pub(super) query: Query,
    /// Parameters: name, and default as an expression.
    pub(super) params: Vec<(String, Option<Expr>)>,
    /// Whether it reads tables, whose columns would capture those of an argument.
    pub(super) reads: bool,
    /// Lower-case names of columns that the body's own tables have: they win over parameters.
    pub(super) columns: Vec<String>,
}

struct Replace<'a> {
    body: &'a Body,
    arguments: &'a BTreeMap<String, Expr>,
}

impl VisitorMut for Replace<'_> {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let found = match expr {
            Expr::Identifier(ident) if !self.body.columns.contains(&ident.value) => {
                self.arguments.get(&ident.value)
            }
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [function, parameter] if function.value == self.body.name => {
                    self.arguments.get(&parameter.value)
                }
                _ => None,
            },
            _ => None,
        };
        if let Some(argument) = found {
            *expr = Expr::Nested(Box::new(argument.clone()));
        }
        ControlFlow::Continue(())
    }
}

impl Body {
    /// The expression for a call with these arguments, each cast to its parameter's type.
    pub(super) fn apply(&self, arguments: &BTreeMap<String, Expr>) -> Expr {
        let mut query = self.query.clone();
        let mut replace = Replace {
            body: self,
            arguments,
        };
        let ControlFlow::Continue(()) = query.visit(&mut replace) else {
            return Expr::Subquery(Box::new(query));
        };
        // `SELECT expression` without tables is the expression itself.
        if query.with.is_none()
            && let SetExpr::Select(select) = query.body.as_ref()
            && select.from.is_empty()
            && select.selection.is_none()
            && let [SelectItem::ExprWithAlias { expr, .. } | SelectItem::UnnamedExpr(expr)] =
                select.projection.as_slice()
        {
            return Expr::Nested(Box::new(expr.clone()));
        }
        Expr::Subquery(Box::new(query))
    }
}
