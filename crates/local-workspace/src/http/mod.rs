//! REST as the official clients call it.
//!
//! One file per group of operations; `ask` reads requests, `reply` and `wire` write answers.
//! Everything is served by [`LocalWorkspace::router`], over a socket by [`LocalWorkspace::serve`].

mod admin;
mod ask;
mod bindings;
mod catalogs;
mod constraints;
mod faults;
mod files;
mod functions;
mod history;
mod identity;
mod metastore;
mod models;
mod monitors;
mod oauth;
mod permissions;
mod policies;
mod providers;
mod reply;
mod schemas;
mod sign_in;
mod statements;
mod tables;
mod tags;
mod uploads;
mod volumes;
mod warehouses;
mod wire;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use self::reply::ApiError;
use crate::error::WsError;
use crate::tls::{Tls, TlsListener};
use crate::workspace::LocalWorkspace;

pub(crate) use self::faults::Faults;
pub(crate) use self::sign_in::SignIns;
pub(crate) use self::uploads::Uploads;
pub(crate) use self::warehouses::Warehouse;

/// The largest body that is read into memory; files are streamed.
const BODY_LIMIT: usize = 24 << 20;

impl LocalWorkspace {
    /// The REST API as a service; clones and further routers answer from the same workspace.
    pub fn router(&self) -> Router {
        Router::new()
            .merge(catalogs::routes())
            .merge(schemas::routes())
            .merge(tables::routes())
            .merge(constraints::routes())
            .merge(volumes::routes())
            .merge(functions::routes())
            .merge(models::routes())
            .merge(monitors::routes())
            .merge(permissions::routes())
            .merge(tags::routes())
            .merge(policies::routes())
            .merge(providers::routes())
            .merge(bindings::routes())
            .merge(metastore::routes())
            .merge(identity::routes())
            .merge(sign_in::routes())
            .merge(oauth::routes())
            .merge(warehouses::routes())
            .merge(statements::routes())
            .merge(history::routes())
            .merge(files::routes())
            .merge(uploads::routes())
            .merge(admin::routes())
            .fallback(no_api)
            .method_not_allowed_fallback(no_api)
            .layer(middleware::from_fn_with_state(self.clone(), faults::apply))
            // Outside of the faults, which must not break the switch that turns them off.
            .merge(faults::routes())
            .layer(middleware::from_fn_with_state(self.clone(), add_headers))
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .with_state(self.clone())
    }

    /// Serves the REST API until the future is dropped.
    ///
    /// # Errors
    /// When the listener breaks.
    pub async fn serve(&self, listener: TcpListener) -> std::io::Result<()> {
        axum::serve(listener, self.router()).await
    }

    /// As [`LocalWorkspace::serve`], over TLS.
    ///
    /// # Errors
    /// When the listener breaks.
    pub async fn serve_tls(&self, listener: TcpListener, tls: &Tls) -> std::io::Result<()> {
        let listener = TlsListener::new(listener, tls.config())?;
        let router = self.router().layer(middleware::map_request(say_https));
        axum::serve(listener, router).await
    }
}

/// Tells the handlers, which write addresses of ours, how the client reached us.
async fn say_https(mut request: Request) -> Request {
    let headers = request.headers_mut();
    headers.insert(identity::SCHEME, HeaderValue::from_static("https"));
    request
}

async fn no_api(method: Method, request: Request) -> Response {
    let text = format!("No API found for '{method} {}'", request.uri().path());
    ApiError(WsError::new("ENDPOINT_NOT_FOUND", 404, text)).into_response()
}

async fn add_headers(
    State(workspace): State<LocalWorkspace>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let id = workspace.catalog().metastore().workspace_id;
    response
        .headers_mut()
        .insert("x-databricks-org-id", HeaderValue::from(id));
    response
}
