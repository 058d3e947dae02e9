//! First pass over a query.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Expr, Ident, JoinConstraint, ObjectName, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, TableAlias, TableFactor, TableVersion, VisitorMut, WindowType,
};

use super::flow;
use super::names::{constraint, name_values, normalise_alias, normalise_except, parts, relations};
use crate::engine::gate::functions::is_builtin;
use crate::engine::gate::names::{CaseMap, normalise};
use crate::engine::gate::scopes::Scopes;
use crate::engine::gate::{defaults, generators, ordinals, pivots, shape, titles};
use crate::error::{WsError, WsResult};

/// A table named by a query.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) placeholder: String,
    pub(super) name: [String; 3],
    pub(super) version: Option<TableVersion>,
}

/// First pass: checks clauses, notes names, and puts placeholders in the place of tables.
pub(super) struct Collect<'a> {
    pub(super) catalog: &'a str,
    pub(super) schema: &'a str,
    pub(super) first: usize,
    pub(super) depth: usize,
    pub(super) scopes: Scopes,
    pub(super) named: Vec<Named>,
    pub(super) called: BTreeMap<String, [String; 3]>,
    pub(super) case: CaseMap,
}

impl Collect<'_> {
    fn complete(&self, parts: &[String]) -> WsResult<[String; 3]> {
        let (catalog, schema, name) = match parts {
            [name] => (self.catalog, self.schema, name),
            [schema, name] => (self.catalog, schema.as_str(), name),
            [catalog, schema, name] => (catalog.as_str(), schema.as_str(), name),
            _ => {
                return Err(WsError::unsupported(format_args!(
                    "the name `{}`",
                    parts.join(".")
                )));
            }
        };
        Ok([catalog, schema, name].map(str::to_lowercase))
    }

    fn table(&mut self, factor: &mut TableFactor) -> WsResult<()> {
        defaults::range(factor)?;
        generators::in_from(factor);
        shape::table(factor)?;
        generators::of_nested(factor)?;
        pivots::of(factor, &mut self.case)?;
        if let TableFactor::Derived {
            alias: Some(alias), ..
        }
        | TableFactor::Function {
            alias: Some(alias), ..
        }
        | TableFactor::Pivot {
            alias: Some(alias), ..
        }
        | TableFactor::Unpivot {
            alias: Some(alias), ..
        } = factor
        {
            normalise_alias(alias, &mut self.case);
        }
        name_values(factor);
        let TableFactor::Table {
            name,
            alias,
            version,
            ..
        } = factor
        else {
            return Ok(());
        };
        let parts = parts(name)?;
        if let [one] = parts.as_slice()
            && self.scopes.is_cte(one)
        {
            if version.is_some() {
                return Err(WsError::unsupported(
                    "time travel on a common table expression",
                ));
            }
            *name = ObjectName::from(vec![Ident::with_quote('"', one.to_lowercase())]);
            if let Some(alias) = alias {
                normalise_alias(alias, &mut self.case);
            }
            return Ok(());
        }
        let full = self.complete(&parts)?;
        let placeholder = format!("__table_{}_{}_{}", self.depth, self.first, self.named.len());
        let own = Ident::with_quote('"', full.last().cloned().unwrap_or_default());
        match alias {
            Some(alias) => normalise_alias(alias, &mut self.case),
            None => {
                *alias = Some(TableAlias {
                    explicit: true,
                    name: own,
                    columns: Vec::new(),
                    at: None,
                });
            }
        }
        *name = ObjectName::from(vec![Ident::with_quote('"', placeholder.as_str())]);
        self.named.push(Named {
            placeholder,
            name: full,
            version: version.take(),
        });
        Ok(())
    }

    fn select(&mut self, select: &mut Select) -> WsResult<()> {
        shape::select(select)?;
        generators::of_from(select)?;
        defaults::group_by_all(select)?;
        ordinals::of_select(select);
        let relations = relations(&select.from);
        for item in &mut select.projection {
            match item {
                SelectItem::UnnamedExpr(Expr::Identifier(ident)) => self.case.alias(&ident.value),
                SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => {
                    let Some(last) = parts.last() else { continue };
                    self.case.alias(&last.value);
                    // A field of a struct is named by the field alone.
                    let qualified = parts.len() == 2
                        && parts
                            .first()
                            .is_some_and(|first| relations.contains(&first.value.to_lowercase()));
                    if !qualified && parts.len() != 4 {
                        let alias = Ident::with_quote('"', last.value.to_lowercase());
                        let expr = Expr::CompoundIdentifier(parts.clone());
                        *item = SelectItem::ExprWithAlias { expr, alias };
                    }
                }
                // Databricks names an expression by its text.
                SelectItem::UnnamedExpr(expr) => {
                    let text = titles::title(expr);
                    self.case.alias(&text);
                    let alias = Ident::with_quote('"', text.to_lowercase());
                    *item = SelectItem::ExprWithAlias {
                        expr: expr.clone(),
                        alias,
                    };
                }
                SelectItem::ExprWithAlias { alias, .. } => {
                    self.case.alias(&alias.value);
                    normalise(alias);
                }
                SelectItem::QualifiedWildcard(kind, options) => {
                    if let SelectItemQualifiedWildcardKind::ObjectName(name) = kind {
                        let leaf = parts(name)?.pop().unwrap_or_default().to_lowercase();
                        *name = ObjectName::from(vec![Ident::with_quote('"', leaf)]);
                    } else {
                        return Err(WsError::unsupported("`.*` of an expression"));
                    }
                    normalise_except(options);
                }
                SelectItem::Wildcard(options) => normalise_except(options),
                SelectItem::ExprWithAliases { .. } => {}
            }
        }
        for join in select.from.iter_mut().flat_map(|table| &mut table.joins) {
            if let Some(JoinConstraint::Using(columns)) = constraint(&mut join.join_operator) {
                for column in columns {
                    let leaf = parts(column)?.pop().unwrap_or_default().to_lowercase();
                    *column = ObjectName::from(vec![Ident::with_quote('"', leaf)]);
                }
            }
        }
        Ok(())
    }
}

impl VisitorMut for Collect<'_> {
    type Break = WsError;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<WsError> {
        if let Err(error) = shape::query(query).and_then(|()| generators::of_query(query)) {
            return ControlFlow::Break(error);
        }
        self.scopes.enter(query);
        if let Err(error) = defaults::order_by_all(query) {
            return ControlFlow::Break(error);
        }
        defaults::minus(&mut query.body);
        ordinals::of_query(query);
        for cte in query.with.iter_mut().flat_map(|with| &mut with.cte_tables) {
            normalise_alias(&mut cte.alias, &mut self.case);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<WsError> {
        self.scopes.leave(query);
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<WsError> {
        flow(self.select(select))
    }

    fn pre_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<WsError> {
        flow(self.table(factor))
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<WsError> {
        if let Expr::Interval(interval) = expr {
            ordinals::of_interval(interval);
        }
        let Expr::Function(function) = expr else {
            return ControlFlow::Continue(());
        };
        if let Some(WindowType::WindowSpec(window)) = &mut function.over {
            ordinals::of_window(window);
        }
        let noted = parts(&function.name).and_then(|parts| match parts.as_slice() {
            [one] if is_builtin(&one.to_lowercase()) => Ok(()),
            parts => {
                let full = self.complete(parts)?;
                self.called.insert(function.name.to_string(), full);
                Ok(())
            }
        });
        flow(noted)
    }
}
