//! Generators: functions that make rows. `LATERAL VIEW`, `LATERAL f(...)` in FROM, and the SELECT
//! list all become one form, `(rows CROSS JOIN LATERAL f(...) AS t(a, b))`, which
//! [`crate::engine::relations`] plans.

use std::collections::BTreeSet;

use datafusion::sql::sqlparser::ast::helpers::attached_token::AttachedToken;
use datafusion::sql::sqlparser::ast::{
    Distinct, ExceptSelectItem, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    GroupByExpr, Ident, Join, JoinConstraint, JoinOperator, LateralView, ObjectName, OrderByKind,
    Query, Select, SelectFlavor, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableAlias,
    TableAliasColumnDef, TableFactor, TableWithJoins, Value, WildcardAdditionalOptions,
};

use super::tokens::NO_ALIAS;
use crate::error::{WsError, WsResult};

/// The functions that make rows.
const GENERATORS: &[&str] = &[
    "explode",
    "explode_outer",
    "inline",
    "inline_outer",
    "posexplode",
    "posexplode_outer",
    "stack",
];

/// What the rows below a generator are called where the SELECT list has one.
const BELOW: &str = "__below";
const MADE: &str = "__made";

/// Whether a name is that of a function that makes rows.
pub(super) fn is_generator(name: &str) -> bool {
    GENERATORS.contains(&name.to_lowercase().as_str())
}

/// The error for a generator where there can be none.
pub(super) fn misplaced(name: &str) -> WsError {
    unsupported(
        "NESTED_IN_EXPRESSIONS",
        format_args!("nested in expressions or outside the SELECT clause: `{name}`"),
    )
}

fn unsupported(kind: &str, what: impl std::fmt::Display) -> WsError {
    WsError::sql(
        &format!("UNSUPPORTED_GENERATOR.{kind}"),
        "42K0E",
        format_args!("The generator is not supported: {what}."),
    )
}

/// A call of a generator, in parentheses or not.
fn generator(expr: &Expr) -> Option<&Function> {
    match expr {
        Expr::Nested(inner) => generator(inner),
        Expr::Function(call) if is_generator(&call.name.to_string()) => Some(call),
        _ => None,
    }
}

fn arguments(call: &Function) -> WsResult<Vec<FunctionArg>> {
    let refused = |what: &str| {
        Err(WsError::unsupported(format_args!(
            "{what} of function `{}`",
            call.name
        )))
    };
    if call.over.is_some() || call.filter.is_some() {
        return refused("FILTER or OVER");
    }
    match &call.args {
        FunctionArguments::List(list)
            if list.clauses.is_empty() && list.duplicate_treatment.is_none() =>
        {
            Ok(list.args.clone())
        }
        _ => refused("these arguments"),
    }
}

fn alias(name: Ident, columns: Vec<Ident>) -> TableAlias {
    let columns = columns.into_iter().map(|name| TableAliasColumnDef {
        name,
        data_type: None,
    });
    TableAlias {
        explicit: true,
        name,
        columns: columns.collect(),
        at: None,
    }
}

fn joined(left: TableWithJoins, join: Join) -> TableFactor {
    let left = match left {
        TableWithJoins { relation, joins } if joins.is_empty() => relation,
        left => TableFactor::NestedJoin {
            table_with_joins: Box::new(left),
            alias: None,
        },
    };
    TableFactor::NestedJoin {
        table_with_joins: Box::new(TableWithJoins {
            relation: left,
            joins: vec![join],
        }),
        alias: None,
    }
}

fn crossed(relation: TableFactor) -> Join {
    Join {
        relation,
        global: false,
        join_operator: JoinOperator::CrossJoin(JoinConstraint::None),
    }
}

/// Whether an item of FROM is a generator that sees what stands before it.
fn is_lateral(factor: &TableFactor) -> bool {
    matches!(factor, TableFactor::Function { lateral: true, .. })
}

/// `f(...)` in FROM, which the parser takes for a table with arguments, as what it is.
pub(super) fn in_from(factor: &mut TableFactor) {
    let TableFactor::Table {
        name,
        alias,
        args: Some(args),
        ..
    } = factor
    else {
        return;
    };
    if !is_generator(&name.to_string()) || args.settings.is_some() {
        return;
    }
    *factor = TableFactor::Function {
        lateral: false,
        name: name.clone(),
        args: std::mem::take(&mut args.args),
        with_ordinality: false,
        alias: alias.take(),
    };
}

/// Puts the relations of FROM that generators see into a pair with them.
///
/// # Errors
/// When a generator is joined in a way that is not supported.
pub(super) fn of_from(select: &mut Select) -> WsResult<()> {
    let mut from: Vec<TableWithJoins> = Vec::new();
    for item in std::mem::take(&mut select.from) {
        let TableWithJoins { relation, joins } = item;
        let relation = if is_lateral(&relation) && !from.is_empty() {
            joined(all_of(std::mem::take(&mut from))?, crossed(relation))
        } else {
            relation
        };
        from.push(of_joins(relation, joins)?);
    }
    for view in std::mem::take(&mut select.lateral_views) {
        let join = of_view(view)?;
        let relation = match from.is_empty() {
            true => join.relation,
            false => joined(all_of(std::mem::take(&mut from))?, join),
        };
        from.push(TableWithJoins {
            relation,
            joins: Vec::new(),
        });
    }
    select.from = from;
    Ok(())
}

