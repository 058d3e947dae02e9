//! From the text of a query to one that DataFusion can plan: names are replaced by what they
//! stand for, down through views and SQL functions.

mod calls;
mod collect;
mod names;
mod places;
mod rewrite;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::sql::sqlparser::ast::{Expr, Query, VisitMut};

use self::collect::{Collect, Named};
use self::rewrite::Rewrite;
use super::names::CaseMap;
use super::scopes::Scopes;
use super::{expression, parse_query};
use crate::engine::api::{Dependencies, Resolver};
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

fn flow(result: WsResult<()>) -> ControlFlow<WsError> {
    match result {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    }
}
