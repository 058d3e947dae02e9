//! What the tables, views and policies that a query names become.

use std::sync::Arc;

use datafusion::datasource::MemTable;
use datafusion::sql::sqlparser::ast::{
    Expr, Ident, ObjectName, Select, SelectItem, TableFactor, TableWithJoins,
};

use super::calls::apply;
use super::collect::Named;
use super::{Expander, Place};
use crate::engine::api::{Mask, Relation, Resolver, RowFilter, SqlFunction, TablePolicies};
use crate::engine::gate::names::CaseMap;
use crate::engine::gate::select::{nothing, query_of};
use crate::engine::gate::{parse_query, time};
use crate::engine::provider::DeltaTable;
use crate::engine::snapshot;
use crate::engine::time::TableAt;
use crate::error::{WsError, WsResult};

impl Expander {
    pub(super) async fn place(
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
            shown.push(SelectItem::ExprWithAlias {
                expr: value,
                alias: Ident::with_quote('"', name.to_lowercase()),
            });
        }
        let selection = match row_filter {
            None => None,
            Some(RowFilter { function, columns }) => {
                let arguments = columns.iter().map(|name| column(name)).collect();
                Some(self.policy(function, arguments).await?)
            }
        };
        let own = TableFactor::Table {
            name: ObjectName::from(vec![Ident::with_quote('"', table.placeholder.as_str())]),
            alias: None,
            args: None,
            with_hints: Vec::new(),
            version: None,
            with_ordinality: false,
            partitions: Vec::new(),
            json_path: None,
            sample: None,
            index_hints: Vec::new(),
        };
        let select = Select {
            projection: shown,
            from: vec![TableWithJoins {
                relation: own,
                joins: Vec::new(),
            }],
            selection,
            ..nothing()
        };
        Ok(Place::View {
            query: Box::new(query_of(select)),
            columns: Vec::new(),
        })
    }

    async fn policy(&mut self, function: &SqlFunction, arguments: Vec<Expr>) -> WsResult<Expr> {
        let body = self.body(function).await?;
        apply(&body, function, arguments)
    }
}
