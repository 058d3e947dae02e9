//! A generator in the SELECT list.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    Distinct, ExceptSelectItem, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    Ident, ObjectName, OrderByKind, Query, Select, SelectItem, SelectItemQualifiedWildcardKind,
    SetExpr, TableFactor, TableWithJoins, WildcardAdditionalOptions, visit_expressions,
};

use super::{alias, arguments, generator, join, joined, unsupported};
use crate::engine::gate::select::{nothing, query_of};
use crate::engine::gate::titles;
use crate::error::{WsError, WsResult};

/// What the rows below a generator are called where the SELECT list has one.
const BELOW: &str = "__below";
const MADE: &str = "__made";

/// Takes the generator out of the SELECT list of a query: it makes its rows from those of the rest
/// of the query, which becomes a query in FROM.
///
/// # Errors
/// When there are two, or the query has a clause that cannot be kept apart from it.
pub(in crate::engine::gate) fn of_query(query: &mut Query) -> WsResult<()> {
    let mut order = match &mut query.order_by {
        Some(order_by) => match &mut order_by.kind {
            OrderByKind::Expressions(items) => {
                items.iter_mut().map(|item| &mut item.expr).collect()
            }
            OrderByKind::All(_) => Vec::new(),
        },
        None => Vec::new(),
    };
    of_body(&mut query.body, &mut order)
}

fn of_body(body: &mut SetExpr, order: &mut [&mut Expr]) -> WsResult<()> {
    match body {
        SetExpr::Select(select) => of_select(select, order),
        SetExpr::SetOperation { left, right, .. } => {
            of_body(left, &mut [])?;
            of_body(right, &mut [])
        }
        _ => Ok(()),
    }
}

/// The generator of an item, and the names that the item gives.
fn of_item(item: &SelectItem) -> Option<(&Function, Vec<Ident>)> {
    match item {
        SelectItem::UnnamedExpr(expr) => Some((generator(expr)?, Vec::new())),
        SelectItem::ExprWithAlias { expr, alias } => Some((generator(expr)?, vec![alias.clone()])),
        SelectItem::ExprWithAliases { expr, aliases } => Some((generator(expr)?, aliases.clone())),
        _ => None,
    }
}

