//! Signing in: codes, refresh tokens, lifetimes.

use rstest::rstest;
use serde_json::{Value, json};

use crate::rest_support::{Answer, Served, served};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const AUTHORIZE: &str = "/oidc/v1/authorize?client_id=cli&response_type=code&state=s%26t\
    &redirect_uri=http%3A%2F%2Flocalhost%3A8020&scope=all-apis+offline_access\
    &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

async fn location(served: &Served, path: &str) -> String {
    let answer = served.call_as("", "GET", path, Value::Null).await;
    assert_eq!(answer.status, 302, "{}", answer.body);
    answer.headers["location"].to_str().unwrap().to_owned()
}

fn part(url: &str, wanted: &str) -> Option<String> {
    let url = url::Url::parse(url).unwrap();
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == wanted)
        .map(|(_, value)| value.into_owned())
}

async fn token(served: &Served, form: &str) -> Answer {
    served
        .call_as("", "POST", "/oidc/v1/token", json!(form))
        .await
}

async fn signed_in(served: &Served) -> Value {
    let back = location(served, AUTHORIZE).await;
    assert_eq!(part(&back, "state").as_deref(), Some("s&t"));
    let code = part(&back, "code").unwrap();
    let form = format!(
        "grant_type=authorization_code&client_id=cli&code={code}&code_verifier={VERIFIER}\
         &redirect_uri=http%3A%2F%2Flocalhost%3A8020"
    );
    let answer = token(served, &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(token(served, &form).await.body["error"], "invalid_grant");
    answer.body
}

fn text<'a>(body: &'a Value, field: &str) -> &'a str {
    body[field].as_str().unwrap()
}

#[tokio::test]
async fn the_one_user_signs_in_at_once_and_is_renewed() {
    let served = served();
    let first = signed_in(&served).await;
    let me = "/api/2.0/preview/scim/v2/Me";
    let answer = served
        .call_as(text(&first, "access_token"), "GET", me, Value::Null)
        .await;
    assert_eq!(answer.body["userName"], "admin@local");
    let refresh = text(&first, "refresh_token");
    let form = format!("grant_type=refresh_token&client_id=cli&refresh_token={refresh}");
    let renewed = token(&served, &form).await.body;
    assert_eq!(renewed["refresh_token"], first["refresh_token"]);
    assert_ne!(renewed["access_token"], first["access_token"]);
    let stolen = form.replace("client_id=cli", "client_id=other");
    assert_eq!(token(&served, &stolen).await.body["error"], "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_for_one_use_is_replaced() {
    let served = served();
    let once = json!({"single_use_refresh_tokens": true, "token_seconds": 60});
    served.ok("PATCH", "/__admin/conduct", once).await;
    let first = signed_in(&served).await;
    assert_eq!(first["expires_in"], 60);
    let refresh = text(&first, "refresh_token");
    let form = format!("grant_type=refresh_token&client_id=cli&refresh_token={refresh}");
    let renewed = token(&served, &form).await.body;
    assert_ne!(renewed["refresh_token"], first["refresh_token"]);
    assert_eq!(token(&served, &form).await.body["error"], "invalid_grant");
}

#[tokio::test]
async fn a_token_that_expired_is_refused() {
    let served = served();
    let now = json!({"token_seconds": 0});
    served.ok("PATCH", "/__admin/conduct", now).await;
    let token = signed_in(&served).await;
    let me = "/api/2.0/preview/scim/v2/Me";
    let answer = served
        .call_as(text(&token, "access_token"), "GET", me, Value::Null)
        .await;
    assert_eq!(answer.error(), (403, "PERMISSION_DENIED"));
}

#[tokio::test]
async fn several_users_are_asked_who_they_are() {
    let served = served();
    let ann = json!({"kind": "USER", "name": "ann<b>@local"});
    served.ok("POST", "/__admin/principals", ann).await;
    let page = served.call_as("", "GET", AUTHORIZE, Value::Null).await;
    let html = page.body.as_str().unwrap();
    assert!(
        html.contains("ann&lt;b&gt;@local") && !html.contains("ann<b>"),
        "{html}"
    );
    assert!(
        html.contains("&amp;login_hint=ann%3Cb%3E%40local"),
        "{html}"
    );
    let chosen = format!("{AUTHORIZE}&login_hint=ann%3Cb%3E%40local");
    assert!(part(&location(&served, &chosen).await, "code").is_some());
}

#[rstest]
#[case::plain("S256", "plain", "invalid_request")]
#[case::response(
    "response_type=code",
    "response_type=token",
    "unsupported_response_type"
)]
#[case::client("client_id=cli", "client_id=", "invalid_request")]
#[case::user("state=", "login_hint=nobody&state=", "access_denied")]
#[tokio::test]
async fn a_refusal_goes_back_with_the_state(
    #[case] from: &str,
    #[case] to: &str,
    #[case] error: &str,
) {
    let back = location(&served(), &AUTHORIZE.replace(from, to)).await;
    assert_eq!(part(&back, "error").as_deref(), Some(error));
    assert_eq!(part(&back, "state").as_deref(), Some("s&t"));
}

#[rstest]
#[case("http%3A%2F%2Fexample.com")]
#[case("https%3A%2F%2Flocalhost%3A1")]
#[case("http%3A%2F%2Flocalhost.example.com")]
#[case("http%3A%2F%2Flocalhost%3A1%2F%23x")]
#[case("localhost")]
#[tokio::test]
async fn nothing_is_sent_to_another_machine(#[case] address: &str) {
    let path = AUTHORIZE.replace("http%3A%2F%2Flocalhost%3A8020", address);
    let answer = served().call_as("", "GET", &path, Value::Null).await;
    assert_eq!(answer.status, 400);
    assert!(!answer.headers.contains_key("location"));
}

#[tokio::test]
async fn federation_is_refused_by_name() {
    let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange";
    let answer = token(&served(), form).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["error"]),
        (400, &json!("unsupported_grant_type"))
    );
}
