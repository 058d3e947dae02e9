//! Queries whose answers an engine that shares no code with this one has given.
//!
//! `tests/interop/test_oracle.py` asks that engine again; here the stored answers are enough.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Current, Engine, Relation, Resolver, SqlFunction};
use crate::error::{WsError, WsResult};

/// A catalog with nothing in it: every query brings its own rows.
struct Nothing;

#[async_trait]
impl Resolver for Nothing {
    fn current(&self) -> Current {
        Current {
            user: "ana@example.com".to_owned(),
            groups: Vec::new(),
            catalog: "c".to_owned(),
            schema: "s".to_owned(),
            metastore: "m-1".to_owned(),
        }
    }

    async fn relation(&self, name: &[String; 3]) -> WsResult<Relation> {
        Err(WsError::sql(
            "TABLE_OR_VIEW_NOT_FOUND",
            "42P01",
            name.join("."),
        ))
    }

    async fn function(&self, _name: &[String; 3]) -> WsResult<Option<SqlFunction>> {
        Ok(None)
    }
}

/// The answer in the form in which the file keeps it: columns and rows, or the error's class.
async fn answer(sql: &str) -> Value {
    let resolver: Arc<dyn Resolver> = Arc::new(Nothing);
    let output = Engine::default()
        .query(sql, &resolver, &CancellationToken::new())
        .await;
    let texts = output.and_then(|output| Ok((super::texts(&output.batches)?, output.columns)));
    match texts {
        Err(error) => json!({ "error": error.message }),
        Ok((rows, columns)) => {
            let columns: Vec<_> = columns
                .iter()
                .map(|column| json!([column.name, column.type_text]))
                .collect();
            json!({ "columns": columns, "rows": rows })
        }
    }
}

#[tokio::test]
async fn answers_are_those_of_another_engine() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/interop/oracle_queries.json"
    );
    let path = std::env::var("CLXS_ORACLE_QUERIES").unwrap_or_else(|_| path.to_owned());
    let entries: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut different = Vec::new();
    for entry in &entries {
        let sql = entry["sql"].as_str().unwrap();
        let ours = answer(sql).await;
        let same = match entry["refused"].as_str() {
            Some(class) => ours["error"]
                .as_str()
                .is_some_and(|error| error.starts_with(class)),
            None => ours["columns"] == entry["columns"] && ours["rows"] == entry["rows"],
        };
        if !same {
            different.push(json!({ "sql": sql, "ours": ours, "wanted": entry }));
        }
    }
    if let Ok(path) = std::env::var("CLXS_ORACLE_DIFFERENCES") {
        std::fs::write(path, serde_json::to_vec_pretty(&different).unwrap()).unwrap();
    }
    assert!(
        different.is_empty(),
        "{} of {} queries answer otherwise, first: {:#}",
        different.len(),
        entries.len(),
        different[0]
    );
}