fn of_select(select: &mut Select, order: &mut [&mut Expr]) -> WsResult<()> {
    let mut found = select.projection.iter().filter_map(of_item);
    let Some((call, names)) = found.next() else {
        return Ok(());
    };
    if found.next().is_some() {
        return Err(unsupported(
            "MULTI_GENERATOR",
            "only one generator is allowed per SELECT clause",
        ));
    }
    // Databricks computes them over the rows that the generator makes.
    let windows = visit_expressions(&select.projection, |expr| match expr {
        Expr::Function(call) if call.over.is_some() => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    if select.qualify.is_some() || windows.is_break() {
        return Err(WsError::unsupported(
            "a window function beside a generator in the SELECT list; use LATERAL VIEW",
        ));
    }
    if matches!(select.distinct, Some(Distinct::On(_))) {
        return Err(WsError::unsupported("DISTINCT ON"));
    }
    let mut call = call.clone();
    let mut split = Split::of(select);
    for item in std::mem::take(&mut select.projection) {
        split.item(item, &names);
    }
    let given = split.arguments(&mut call)?;
    for expr in order.iter_mut() {
        split.sort(expr, &names);
    }
    let Split { below, above, .. } = split;
    let inner = Select {
        projection: below,
        distinct: None,
        ..select.clone()
    };
    let below = TableFactor::Derived {
        lateral: false,
        subquery: Box::new(query_of(inner)),
        alias: Some(alias(Ident::new(BELOW), Vec::new())),
        sample: None,
    };
    call.args = given;
    let made = join(&call, false, alias(Ident::new(MADE), names))?;
    *select = Select {
        distinct: select.distinct.take(),
        projection: above,
        from: vec![TableWithJoins {
            relation: joined(
                TableWithJoins {
                    relation: below,
                    joins: Vec::new(),
                },
                made,
            ),
            joins: Vec::new(),
        }],
        ..nothing()
    };
    Ok(())
}

/// A SELECT list with a generator, split into what is below it and what is above.
struct Split {
    below: Vec<SelectItem>,
    above: Vec<SelectItem>,
    /// The names that what is below has.
    taken: BTreeSet<String>,
    /// Whether names of columns below may be any.
    wild: bool,
}

impl Split {
    fn of(select: &Select) -> Self {
        let wild = |item: &SelectItem| {
            matches!(
                item,
                SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)
            )
        };
        Self {
            below: Vec::new(),
            above: Vec::new(),
            taken: BTreeSet::new(),
            wild: select.projection.iter().any(wild),
        }
    }

    /// Adds an expression below, under a name that is free there.
    fn add(&mut self, expr: Expr, name: Option<&Ident>) -> Ident {
        let kept =
            name.filter(|name| !self.wild && !self.taken.contains(&name.value.to_lowercase()));
        let name = match kept {
            Some(name) => name.clone(),
            None => Ident::new(format!("__item{}", self.below.len())),
        };
        self.taken.insert(name.value.to_lowercase());
        self.below.push(SelectItem::ExprWithAlias {
            expr,
            alias: name.clone(),
        });
        name
    }

    fn item(&mut self, item: SelectItem, names: &[Ident]) {
        if of_item(&item).is_some() {
            // Its arguments come below last, so that ordinals in GROUP BY stay true up to here.
            if names.is_empty() {
                let made = ObjectName::from(vec![Ident::new(MADE)]);
                self.above.push(SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(made),
                    WildcardAdditionalOptions::default(),
                ));
            }
            self.above
                .extend(names.iter().map(|name| column(MADE, name, name)));
            return;
        }
        let (expr, title) = match item {
            SelectItem::UnnamedExpr(expr) => {
                let title = match &expr {
                    Expr::Identifier(name) => name.clone(),
                    expr => Ident::with_quote('`', titles::title(expr)),
                };
                (expr, title)
            }
            SelectItem::ExprWithAlias { expr, alias } => (expr, alias),
            other => {
                self.below.push(other);
                let below = ObjectName::from(vec![Ident::new(BELOW)]);
                self.above.push(SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(below),
                    WildcardAdditionalOptions::default(),
                ));
                return;
            }
        };
        let name = self.add(expr, Some(&title));
        self.above.push(column(BELOW, &name, &title));
    }

    /// Moves the arguments of the generator below; constants stay.
    fn arguments(&mut self, call: &mut Function) -> WsResult<FunctionArguments> {
        let mut given = arguments(call)?;
        for arg in &mut given {
            if let FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) = arg
                && !matches!(expr, Expr::Value(_))
            {
                let below = self.add(expr.clone(), None);
                *expr = Expr::CompoundIdentifier(vec![Ident::new(BELOW), below]);
            }
        }
        let mut args = call.args.clone();
        if let FunctionArguments::List(list) = &mut args {
            list.args = given;
        }
        self.hide();
        Ok(args)
    }

    /// Leaves what was added below out of the `*` above.
    fn hide(&mut self) {
        let mut hidden = self.taken.iter().map(|name| Ident::with_quote('`', name));
        let Some(first) = hidden.next() else { return };
        let except = ExceptSelectItem {
            first_element: first,
            additional_elements: hidden.collect(),
        };
        for item in &mut self.above {
            if let SelectItem::QualifiedWildcard(
                SelectItemQualifiedWildcardKind::ObjectName(name),
                options,
            ) = item
                && name.to_string() == BELOW
            {
                options.opt_except = Some(except.clone());
            }
        }
    }

    /// Moves below what ORDER BY takes from there.
    fn sort(&mut self, expr: &mut Expr, names: &[Ident]) {
        let same = |left: &Ident, right: &Ident| left.value.eq_ignore_ascii_case(&right.value);
        let of_above = match expr {
            Expr::Value(_) => true,
            Expr::Identifier(name) => {
                let made = ["col", "pos", "key", "value"]
                    .iter()
                    .any(|known| names.is_empty() && name.value.eq_ignore_ascii_case(known));
                made || self.wild
                    || names.iter().any(|own| same(own, name))
                    || self.above.iter().any(|item| {
                        matches!(item, SelectItem::ExprWithAlias { alias, .. } if same(alias, name))
                    })
            }
            Expr::CompoundIdentifier(_) => false,
            _ => true,
        };
        if !of_above {
            let below = self.add(expr.clone(), None);
            self.hide();
            *expr = Expr::CompoundIdentifier(vec![Ident::new(BELOW), below]);
        }
    }
}

fn column(of: &str, name: &Ident, title: &Ident) -> SelectItem {
    SelectItem::ExprWithAlias {
        expr: Expr::CompoundIdentifier(vec![Ident::new(of), name.clone()]),
        alias: title.clone(),
    }
}
