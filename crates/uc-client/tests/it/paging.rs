//! Lists over a service that likes empty pages.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use futures::TryStreamExt as _;
use serde_json::{Value, json};
use uc_client::{Client, ErrorKind};

use crate::support::client_of;

/// A service that answers with the page named by the token; the first must be asked for with the
/// server's own page size.
fn pages(
    pages: &'static [(&'static str, &'static [&'static str], Option<&'static str>)],
) -> Client {
    let answer = async move |Query(query): Query<BTreeMap<String, String>>| -> Json<Value> {
        assert_eq!(query.get("max_results").map(String::as_str), Some("0"));
        let asked = query.get("page_token").map_or("", String::as_str);
        let (_, names, next) = pages.iter().find(|(token, _, _)| *token == asked).unwrap();
        let mut page = json!({});
        if !names.is_empty() {
            page["catalogs"] = names.iter().map(|name| json!({"name": name})).collect();
        }
        if let Some(next) = next {
            page["next_page_token"] = json!(next);
        }
        Json(page)
    };
    client_of(Router::new().route("/api/2.1/unity-catalog/catalogs", get(answer)))
}

#[tokio::test]
async fn empty_pages_do_not_end_a_list() {
    let client = pages(&[
        ("", &[], Some("p 2/")),
        ("p 2/", &["a", "b"], Some("p3")),
        ("p3", &[], Some("p4")),
        ("p4", &["c"], Some("p5")),
        ("p5", &[], None),
    ]);
    let found: Vec<_> = client
        .catalogs()
        .map_ok(|c| c.name.unwrap())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(found, ["a", "b", "c"]);
}

#[tokio::test]
async fn an_empty_token_ends_a_list() {
    let client = pages(&[("", &["a"], Some(""))]);
    assert_eq!(
        client
            .catalogs()
            .try_collect::<Vec<_>>()
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_token_that_comes_back_is_an_error_and_not_a_loop() {
    let client = pages(&[
        ("", &["a"], Some("x")),
        ("x", &["b"], Some("y")),
        ("y", &[], Some("x")),
    ]);
    let error = client.catalogs().try_collect::<Vec<_>>().await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Protocol);
    insta::assert_snapshot!(error, @"a list returns to its page `x`");
}
