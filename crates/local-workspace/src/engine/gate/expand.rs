//! From the text of a query to one that DataFusion can plan: names are replaced by what they
//! stand for, down through views and SQL functions.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::sql::sqlparser::ast::{
    CastKind, Expr, Ident, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, Query, Select,
    SelectItem, SelectItemQualifiedWildcardKind, SetExpr, Statement, TableAlias,
    TableAliasColumnDef, TableFactor, TableVersion, TableWithJoins, VisitMut, VisitorMut,
    WildcardAdditionalOptions, WindowType, visit_expressions,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

use super::functions::{call, is_builtin};
use super::names::{CaseMap, normalise};
use super::scopes::Scopes;
use super::substitute::Body;
use super::{defaults, expression, ordinals, parse_expression, parse_query, shape, time, titles};
use crate::engine::api::{
    Current, Dependencies, FunctionBody, Mask, Relation, Resolver, RowFilter, SqlFunction,
    TablePolicies,
};
use crate::engine::provider::DeltaTable;
use crate::engine::snapshot;
use crate::engine::time::TableAt;
use crate::error::{WsError, WsResult};

/// Views and functions may use each other this deep.
const DEPTH: usize = 32;

/// A query without names of the catalog.
#[derive(Debug)]
pub(crate) struct Expanded {
    /// The query; its tables are named as in `tables`.
    pub(crate) query: Query,
    /// What its tables are.
    pub(crate) tables: Vec<(String, Arc<dyn TableProvider>)>,
    /// How names of its result are spelled.
    pub(crate) case: CaseMap,
    /// What the text names itself.
    pub(crate) dependencies: Dependencies,
}

/// Expands the texts of one statement.
pub(crate) struct Expander {
    tables: Vec<(String, Arc<dyn TableProvider>)>,
    /// The views and functions that are being expanded, outermost first.
    open: Vec<String>,
    dependencies: Dependencies,
}

/// A table named by a query.
#[derive(Debug)]
struct Named {
    placeholder: String,
    name: [String; 3],
    version: Option<TableVersion>,
}

/// What a placeholder becomes.
enum Place {
    Table,
    View {
        query: Box<Query>,
        columns: Vec<String>,
    },
}

impl Expander {
    /// For one statement.
    pub(crate) fn new() -> Self {
        Self {
            tables: Vec::new(),
            open: Vec::new(),
            dependencies: Dependencies::default(),
        }
    }

    /// Expands a query; names resolve as `resolver` says.
    ///
    /// # Errors
    /// When it does not parse, uses something that is not supported, or a name is not found.
    pub(crate) async fn query(
        mut self,
        sql: &str,
        resolver: &Arc<dyn Resolver>,
    ) -> WsResult<Expanded> {
        let (query, case) = self.expand(parse_query(sql)?, resolver).await?;
        let Self {
            tables,
            dependencies,
            ..
        } = self;
        Ok(Expanded {
            query,
            tables,
            case,
            dependencies,
        })
    }

    async fn expand(
        &mut self,
        mut query: Query,
        resolver: &Arc<dyn Resolver>,
    ) -> WsResult<(Query, CaseMap)> {
        let current = resolver.current();
        let mut collect = Collect {
            catalog: &current.catalog,
            schema: &current.schema,
            first: self.tables.len(),
            depth: self.open.len(),
            scopes: Scopes::default(),
            named: Vec::new(),
            called: BTreeMap::new(),
            case: CaseMap::default(),
        };
        if let ControlFlow::Break(error) = query.visit(&mut collect) {
            return Err(error);
        }
        let Collect {
            named,
            called,
            mut case,
            ..
        } = collect;
        if self.open.is_empty() {
            self.note(&named, &called);
        }
        let names: Vec<_> = named.iter().map(|table| table.name.clone()).collect();
        let mut places = BTreeMap::new();
        for table in named {
            let place = self.place(&table, resolver, &mut case).await?;
            places.insert(table.placeholder, place);
        }
        let mut bodies = BTreeMap::new();
        for (written, name) in called {
            let Some(function) = resolver.function(&name).await? else {
                return Err(WsError::sql(
                    "UNRESOLVED_ROUTINE",
                    "42883",
                    format_args!("Cannot resolve routine `{}`.", name.join("`.`")),
                ));
            };
            let body = self.body(&function).await?;
            bodies.insert(written, (body, function));
        }
        let apply = |expr: &mut Expr| expression::rewrite(expr, &current);
        let mut rewrite = Rewrite {
            places: &places,
            bodies: &bodies,
            names: &names,
            apply: &apply,
        };
        match query.visit(&mut rewrite) {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok((query, case)),
        }
    }

