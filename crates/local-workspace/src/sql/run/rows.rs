//! Reading and writing rows: the engine's work.

use super::Run;
use super::tables::Shape;
use crate::catalog::{Column, TableRow};
use crate::error::{WsError, WsResult};
use crate::runner::SqlResult;

/// What a query would give, and what it reads.
pub(super) struct QueryShape {
    pub(super) columns: Vec<Column>,
    /// Full names of tables and views.
    pub(super) tables: Vec<String>,
    /// Full names of functions.
    pub(super) functions: Vec<String>,
}

fn not_yet<T>() -> WsResult<T> {
    Err(WsError::unsupported("statements that read or write rows"))
}

impl Run<'_> {
    pub(super) async fn query(&self, _query: &str) -> WsResult<SqlResult> {
        not_yet()
    }

    pub(super) async fn query_columns(&self, _query: &str) -> WsResult<QueryShape> {
        not_yet()
    }

    pub(super) async fn fill(&self, _place: &str, _query: &str) -> WsResult<()> {
        not_yet()
    }

    pub(super) async fn insert_rows(
        &self,
        _table: &TableRow,
        _query: &str,
        _overwrite: bool,
        _columns: &[String],
        _by_name: bool,
    ) -> WsResult<i64> {
        not_yet()
    }

    pub(super) async fn delete_rows(
        &self,
        _table: &TableRow,
        _alias: Option<&str>,
        _condition: Option<&str>,
    ) -> WsResult<i64> {
        not_yet()
    }

    pub(super) async fn update_rows(
        &self,
        _table: &TableRow,
        _alias: Option<&str>,
        _assignments: &[(String, String)],
        _condition: Option<&str>,
    ) -> WsResult<i64> {
        not_yet()
    }

    pub(super) async fn overwrite_all(
        &self,
        _place: &str,
        _shape: &Shape,
        _query: Option<&str>,
    ) -> WsResult<()> {
        not_yet()
    }

    pub(super) async fn count_where(&self, _table: &TableRow, _condition: &str) -> WsResult<i64> {
        not_yet()
    }
}
