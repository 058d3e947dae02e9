//! Running a statement: a file per family.
//!
//! The catalog service checks privileges on everything it is asked; rows are read and written by
//! the engine, and only after the privileges for them were asked here. A table becomes visible
//! when its files are complete.

mod alter;
mod alter_column;
mod arrow_rows;
mod clone;
mod containers;
mod create_text;
mod delta;
mod describe;
mod describe_delta;
mod describe_json;
mod dml;
mod errors;
mod functions;
mod govern;
mod names;
mod pattern;
mod resolver;
mod rights;
mod rows;
mod settings;
mod show;
mod tables;
mod views;

use super::ast::{self, Describe, Statement};
use super::params::Parameters;
use super::parse::parse;
use crate::catalog::{Catalog, Kind};
use crate::engine::Engine;
use crate::error::{WsError, WsResult};
use crate::identity::{Directory, Session};
use crate::runner::{SqlResult, SqlSession};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// One statement being run for one caller.
pub(super) struct Run<'a> {
    catalog: &'a Arc<Catalog>,
    directory: &'a Directory,
    engine: &'a Engine,
    session: &'a SqlSession,
    cancel: CancellationToken,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        catalog: &'a Arc<Catalog>,
        directory: &'a Directory,
        engine: &'a Engine,
        session: &'a SqlSession,
        cancel: CancellationToken,
    ) -> Self {
        Self {
            catalog,
            directory,
            engine,
            session,
            cancel,
        }
    }

    fn catalog(&self) -> &Catalog {
        self.catalog
    }

    fn caller(&self) -> &Session {
        &self.session.session
    }

    /// Reads `sql` and runs it.
    pub(super) async fn run(&self, sql: &str) -> WsResult<SqlResult> {
        let statement = parse(sql, Parameters(&self.session.params))?;
        let outcome = match &statement {
            Statement::Query(_) | Statement::Describe(_) | Statement::Show(_) => tokio::select! {
                outcome = self.statement(&statement) => outcome,
                () = self.cancel.cancelled() => Err(canceled()),
            },
            // What changes something is begun or not; half of it would be worse than all.
            _ if self.cancel.is_cancelled() => Err(canceled()),
            statement => self.statement(statement).await,
        };
        outcome.map_err(errors::in_sql)
    }

    async fn statement(&self, statement: &Statement) -> WsResult<SqlResult> {
        match statement {
            Statement::Script(statements) => self.script(statements).await,
            Statement::Query(query) => self.query(&query.0).await,
            Statement::CreateCatalog(create) => self.create_catalog(create),
            Statement::CreateSchema(create) => self.create_schema(create),
            Statement::CreateTable(create) => self.create_table(create).await,
            Statement::CloneTable(clone) => self.clone_table(clone).await,
            Statement::CreateView(create) => self.create_view(create).await,
            Statement::CreateFunction(create) => self.create_function(create).await,
            Statement::CreateVolume(create) => self.create_volume(create),
            Statement::Insert(insert) => self.insert(insert).await,
            Statement::Delete(delete) => self.delete(delete).await,
            Statement::Update(update) => self.update(update).await,
            Statement::Truncate(table) => self.truncate(table).await,
            Statement::Restore(restore) => self.restore(restore).await,
            Statement::Drop {
                target,
                if_exists,
                cascade,
            } => self.drop_object(target, *if_exists, *cascade),
            Statement::Undrop(table) => self.undrop(table),
            Statement::Alter(alter) => self.alter(alter).await,
            Statement::Comment { target, comment } => {
                self.comment(target, comment.as_deref()).await
            }
            Statement::Tag { target, change } => self.tag(target, change),
            Statement::Grant(grant) => self.grant(grant),
            Statement::Describe(describe) => self.describe(describe).await,
            Statement::Show(show) => self.show(show).await,
            Statement::UseCatalog(name) => {
                let catalog = self.catalog_name(name)?;
                self.use_object(Kind::Catalog, &catalog)?;
                self.set_current(&catalog, "default")
            }
            Statement::UseSchema(name) => {
                let (catalog, schema) = self.schema(name)?;
                self.use_object(Kind::Schema, &format!("{catalog}.{schema}"))?;
                self.set_current(&catalog, &schema)
            }
            Statement::Set { name, value } => self.set(name, value),
            Statement::ShowSettings(name) => self.show_settings(name.as_deref()),
            Statement::Reset(name) => self.reset(name.as_deref()),
        }
    }

    /// Runs statements one after another; what was done before one that fails stays done (per
    /// Databricks BEGIN END docs, 2026-08). The result is that of the last one.
    async fn script(&self, statements: &[Statement]) -> WsResult<SqlResult> {
        let mut last = SqlResult::default();
        for statement in statements {
            last = Box::pin(self.statement(statement)).await?;
        }
        Ok(last)
    }

    async fn describe(&self, describe: &Describe) -> WsResult<SqlResult> {
        match describe {
            Describe::Table {
                table, json: true, ..
            } => self.describe_json(table).await,
            Describe::Table {
                table, extended, ..
            } => self.describe_table(table, *extended),
            Describe::Query(query) => self.describe_query(&query.0).await,
            Describe::Detail(table) => self.describe_detail(table).await,
            Describe::History { table, limit } => self.describe_history(table, *limit).await,
            Describe::Object { target, extended } => match target.kind {
                ast::Kind::Catalog => self.describe_catalog(target, *extended),
                ast::Kind::Schema => self.describe_schema(target, *extended),
                ast::Kind::Volume => self.describe_volume(target),
                _ => self.describe_function(target, *extended),
            },
        }
    }
}

fn canceled() -> WsError {
    WsError::sql("OPERATION_CANCELED", "HY008", "The statement was canceled.")
}
