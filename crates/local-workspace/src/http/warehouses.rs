//! The one SQL warehouse. It can be stopped; a statement starts it again, and waits until it runs.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::ask::Caller;
use super::identity::origin;
use super::reply::{Reply, empty, object};
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

/// The state of the warehouse, which lives as long as the process.
#[derive(Debug, Default)]
pub(crate) struct Warehouse {
    stage: Mutex<Stage>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Running,
    /// Runs from then on.
    Starting(Instant),
    Stopped,
}

impl Warehouse {
    /// The id, the same in every workspace so that scripts can hold it.
    pub(crate) const ID: &'static str = "10ca1e7a4e0a5e00";

    /// Refuses ids of warehouses that do not exist.
    pub(crate) fn check(id: &str) -> WsResult<()> {
        if id == Self::ID {
            return Ok(());
        }
        Err(WsError::new(
            "RESOURCE_DOES_NOT_EXIST",
            404,
            format!("SQL warehouse {id} does not exist."),
        ))
    }

    fn with<T>(&self, work: impl FnOnce(&mut Stage) -> T) -> T {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*stage, Stage::Starting(until) if until <= Instant::now()) {
            *stage = Stage::Running;
        }
        work(&mut stage)
    }

    /// Starts it if it is stopped; it runs after `delay`.
    fn start(&self, delay: Duration) -> Stage {
        self.with(|stage| {
            if *stage == Stage::Stopped && delay.is_zero() {
                *stage = Stage::Running;
            } else if *stage == Stage::Stopped {
                *stage = Stage::Starting(Instant::now() + delay);
            }
            *stage
        })
    }

    fn stop(&self) {
        self.with(|stage| *stage = Stage::Stopped);
    }

    /// Waits until it runs, and starts it whenever it is found stopped.
    pub(crate) async fn running(&self, delay: impl Fn() -> Duration) {
        while let Stage::Starting(until) = self.start(delay()) {
            tokio::time::sleep_until(until).await;
        }
    }

    fn state(&self) -> &'static str {
        match self.with(|stage| *stage) {
            Stage::Running => "RUNNING",
            Stage::Starting(_) => "STARTING",
            Stage::Stopped => "STOPPED",
        }
    }
}

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new()
        .route("/api/2.0/sql/warehouses", get(all))
        .route("/api/2.0/sql/warehouses/{id}", get(one))
        .route("/api/2.0/sql/warehouses/{id}/start", post(start))
        .route("/api/2.0/sql/warehouses/{id}/stop", post(stop))
}

fn render(caller: &Caller, headers: &HeaderMap) -> Value {
    let origin = origin(headers);
    let (scheme, host) = origin.split_once("://").unwrap_or(("http", &origin));
    let usual = if scheme == "https" { "443" } else { "80" };
    let (host, port) = host.rsplit_once(':').unwrap_or((host, usual));
    let ssl = u8::from(scheme == "https");
    let path = format!("/sql/1.0/warehouses/{}", Warehouse::ID);
    json!({
        "id": Warehouse::ID,
        "name": "Local warehouse",
        "state": caller.workspace.inner.warehouse.state(),
        "cluster_size": "2X-Small",
        "min_num_clusters": 1,
        "max_num_clusters": 1,
        "num_clusters": 1,
        "num_active_sessions": caller.workspace.inner.sessions.count(),
        "auto_stop_mins": 0,
        "creator_name": crate::identity::ADMIN,
        "enable_photon": false,
        "enable_serverless_compute": true,
        "warehouse_type": "PRO",
        "spot_instance_policy": "COST_OPTIMIZED",
        "channel": {"name": "CHANNEL_NAME_CURRENT"},
        "health": {"status": "HEALTHY"},
        "tags": {},
        "jdbc_url": format!("jdbc:databricks://{host}:{port};transportMode=http;ssl={ssl};httpPath={path};"),
        "odbc_params": {
            "hostname": host,
            "path": path,
            "protocol": scheme,
            "port": port.parse::<u16>().unwrap_or_default(),
        },
    })
}

async fn all(caller: Caller, headers: HeaderMap) -> Reply {
    object(json!({"warehouses": [render(&caller, &headers)]}))
}

async fn one(caller: Caller, headers: HeaderMap, Path(id): Path<String>) -> Reply {
    Warehouse::check(&id)?;
    object(render(&caller, &headers))
}

async fn start(caller: Caller, Path(id): Path<String>) -> Reply {
    Warehouse::check(&id)?;
    let delay = caller.workspace.conduct().warehouse_start();
    caller.workspace.inner.warehouse.start(delay);
    empty()
}

async fn stop(caller: Caller, Path(id): Path<String>) -> Reply {
    Warehouse::check(&id)?;
    caller.workspace.inner.warehouse.stop();
    empty()
}
