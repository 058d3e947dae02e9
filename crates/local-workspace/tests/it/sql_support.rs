//! A workspace with its SQL, and transcripts of what statements answer.

use local_workspace::identity::{ADMIN, NewPrincipal, PrincipalKind};
use local_workspace::sql::Sql;
use local_workspace::{LocalWorkspace, SqlParam, SqlResult, SqlSession, WsResult};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(crate) const ANN: &str = "ann@example.com";

pub(crate) struct Shell {
    pub(crate) workspace: LocalWorkspace,
    pub(crate) dir: tempfile::TempDir,
}

/// A workspace with the user [`ANN`], who may nothing but use the catalog `main`.
pub(crate) fn shell() -> Shell {
    let dir = tempfile::tempdir().unwrap();
    let workspace = LocalWorkspace::create(dir.path().join("ws")).unwrap();
    let sql = Sql::new(&workspace);
    let workspace = workspace.with_runner(Arc::new(sql));
    let ann = NewPrincipal {
        kind: PrincipalKind::User,
        name: ANN.to_owned(),
        display_name: None,
    };
    workspace.directory().add(&ann).unwrap();
    Shell { workspace, dir }
}

impl Shell {
    pub(crate) async fn run_as(
        &self,
        user: &str,
        sql: &str,
        params: &[(&str, &str)],
    ) -> WsResult<SqlResult> {
        let params = params
            .iter()
            .map(|(name, value)| SqlParam {
                name: (*name).to_owned(),
                type_text: "STRING".to_owned(),
                value: Some((*value).to_owned()),
            })
            .collect();
        let session = SqlSession {
            session: self.workspace.session(user).unwrap(),
            statement_id: "test".to_owned(),
            catalog: "main".to_owned(),
            schema: "default".to_owned(),
            params,
            tags: BTreeMap::new(),
            state: None,
        };
        self.workspace
            .runner()
            .run(&session, sql, CancellationToken::new())
            .await
    }

    /// Runs as the admin; an error is a failure of the test.
    pub(crate) async fn ok(&self, sql: &str) -> SqlResult {
        match self.run_as(ADMIN, sql, &[]).await {
            Ok(result) => result,
            Err(error) => panic!("{sql}\n{}", error.statement_text()),
        }
    }

    /// What the admin is answered to each statement of a script.
    pub(crate) async fn script(&self, statements: &[&str]) -> String {
        self.script_as(ADMIN, statements).await
    }

    /// What `user` is answered to each statement of a script.
    pub(crate) async fn script_as(&self, user: &str, statements: &[&str]) -> String {
        let mut text = String::new();
        for sql in statements {
            let answer = match self.run_as(user, sql, &[]).await {
                Ok(result) => shown(&result),
                Err(error) => error.statement_text(),
            };
            text.push_str(&format!("> {sql}\n{answer}\n"));
        }
        self.stable(&text)
    }

    /// Replaces what differs from run to run.
    fn stable(&self, text: &str) -> String {
        let root = self.dir.path().canonicalize().unwrap();
        let text = text.replace(root.to_str().unwrap(), "<dir>");
        let changes = [
            (
                r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "<id>",
            ),
            (r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "<time>"),
            (
                r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}",
                "<time>",
            ),
        ];
        changes.iter().fold(text, |text, (pattern, with)| {
            regex::Regex::new(pattern)
                .unwrap()
                .replace_all(&text, *with)
                .into_owned()
        })
    }
}

/// The rows of a result under the names of its columns, or `ok`.
pub(crate) fn shown(result: &SqlResult) -> String {
    if result.columns.is_empty() {
        return "ok".to_owned();
    }
    let names: Vec<&str> = result
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    let mut lines = vec![names.join(" | ")];
    let rows = result.rows.clone().into_texts().unwrap();
    for row in &rows {
        let cells: Vec<&str> = row
            .iter()
            .map(|cell| cell.as_deref().unwrap_or("NULL"))
            .collect();
        lines.push(cells.join(" | ").trim_end().to_owned());
    }
    lines.join("\n")
}
