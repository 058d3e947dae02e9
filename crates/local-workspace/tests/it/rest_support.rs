//! A workspace behind its router, and a runner of three statements.

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use local_workspace::{
    LocalWorkspace, Options, SqlColumn, SqlResult, SqlRows, SqlRunner, SqlSession, WsError,
    WsResult,
};
use serde_json::Value;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

pub(crate) const UC: &str = "/api/2.1/unity-catalog";

pub(crate) struct Served {
    pub(crate) workspace: LocalWorkspace,
    pub(crate) router: Router,
    pub(crate) dir: tempfile::TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    /// The status and the error code.
    pub(crate) fn error(&self) -> (u16, &str) {
        (
            self.status.as_u16(),
            self.body["error_code"].as_str().unwrap_or_default(),
        )
    }
}

pub(crate) fn served() -> Served {
    served_with(Options::default())
}

pub(crate) fn served_with(options: Options) -> Served {
    let dir = tempfile::tempdir().unwrap();
    let workspace = LocalWorkspace::create_with(dir.path(), options)
        .unwrap()
        .with_runner(Arc::new(Numbers));
    let router = workspace.router();
    Served {
        workspace,
        router,
        dir,
    }
}

/// A workspace whose statements are those of Databricks.
pub(crate) fn served_sql() -> Served {
    let dir = tempfile::tempdir().unwrap();
    let workspace = LocalWorkspace::create(dir.path().join("ws")).unwrap();
    let sql = local_workspace::sql::Sql::new(&workspace);
    let workspace = workspace.with_runner(Arc::new(sql));
    Served {
        router: workspace.router(),
        workspace,
        dir,
    }
}

impl Served {
    /// Calls as the admin; a body that is a string is sent as it is, another one as JSON.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call_as("dapi-local", method, path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.call("GET", path, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    pub(crate) async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.call(method, path, body).await;
        assert!(
            answer.status.is_success(),
            "{method} {path}: {}",
            answer.body
        );
        answer.body
    }

    pub(crate) async fn call_as(
        &self,
        token: &str,
        method: &str,
        path: &str,
        body: Value,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = match body {
            Value::Null => Body::empty(),
            Value::String(text) => Body::from(text),
            json => Body::from(json.to_string()),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

/// Runs `numbers N` (N rows), `wait` (until it is cancelled) and `whoami`; refuses all else.
pub(crate) struct Numbers;

#[async_trait]
impl SqlRunner for Numbers {
    async fn run(
        &self,
        session: &SqlSession,
        sql: &str,
        cancel: CancellationToken,
    ) -> WsResult<SqlResult> {
        let column = |name: &str| {
            let (type_text, type_name) = match name {
                "n" => ("BIGINT", "LONG"),
                _ => ("STRING", "STRING"),
            };
            SqlColumn {
                name: name.to_owned(),
                type_text: type_text.to_owned(),
                type_name: type_name.to_owned(),
                precision: None,
                scale: None,
            }
        };
        match sql.split_once(' ').unwrap_or((sql, "")) {
            ("numbers", count) => {
                let count: u32 = count.parse().unwrap();
                let rows = (0..count)
                    .map(|n| {
                        vec![
                            Some(n.to_string()),
                            (n % 2 == 0).then(|| format!("even {n}")),
                        ]
                    })
                    .collect();
                Ok(SqlResult {
                    columns: vec![column("n"), column("even")],
                    rows: SqlRows::Text(rows),
                })
            }
            ("wait", _) => {
                cancel.cancelled().await;
                Err(WsError::sql("QUERY_CANCELED", "HY008", "cancelled."))
            }
            ("whoami", _) => Ok(SqlResult {
                columns: vec![
                    column("user"),
                    column("catalog"),
                    column("schema"),
                    column("param"),
                ],
                rows: SqlRows::Text(vec![vec![
                    Some(session.session.user().to_owned()),
                    Some(session.catalog.clone()),
                    Some(session.schema.clone()),
                    session.params.first().and_then(|param| param.value.clone()),
                ]]),
            }),
            _ => Err(WsError::sql("PARSE_SYNTAX_ERROR", "42601", "Syntax error.")),
        }
    }
}