    fn note(&mut self, named: &[Named], called: &BTreeMap<String, [String; 3]>) {
        let Dependencies {
            relations,
            functions,
        } = &mut self.dependencies;
        for table in named {
            if !relations.contains(&table.name) {
                relations.push(table.name.clone());
            }
        }
        for name in called.values() {
            if !functions.contains(name) {
                functions.push(name.clone());
            }
        }
    }

    async fn place(
        &mut self,
        table: &Named,
        resolver: &Arc<dyn Resolver>,
        case: &mut CaseMap,
    ) -> WsResult<Place> {
        let at = time::at(table.version.as_ref())?;
        match resolver.relation(&table.name).await? {
            Relation::Table { location, policies } => {
                let provider = tokio::task::spawn_blocking(move || {
                    let location = snapshot::directory(&location)?;
                    let at = crate::engine::time::pin(&location, at)?;
                    snapshot::open(&location, at).and_then(DeltaTable::new)
                })
                .await
                .map_err(WsError::internal)??;
                let columns = provider.written_names();
                columns.iter().for_each(|name| case.column(name));
                self.tables
                    .push((table.placeholder.clone(), Arc::new(provider)));
                self.policed(table, &columns, &policies).await
            }
            _ if at != TableAt::Latest => Err(WsError::unsupported(
                "time travel on something that is not a Delta table",
            )),
            Relation::Rows(rows) => {
                rows.schema
                    .fields()
                    .iter()
                    .for_each(|field| case.column(field.name()));
                let rows = MemTable::try_new(rows.schema, vec![rows.batches])
                    .map_err(|error| crate::engine::error::of_datafusion(&error))?;
                self.tables
                    .push((table.placeholder.clone(), Arc::new(rows)));
                Ok(Place::Table)
            }
            Relation::View {
                text,
                columns,
                within,
            } => {
                self.enter(&table.name.join("."))?;
                let query = parse_query(&text)?;
                let inner = Box::pin(self.expand(query, &within)).await;
                self.open.pop();
                let (query, inner) = inner?;
                columns.iter().for_each(|name| case.column(name));
                case.columns_of(&inner);
                Ok(Place::View {
                    query: Box::new(query),
                    columns,
                })
            }
        }
    }

    /// The table behind its row filter and masks, which no query around it can look past: they
    /// are inside a subquery of their own.
    async fn policed(
        &mut self,
        table: &Named,
        columns: &[String],
        policies: &TablePolicies,
    ) -> WsResult<Place> {
        let TablePolicies { row_filter, masks } = policies;
        if row_filter.is_none() && masks.is_empty() {
            return Ok(Place::Table);
        }
        let column = |name: &str| Expr::Identifier(Ident::with_quote('"', name.to_lowercase()));
        let mut shown = Vec::new();
        for name in columns {
            let mask = masks
                .iter()
                .find(|mask| mask.column.eq_ignore_ascii_case(name));
            let value = match mask {
                None => column(name),
                Some(Mask {
                    function, using, ..
                }) => {
                    let arguments = [column(name)].into_iter();
                    let arguments = arguments.chain(using.iter().map(|name| column(name)));
                    self.policy(function, arguments.collect()).await?
                }
            };
            shown.push(format!(
                "{value} AS \"{}\"",
                name.to_lowercase().replace('"', "\"\"")
            ));
        }
        let kept = match row_filter {
            None => String::new(),
            Some(RowFilter { function, columns }) => {
                let arguments = columns.iter().map(|name| column(name)).collect();
                format!(" WHERE {}", self.policy(function, arguments).await?)
            }
        };
        let text = format!(
            "SELECT {} FROM \"{}\"{kept}",
            shown.join(", "),
            table.placeholder
        );
        // The text is the gate's own and already rewritten; it is read in the dialect in which
        // names are in double quotes.
        let dialect = GenericDialect {};
        let statement = Parser::parse_sql(&dialect, &text)
            .map_err(|error| WsError::internal(format_args!("a policy of a table: {error}")))?
            .pop();
        match statement {
            Some(Statement::Query(query)) => Ok(Place::View {
                query,
                columns: Vec::new(),
            }),
            _ => Err(WsError::internal("a policy of a table is not a query")),
        }
    }

    async fn policy(&mut self, function: &SqlFunction, arguments: Vec<Expr>) -> WsResult<Expr> {
        let body = self.body(function).await?;
        apply(&body, function, arguments)
    }

