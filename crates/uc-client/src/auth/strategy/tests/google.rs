use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{World, bearer, header};
use crate::auth::jwt::claims;
use crate::auth::testing::unsigned;
use crate::{Credentials, Host, Secret};

const ACCESS: &str = "x-databricks-gcp-sa-access-token";

/// A key of a service account, made for the test that asks.
struct Key {
    pair: KeyPair,
    file: Value,
}

impl Key {
    fn new(world: &World) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: Pkcs8V1Der<'static> = pair.as_der().unwrap();
        let text = STANDARD.encode(der.as_ref());
        let file = json!({
            "type": "service_account",
            "client_email": "clone@project.example",
            "private_key": format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"),
            "private_key_id": "key-1",
            "token_uri": format!("{}/google/token", world.idp.address),
        });
        Self { pair, file }
    }

    /// What a token of this key says.
    fn verified(&self, token: &str) -> (Value, Value) {
        let (text, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let public = self.pair.public_key().as_ref();
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public)
            .verify(text.as_bytes(), &signature)
            .unwrap();
        let head = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap());
        let head = serde_json::from_slice(&head.unwrap()).unwrap();
        (head, claims(&Secret::new(token)).unwrap())
    }
}

async fn signed_in(world: &World, credentials: &str) -> Result<Credentials, String> {
    let ground = world.ground(&[("GOOGLE_CREDENTIALS", credentials)]);
    world.sign_in("google-credentials", &ground).await
}

#[tokio::test]
async fn a_key_names_the_account_to_the_workspace() {
    let world = World::new().await;
    let key = Key::new(&world);
    let file = world.home.path().join("key.json");
    std::fs::write(&file, key.file.to_string()).unwrap();
    let credentials = signed_in(&world, file.to_str().unwrap()).await.unwrap();
    assert!(
        world.idp.asked().is_empty(),
        "no token before one is needed"
    );
    let end = 1_800_000_000 + 3_600;
    let identity = |number| format!("Bearer {}", unsigned(&json!({"exp": end, "sub": number})));
    assert_eq!(bearer(&credentials).await, identity(1));
    assert_eq!(bearer(&credentials).await, identity(1));
    world.clock.by(3_600 - 40);
    assert_eq!(bearer(&credentials).await, identity(2));
    assert_eq!(header(&credentials, ACCESS).await, "");
    let asked = &world.idp.asked()[0];
    assert_eq!(
        asked.field("grant_type"),
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
    );
    let (head, claims) = key.verified(asked.field("assertion"));
    assert_eq!(head, json!({"alg": "RS256", "typ": "JWT", "kid": "key-1"}));
    assert_eq!(
        claims,
        json!({
            "iat": 1_800_000_000,
            "exp": end,
            "iss": "clone@project.example",
            "aud": "https://oauth2.googleapis.com/token",
            "target_audience": world.idp.address,
        })
    );
}

#[tokio::test]
async fn the_console_of_accounts_gets_the_second_token() {
    let world = World::new().await;
    let key = Key::new(&world);
    let mut ground = world.ground(&[("GOOGLE_CREDENTIALS", &key.file.to_string())]);
    ground.host = Host::parse("http://accounts.gcp.databricks.example").unwrap();
    let credentials = world.sign_in("google-credentials", &ground).await.unwrap();
    assert_eq!(header(&credentials, ACCESS).await, "access-2");
    let asked = world.idp.asked();
    let (_, claims) = key.verified(asked[1].field("assertion"));
    assert_eq!(
        claims["scope"],
        "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/compute"
    );
}

#[tokio::test]
async fn a_refusal_is_told_without_the_token() {
    let world = World::new().await;
    let key = Key::new(&world);
    let credentials = signed_in(&world, &key.file.to_string()).await.unwrap();
    let answer = json!({"error": "invalid_grant", "error_description": "Invalid JWT Signature."});
    world.idp.will_say([
        (400, answer),
        (200, json!({"id_token": unsigned(&json!({}))})),
    ]);
    let mut told = Vec::new();
    for _ in 0..2 {
        let error = credentials.current().await.unwrap_err().to_string();
        told.push(error.replace(&world.idp.address, "GOOGLE"));
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    GOOGLE/google/token refuses: invalid_grant: Invalid JWT Signature.
    GOOGLE/google/token answers with an identity that does not say when it ends
    ");
    let shown = format!("{credentials:?}");
    assert!(!shown.contains("PRIVATE"), "{shown}");
}

#[rstest::rstest]
#[case::no_key(
    "{\"client_email\": \"s3cret\"}",
    "is neither a file nor the JSON of a service account's key, with client_email, private_key and token_uri"
)]
#[case::no_file(
    "/s3cret/gone",
    "is neither a file nor the JSON of a service account's key, with client_email, private_key and token_uri"
)]
#[case::no_rsa_key(
    r#"{"client_email": "a", "private_key": "s3cret", "token_uri": "https://a"}"#,
    "holds a private_key that is no RSA key"
)]
#[tokio::test]
async fn a_key_that_cannot_be_used_is_refused_without_its_text(
    #[case] credentials: &str,
    #[case] expected: &str,
) {
    let world = World::new().await;
    let error = signed_in(&world, credentials).await.unwrap_err();
    let expected = format!("google_credentials (GOOGLE_CREDENTIALS) {expected}");
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_token_is_not_asked_for_in_clear_text() {
    let world = World::new().await;
    let key = Key::new(&world);
    let mut ground = world.ground(&[("GOOGLE_CREDENTIALS", &key.file.to_string())]);
    ground.host = Host::parse("https://1.gcp.databricks.example").unwrap();
    let error = world.sign_in("google-credentials", &ground).await;
    assert_eq!(
        error.unwrap_err(),
        "google_credentials (GOOGLE_CREDENTIALS) holds a token_uri without TLS"
    );
}