/// All items of a FROM as one.
fn all_of(from: Vec<TableWithJoins>) -> WsResult<TableWithJoins> {
    let mut from = from.into_iter();
    let first = from
        .next()
        .ok_or_else(|| WsError::internal("a generator without rows"))?;
    Ok(from.fold(first, |left, right| TableWithJoins {
        relation: joined(
            left,
            crossed(TableFactor::NestedJoin {
                table_with_joins: Box::new(right),
                alias: None,
            }),
        ),
        joins: Vec::new(),
    }))
}

fn of_joins(relation: TableFactor, joins: Vec<Join>) -> WsResult<TableWithJoins> {
    let mut table = TableWithJoins {
        relation,
        joins: Vec::new(),
    };
    for mut join in joins {
        if !is_lateral(&join.relation) {
            table.joins.push(join);
            continue;
        }
        join.join_operator = match join.join_operator {
            JoinOperator::CrossJoin(on) | JoinOperator::Join(on) | JoinOperator::Inner(on)
                if holds(&on) =>
            {
                JoinOperator::CrossJoin(JoinConstraint::None)
            }
            JoinOperator::Left(on) | JoinOperator::LeftOuter(on) if holds(&on) => {
                JoinOperator::LeftOuter(JoinConstraint::None)
            }
            _ => {
                return Err(WsError::unsupported(
                    "LATERAL with a condition, or below such a join",
                ));
            }
        };
        table = TableWithJoins {
            relation: joined(table, join),
            joins: Vec::new(),
        };
    }
    Ok(table)
}

/// Whether a condition is always true.
fn holds(on: &JoinConstraint) -> bool {
    match on {
        JoinConstraint::None => true,
        JoinConstraint::On(Expr::Value(value)) => value.value == Value::Boolean(true),
        _ => false,
    }
}

fn of_view(view: LateralView) -> WsResult<Join> {
    let LateralView {
        lateral_view,
        lateral_view_name,
        lateral_col_alias,
        outer,
    } = view;
    let Expr::Function(call) = &lateral_view else {
        return Err(WsError::unsupported(format_args!(
            "LATERAL VIEW of `{lateral_view}`"
        )));
    };
    if !is_generator(&call.name.to_string()) {
        return Err(unsupported(
            "NOT_GENERATOR",
            format_args!("`{}` is expected to be a generator", call.name),
        ));
    }
    let name = match lateral_view_name.0.as_slice() {
        [part] => part.as_ident().cloned(),
        _ => None,
    };
    let name = name.ok_or_else(|| {
        WsError::unsupported(format_args!(
            "the name `{lateral_view_name}` of a LATERAL VIEW"
        ))
    })?;
    let columns = lateral_col_alias
        .into_iter()
        .filter(|column| column.value != NO_ALIAS);
    join(call, outer, alias(name, columns.collect()))
}

fn join(call: &Function, outer: bool, alias: TableAlias) -> WsResult<Join> {
    let none = JoinConstraint::None;
    Ok(Join {
        relation: TableFactor::Function {
            lateral: true,
            name: call.name.clone(),
            args: arguments(call)?,
            with_ordinality: false,
            alias: Some(alias),
        },
        global: false,
        join_operator: if outer {
            JoinOperator::LeftOuter(none)
        } else {
            JoinOperator::CrossJoin(none)
        },
    })
}

/// Takes the generator out of the SELECT list of a query: it makes its rows from those of the rest
/// of the query, which becomes a query in FROM.
///
/// # Errors
/// When there are two, or the query has a clause that cannot be kept apart from it.
pub(super) fn of_query(query: &mut Query) -> WsResult<()> {
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
    if select.qualify.is_some() {
        return Err(WsError::unsupported("QUALIFY beside a generator"));
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
                    expr => Ident::with_quote('`', super::titles::title(expr)),
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

/// A query of one SELECT.
pub(super) fn query_of(select: Select) -> Query {
    Query {
        with: None,
        body: Box::new(SetExpr::Select(Box::new(select))),
        order_by: None,
        limit_clause: None,
        fetch: None,
        locks: Vec::new(),
        for_clause: None,
        settings: None,
        format_clause: None,
        pipe_operators: Vec::new(),
    }
}

/// A SELECT of nothing from nowhere.
pub(super) fn nothing() -> Select {
    Select {
        select_token: AttachedToken::empty(),
        optimizer_hints: Vec::new(),
        distinct: None,
        select_modifiers: None,
        top: None,
        top_before_distinct: false,
        projection: Vec::new(),
        exclude: None,
        into: None,
        from: Vec::new(),
        lateral_views: Vec::new(),
        prewhere: None,
        selection: None,
        connect_by: Vec::new(),
        group_by: GroupByExpr::Expressions(Vec::new(), Vec::new()),
        cluster_by: Vec::new(),
        distribute_by: Vec::new(),
        sort_by: Vec::new(),
        having: None,
        named_window: Vec::new(),
        qualify: None,
        window_before_qualify: false,
        value_table_mode: None,
        flavor: SelectFlavor::Standard,
    }
}