    async fn body(&mut self, function: &SqlFunction) -> WsResult<Body> {
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

    fn enter(&mut self, name: &str) -> WsResult<()> {
        if self.open.iter().any(|open| open == name) {
            return Err(WsError::sql(
                "RECURSIVE_VIEW",
                "42K0H",
                format_args!(
                    "`{name}` uses itself: {} -> {name}.",
                    self.open.join(" -> ")
                ),
            ));
        }
        if self.open.len() >= DEPTH {
            return Err(WsError::sql(
                "VIEW_EXCEED_MAX_NESTED_DEPTH",
                "54K00",
                format_args!("views and functions are nested more than {DEPTH} deep."),
            ));
        }
        self.open.push(name.to_owned());
        Ok(())
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
fn apply(body: &Body, function: &SqlFunction, arguments: Vec<Expr>) -> WsResult<Expr> {
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

/// The columns of VALUES are `col1`, `col2`, ... where the text gives them no names.
fn name_values(factor: &mut TableFactor) {
    let TableFactor::Derived {
        subquery, alias, ..
    } = factor
    else {
        return;
    };
    let SetExpr::Values(values) = subquery.body.as_ref() else {
        return;
    };
    let alias = alias.get_or_insert_with(|| TableAlias {
        explicit: true,
        name: Ident::with_quote('"', "values"),
        columns: Vec::new(),
        at: None,
    });
    if alias.columns.is_empty() {
        let count = values.rows.first().map_or(0, |row| row.len());
        alias.columns = (1..=count)
            .map(|number| TableAliasColumnDef {
                name: Ident::with_quote('"', format!("col{number}")),
                data_type: None,
            })
            .collect();
    }
}

fn names_a_column(expr: &Expr) -> bool {
    let found = visit_expressions(expr, |expr| match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    found.is_break()
}

/// First pass: checks clauses, notes names, and puts placeholders in the place of tables.
struct Collect<'a> {
    catalog: &'a str,
    schema: &'a str,
    first: usize,
    depth: usize,
    scopes: Scopes,
    named: Vec<Named>,
    called: BTreeMap<String, [String; 3]>,
    case: CaseMap,
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
        shape::table(factor)?;
        if let TableFactor::Derived {
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

/// The names by which the relations of a FROM qualify columns.
fn relations(from: &[TableWithJoins]) -> Vec<String> {
    let factors = from.iter().flat_map(|table| {
        std::iter::once(&table.relation).chain(table.joins.iter().map(|join| &join.relation))
    });
    factors
        .filter_map(|factor| match factor {
            TableFactor::Table {
                alias: Some(alias), ..
            }
            | TableFactor::Derived {
                alias: Some(alias), ..
            } => Some(alias.name.value.to_lowercase()),
            TableFactor::Table { name, .. } => {
                parts(name).ok()?.pop().map(|name| name.to_lowercase())
            }
            _ => None,
        })
        .collect()
}

fn constraint(operator: &mut JoinOperator) -> Option<&mut JoinConstraint> {
    match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::Semi(constraint)
        | JoinOperator::LeftSemi(constraint)
        | JoinOperator::Anti(constraint)
        | JoinOperator::LeftAnti(constraint) => Some(constraint),
        _ => None,
    }
}

fn normalise_except(options: &mut WildcardAdditionalOptions) {
    if let Some(except) = &mut options.opt_except {
        normalise(&mut except.first_element);
        except.additional_elements.iter_mut().for_each(normalise);
    }
}

fn normalise_alias(alias: &mut TableAlias, case: &mut CaseMap) {
    normalise(&mut alias.name);
    for column in &mut alias.columns {
        case.column(&column.name.value);
        normalise(&mut column.name);
    }
}

fn parts(name: &ObjectName) -> WsResult<Vec<String>> {
    let ident = |part: &ObjectNamePart| part.as_ident().map(|ident| ident.value.clone());
    name.0
        .iter()
        .map(ident)
        .collect::<Option<_>>()
        .ok_or_else(|| WsError::unsupported(format_args!("the name `{name}`")))
}

impl VisitorMut for Collect<'_> {
    type Break = WsError;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<WsError> {
        if let Err(error) = shape::query(query) {
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

fn flow(result: WsResult<()>) -> ControlFlow<WsError> {
    match result {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    }
}

/// Second pass: checks and rewrites expressions, and puts in what names stand for.
struct Rewrite<'a> {
    places: &'a BTreeMap<String, Place>,
    bodies: &'a BTreeMap<String, (Body, SqlFunction)>,
    names: &'a [[String; 3]],
    apply: &'a (dyn Fn(&mut Expr) -> WsResult<()> + Send + Sync),
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
