//! A workspace in a directory of its own, and what tests ask of it.

use std::path::PathBuf;
use std::sync::Arc;

use clone_core::plan::{CheckedPlan, PlanRequest, Planned};
use clone_core::ports::Silent;
use clone_engine::{
    Applied, ApplyOptions, CloneXs, ConnectOptions, EngineError, Freshness, Secret, TableAnswer,
    local,
};
use sql_rewrite::Ident;
use tempfile::TempDir;

/// Two tables, a view over both, a function that a view calls, grants, tags and comments.
pub(crate) const SMALL: &[&str] = &[
    "CREATE CATALOG prod COMMENT 'the source'",
    "CREATE SCHEMA prod.sales COMMENT 'orders'",
    "CREATE TABLE prod.sales.orders (id BIGINT COMMENT 'number', customer INT, amount DOUBLE) \
     COMMENT 'orders' TBLPROPERTIES ('team' = 'sales')",
    "INSERT INTO prod.sales.orders VALUES (1, 1, 10.5), (2, 2, 20.0), (3, 1, 7.25)",
    "CREATE TABLE prod.sales.customers (id INT, name STRING)",
    "INSERT INTO prod.sales.customers VALUES (1, 'Acme'), (2, 'Globex')",
    "CREATE FUNCTION prod.sales.gross(net DOUBLE) RETURNS DOUBLE COMMENT 'with tax' RETURN net * 1.2",
    "CREATE VIEW prod.sales.totals COMMENT 'by customer' AS SELECT c.name, \
     sum(prod.sales.gross(o.amount)) AS total FROM prod.sales.orders o \
     JOIN prod.sales.customers c ON c.id = o.customer GROUP BY c.name",
    "CREATE VIEW prod.sales.best AS SELECT name FROM prod.sales.totals WHERE total > 20",
    "CREATE VOLUME prod.sales.files COMMENT 'documents'",
    "ALTER TABLE prod.sales.orders SET TAGS ('domain' = 'sales')",
    "ALTER TABLE prod.sales.orders ALTER COLUMN amount SET TAGS ('pii' = 'no')",
    "GRANT SELECT ON TABLE prod.sales.orders TO `account users`",
];

pub(crate) struct World {
    pub(crate) clxs: CloneXs,
    pub(crate) local: PathBuf,
    pub(crate) state: PathBuf,
    _dir: TempDir,
}

impl World {
    /// An empty workspace.
    pub(crate) async fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (local, state) = (dir.path().join("workspace"), dir.path().join("state"));
        local::create(&local).unwrap();
        let options = ConnectOptions {
            local: Some(local.clone()),
            state_dir: Some(state.clone()),
            ..ConnectOptions::default()
        };
        let clxs = CloneXs::connect(&options).await.unwrap();
        Self {
            clxs,
            local,
            state,
            _dir: dir,
        }
    }

    /// A workspace with catalog `prod`.
    pub(crate) async fn small() -> Self {
        let world = Self::empty().await;
        for statement in SMALL {
            world.sql(statement).await;
        }
        let files = world.clxs.session().client().files();
        for (path, text) in [("/a.txt", "alpha"), ("/deep/er/b c.txt", "beta")] {
            let path = format!("/Volumes/prod/sales/files{path}");
            files
                .create_directory(path.rsplit_once('/').unwrap().0)
                .await
                .unwrap();
            files
                .upload(&path, text, uc_client::Existing::Overwrite)
                .await
                .unwrap();
        }
        world
    }

    /// The same workspace as another principal.
    pub(crate) async fn as_new_user(&self, name: &str) -> CloneXs {
        let token = local::add_user(&local::open(Some(&self.local)).unwrap(), name).unwrap();
        let options = ConnectOptions {
            local: Some(self.local.clone()),
            state_dir: Some(self.state.clone()),
            token: Some(Secret::new(&token)),
            ..ConnectOptions::default()
        };
        CloneXs::connect(&options).await.unwrap()
    }

    pub(crate) async fn sql(&self, text: &str) -> TableAnswer {
        match self.clxs.sql(text).await {
            Ok(answer) => answer,
            Err(error) => panic!("{text}\n{error}: {:?}", error.because()),
        }
    }

    /// One column of an answer, as text.
    pub(crate) async fn column(&self, text: &str) -> Vec<String> {
        let rows = self.sql(text).await.rows;
        rows.into_iter()
            .map(|row| row[0].clone().unwrap_or_default())
            .collect()
    }

    pub(crate) async fn plan(&self, request: &PlanRequest) -> Result<Planned, EngineError> {
        self.clxs.plan(request, &Silent).await
    }

    pub(crate) async fn ready(&self, request: &PlanRequest) -> CheckedPlan {
        match self.plan(request).await.unwrap() {
            Planned::Ready(plan) => *plan,
            other => panic!("not ready: {:#?}", other.plan().findings),
        }
    }

    pub(crate) async fn apply(&self, plan: &CheckedPlan) -> Result<Applied, EngineError> {
        self.clxs
            .apply(plan, &ApplyOptions::default(), Arc::new(Silent))
            .await
    }

    /// Plans and applies without reading twice.
    pub(crate) async fn clone_by(&self, request: &PlanRequest) -> Applied {
        let plan = self.ready(request).await;
        let options = ApplyOptions {
            freshness: Freshness::JustRead,
            ..ApplyOptions::default()
        };
        self.clxs
            .apply(&plan, &options, Arc::new(Silent))
            .await
            .unwrap()
    }
}

/// `prod` to `staging`.
pub(crate) fn staging() -> PlanRequest {
    PlanRequest::new(Ident::from("prod"), Ident::from("staging"))
}

/// What failed, as one text.
pub(crate) fn failures(applied: &Applied) -> String {
    use clone_core::run::ObjectResult;

    let failed = applied
        .report
        .objects
        .iter()
        .filter_map(|object| match &object.result {
            ObjectResult::Failed {
                code,
                reason,
                remedy,
            } => Some(format!(
                "{} {code} {reason}{}\n",
                object.object,
                remedy
                    .as_ref()
                    .map(|remedy| format!(" ({remedy})"))
                    .unwrap_or_default()
            )),
            _ => None,
        });
    failed.collect()
}
