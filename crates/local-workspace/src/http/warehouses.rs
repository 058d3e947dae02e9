//! The one SQL warehouse. It can be stopped; a statement starts it again.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::ask::Caller;
use super::identity::origin;
use super::reply::{Reply, empty, object};
use crate::error::{WsError, WsResult};
use crate::workspace::LocalWorkspace;

/// The state of the warehouse, which lives as long as the process.
#[derive(Debug, Default)]
pub(crate) struct Warehouse {
    stopped: AtomicBool,
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

    pub(crate) fn start(&self) {
        self.stopped.store(false, Ordering::Relaxed);
    }

    fn state(&self) -> &'static str {
        if self.stopped.load(Ordering::Relaxed) {
            "STOPPED"
        } else {
            "RUNNING"
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
    let host = origin.trim_start_matches("http://");
    let (host, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    let path = format!("/sql/1.0/warehouses/{}", Warehouse::ID);
    json!({
        "id": Warehouse::ID,
        "name": "Local warehouse",
        "state": caller.workspace.inner.warehouse.state(),
        "cluster_size": "2X-Small",
        "min_num_clusters": 1,
        "max_num_clusters": 1,
        "num_clusters": 1,
        "num_active_sessions": 0,
        "auto_stop_mins": 0,
        "creator_name": crate::identity::ADMIN,
        "enable_photon": false,
        "enable_serverless_compute": true,
        "warehouse_type": "PRO",
        "spot_instance_policy": "COST_OPTIMIZED",
        "channel": {"name": "CHANNEL_NAME_CURRENT"},
        "health": {"status": "HEALTHY"},
        "tags": {},
        "jdbc_url": format!("jdbc:databricks://{host}:{port};transportMode=http;httpPath={path};"),
        "odbc_params": {
            "hostname": host,
            "path": path,
            "protocol": "http",
            "port": port.parse::<u16>().unwrap_or(80),
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
    caller.workspace.inner.warehouse.start();
    empty()
}

async fn stop(caller: Caller, Path(id): Path<String>) -> Reply {
    Warehouse::check(&id)?;
    caller
        .workspace
        .inner
        .warehouse
        .stopped
        .store(true, Ordering::Relaxed);
    empty()
}
