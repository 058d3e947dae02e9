//! Real sockets: what is sent, what is sent again, and what becomes of broken answers.

use rstest::rstest;
use uc_client::{ApiError, Client, ErrorKind, RetryPolicy, types};

use crate::support::{Act, Server, quick};

const CATALOG: &str = r#"{"name":"main"}"#;

async fn get(client: &Client) -> Result<types::CatalogInfo, ApiError> {
    Ok(client.api().catalogs_get("main", None).await?.into_inner())
}

async fn create(client: &Client) -> Result<types::CatalogInfo, ApiError> {
    let body = types::CatalogCreateRequest {
        name: "main".into(),
        ..Default::default()
    };
    Ok(client.api().catalogs_create(&body).await?.into_inner())
}

#[tokio::test]
async fn requests_carry_the_token_and_our_name_and_nothing_of_the_generator() {
    let server = Server::playing([Act::answer("200 OK", CATALOG)]).await;
    get(&server.client(quick())).await.unwrap();
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(
        request.starts_with("get /api/2.1/unity-catalog/catalogs/main http/1.1"),
        "{request}"
    );
    assert!(
        request.contains("authorization: bearer dapi-local"),
        "{request}"
    );
    assert!(request.contains("user-agent: clone-xs/"), "{request}");
    assert!(!request.contains("api-version"), "{request}");
}

#[tokio::test]
async fn refusals_for_the_moment_are_repeated_even_for_a_post() {
    let server = Server::playing([
        Act::answer(
            "429 Too Many Requests",
            r#"{"error_code":"REQUEST_LIMIT_EXCEEDED"}"#,
        )
        .with_header("retry-after: 0"),
        Act::answer("503 Service Unavailable", "").with_header("retry-after: 0"),
        Act::answer("200 OK", CATALOG),
    ])
    .await;
    let made = create(&server.client(quick())).await.unwrap();
    assert_eq!(made.name.as_deref(), Some("main"));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_only_when_reading() {
    let server = Server::playing([Act::Drop, Act::answer("200 OK", CATALOG)]).await;
    get(&server.client(quick())).await.unwrap();
    assert_eq!(server.requests().len(), 2);

    let server = Server::playing([Act::Drop, Act::answer("200 OK", CATALOG)]).await;
    let error = create(&server.client(quick())).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Interrupted);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let script = [Act::half_an_answer(CATALOG), Act::answer("200 OK", CATALOG)];
    let server = Server::playing(script.clone()).await;
    assert_eq!(
        get(&server.client(quick())).await.unwrap().name.as_deref(),
        Some("main")
    );

    let server = Server::playing(script).await;
    let error = create(&server.client(quick())).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Interrupted);
}

#[tokio::test]
async fn the_last_refusal_stands_when_attempts_are_used_up() {
    let server = Server::playing(vec![Act::answer("502 Bad Gateway", "<h1>upset</h1>"); 9]).await;
    let error = get(&server.client(quick())).await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Some(502), "upset"));
    assert_eq!(server.requests().len(), 4);
}

#[rstest]
#[case("200 OK", "{\"name\":", ErrorKind::Protocol)]
#[case("200 OK", "<html>please log in</html>", ErrorKind::Protocol)]
#[case("200 OK", "", ErrorKind::Protocol)]
#[case("302 Found", "", ErrorKind::Uncoded)]
#[case("404 Not Found", "", ErrorKind::Uncoded)]
#[case(
    "404 Not Found",
    r#"{"error_code":"CATALOG_DOES_NOT_EXIST"}"#,
    ErrorKind::NotFound
)]
#[case(
    "500 Oops",
    r#"{"error_code":"CATALOG_DOES_NOT_EXIST"}"#,
    ErrorKind::NotFound
)]
#[tokio::test]
async fn broken_answers_are_errors_by_their_code(
    #[case] status: &str,
    #[case] body: &str,
    #[case] kind: ErrorKind,
) {
    let server = Server::playing([Act::answer(status, body)]).await;
    let error = get(&server.client(RetryPolicy::never())).await.unwrap_err();
    assert_eq!(*error.kind(), kind, "{error:?}");
    assert!(!error.message().is_empty());
}

#[tokio::test]
async fn a_host_that_is_not_there_is_unreachable() {
    let nowhere = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let http = std::sync::Arc::new(uc_client::transport::Http::new().unwrap());
    let retry = RetryPolicy::never();
    let client = crate::support::client_over(http, &format!("http://{nowhere}"), retry);
    let error = create(&client).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unreachable);
}
