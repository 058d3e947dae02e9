//! What a workspace can do: found out once a connection, and asked by what depends on it.

use clone_core::ports::PortResult;
use serde::Serialize;
use sql_rewrite::Ident;
use uc_client::{ApiError, Client, ErrorKind};

use super::answer::port_error;

/// What a workspace can do.
///
/// Who needs to know asks this value, and never the name of a product: open-source Unity Catalog
/// has the same API with fewer parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    /// Whether a SQL warehouse runs statements, and `information_schema` can be read.
    pub sql: bool,
    /// Whether SQL has CLONE, which every warehouse has.
    pub clone: bool,
    /// Whether tags can be read and set, which is done by SQL.
    pub tags: bool,
    /// Whether there are attribute-based policies.
    pub policies: bool,
    /// Whether there are registered models.
    pub models: bool,
    /// Whether the metastore shares with others.
    pub sharing: bool,
    /// The size of a page that lists are asked for: 0 is the server's own, without which some
    /// lists answer everything at once.
    pub page_size: i64,
}

impl Capabilities {
    /// Asks the workspace; `catalog` is one that the caller sees.
    pub(crate) async fn discover(
        client: &Client,
        known: Known,
        catalog: &Ident,
    ) -> PortResult<Self> {
        let api = client.api();
        let (policies, models) = tokio::join!(
            api.policies_list("CATALOG", catalog.as_str(), Some(false), Some(1), None),
            api.models_list(Some(catalog.as_str()), None, Some(1), None, Some("default")),
        );
        let found = Self {
            sql: known.warehouse,
            clone: known.warehouse,
            tags: known.warehouse,
            policies: there(policies.map_err(ApiError::from))?,
            models: there(models.map_err(ApiError::from))?,
            sharing: known.sharing,
            page_size: 0,
        };
        tracing::debug!(?found, "asked what the workspace can do");
        Ok(found)
    }
}

/// What connecting told already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Whether there is a SQL warehouse.
    pub(crate) warehouse: bool,
    /// Whether the metastore has a scope of sharing.
    pub(crate) sharing: bool,
}

/// Whether the operation exists. Any answer that is about its object says that it does.
fn there<T>(answer: Result<T, ApiError>) -> PortResult<bool> {
    match answer {
        Ok(_) => Ok(true),
        Err(error) => match error.kind() {
            ErrorKind::NoSuchEndpoint | ErrorKind::NotImplemented => Ok(false),
            // A server of another make may know the path as little and have no code for that.
            ErrorKind::Uncoded if matches!(error.status(), Some(404 | 405 | 501)) => Ok(false),
            ErrorKind::Unreachable
            | ErrorKind::Interrupted
            | ErrorKind::TimedOut
            | ErrorKind::Unauthenticated
            | ErrorKind::Throttled
            | ErrorKind::Unavailable => Err(port_error(error)),
            _ => Ok(true),
        },
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use axum::response::IntoResponse as _;
    use axum::routing::get;
    use axum::{Json, Router};
    use serde_json::json;

    use super::*;

    const POLICIES: &str = "/api/2.1/unity-catalog/policies/{kind}/{name}";
    const MODELS: &str = "/api/2.1/unity-catalog/models";

    fn client(status: u16, body: &'static str) -> Client {
        let policies = move || async move {
            let status = StatusCode::from_u16(status).unwrap();
            (status, body.to_owned()).into_response()
        };
        let models = async || Json(json!({"registered_models": []}));
        let router = Router::new()
            .route(POLICIES, get(policies))
            .route(MODELS, get(models));
        Client::in_process(router, uc_client::Secret::new("t")).unwrap()
    }

    #[rstest::rstest]
    #[case::there(200, r#"{"policies":[]}"#, Some(true))]
    #[case::not_for_this_caller(
        403,
        r#"{"error_code":"PERMISSION_DENIED","message":"no"}"#,
        Some(true)
    )]
    #[case::no_such_object(
        404,
        r#"{"error_code":"SCHEMA_DOES_NOT_EXIST","message":"no"}"#,
        Some(true)
    )]
    #[case::no_such_path(
        404,
        r#"{"error_code":"ENDPOINT_NOT_FOUND","message":"no"}"#,
        Some(false)
    )]
    #[case::another_make(404, "<h1>404</h1>", Some(false))]
    #[case::not_implemented(501, r#"{"error_code":"NOT_IMPLEMENTED","message":"no"}"#, Some(false))]
    #[case::who_are_you(401, r#"{"error_code":"UNAUTHENTICATED","message":"no"}"#, None)]
    #[tokio::test]
    async fn policies_are_there_unless_the_path_is_not(
        #[case] status: u16,
        #[case] body: &'static str,
        #[case] expected: Option<bool>,
    ) {
        let known = Known {
            warehouse: true,
            sharing: false,
        };
        let found = Capabilities::discover(&client(status, body), known, &Ident::new("c")).await;
        assert_eq!(found.ok().map(|found| found.policies), expected);
    }
}
