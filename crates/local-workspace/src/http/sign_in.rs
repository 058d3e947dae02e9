//! Signing in with a browser: `/oidc/v1/authorize`.
//!
//! A local workspace has no passwords. Whoever can reach it may sign in as any of its users, just
//! as its first token is public; the code goes to a loopback address only.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use url::{Host, Url};

use super::ask::Params;
use crate::clock::now_ms;
use crate::error::{WsError, WsResult};
use crate::identity::PrincipalKind;
use crate::workspace::LocalWorkspace;

/// How long a code can be redeemed.
const CODE_MS: i64 = 5 * 60 * 1000;

pub(super) fn routes() -> Router<LocalWorkspace> {
    Router::new().route("/oidc/v1/authorize", get(authorize))
}

/// Codes that were given out and not redeemed.
#[derive(Debug, Default)]
pub(crate) struct SignIns {
    by_code: Mutex<HashMap<blake3::Hash, SignIn>>,
}

/// Someone who signed in for a client.
pub(crate) struct SignIn {
    pub(crate) user: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    redirect_uri: String,
    challenge: String,
    expires_at: i64,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn")
            .field("user", &self.user)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl SignIns {
    fn give(&self, sign_in: SignIn) -> String {
        let code = format!(
            "{}{}",
            uuid::Uuid::new_v4().simple(),
            uuid::Uuid::new_v4().simple()
        );
        let mut by_code = self.by_code.lock().unwrap_or_else(PoisonError::into_inner);
        by_code.retain(|_, sign_in| sign_in.expires_at > now_ms());
        by_code.insert(blake3::hash(code.as_bytes()), sign_in);
        code
    }

    /// Who signed in. A code is used up, also by a client that cannot prove that it is its own.
    ///
    /// # Errors
    /// Status 400 `invalid_grant`.
    pub(super) fn redeem(
        &self,
        code: &str,
        client_id: &str,
        redirect_uri: &str,
        verifier: &str,
    ) -> WsResult<SignIn> {
        let wrong = |text: &str| WsError::new("invalid_grant", 400, text);
        let mut by_code = self.by_code.lock().unwrap_or_else(PoisonError::into_inner);
        let found = by_code
            .remove(&blake3::hash(code.as_bytes()))
            .filter(|sign_in| sign_in.expires_at > now_ms());
        let found = found.ok_or_else(|| wrong("The authorization code is invalid or expired."))?;
        if found.client_id != client_id || found.redirect_uri != redirect_uri {
            return Err(wrong("The authorization code belongs to another client."));
        }
        if challenge_of(verifier) != found.challenge {
            return Err(wrong(
                "The code_verifier does not match the code_challenge.",
            ));
        }
        Ok(found)
    }
}

fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

async fn authorize(
    State(workspace): State<LocalWorkspace>,
    uri: Uri,
    params: Params,
) -> Result<Response, Response> {
    // Before the address is known to be the client's own, nothing may be sent there.
    let mut back = redirect_uri(&params)
        .map_err(|error| page(StatusCode::BAD_REQUEST, &escaped(&error.message)))?;
    let state = params.get("state").map(str::to_owned);
    let outcome = tokio::task::spawn_blocking(move || sign_in(&workspace, &params, &uri)).await;
    let outcome = outcome.unwrap_or_else(|error| Err(WsError::internal(error)));
    let answer = match outcome {
        Ok(Outcome::Ask(body)) => return Ok(page(StatusCode::OK, &body)),
        Ok(Outcome::Code(code)) => vec![("code", code)],
        Err(error) => vec![("error", error.code), ("error_description", error.message)],
    };
    back.query_pairs_mut()
        .extend_pairs(answer)
        .extend_pairs(state.map(|state| ("state", state)));
    let headers = [
        (LOCATION, back.to_string()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((StatusCode::FOUND, headers).into_response())
}

/// The address of the client, on this machine.
fn redirect_uri(params: &Params) -> WsResult<Url> {
    let text = params.need("redirect_uri")?;
    let refused = || {
        WsError::invalid(format!(
            "redirect_uri '{text}' is not an http address of this machine (localhost, 127.0.0.1, [::1])"
        ))
    };
    let found = Url::parse(&text).map_err(|_| refused())?;
    let loopback = match found.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if found.scheme() == "http" && loopback && found.fragment().is_none() {
        Ok(found)
    } else {
        Err(refused())
    }
}

enum Outcome {
    /// A page that asks who signs in.
    Ask(String),
    Code(String),
}

fn sign_in(workspace: &LocalWorkspace, params: &Params, uri: &Uri) -> WsResult<Outcome> {
    let bad = |text: &str| WsError::new("invalid_request", 400, text);
    if params.get("response_type") != Some("code") {
        let text = "response_type must be code";
        return Err(WsError::new("unsupported_response_type", 400, text));
    }
    let client_id = params
        .need("client_id")
        .map_err(|_| bad("client_id is missing"))?;
    if params.get("code_challenge_method") != Some("S256") {
        return Err(bad("PKCE with code_challenge_method=S256 is required"));
    }
    let challenge = params.get("code_challenge").unwrap_or_default();
    let digest = URL_SAFE_NO_PAD.decode(challenge);
    if digest.is_ok_and(|digest| digest.len() != 32) || challenge.len() != 43 {
        return Err(bad("code_challenge is not a SHA-256 in base64url"));
    }
    let user = match who(workspace, params)? {
        Ok(user) => user,
        Err(users) => return Ok(Outcome::Ask(choice(&users, uri))),
    };
    let code = workspace.inner.sign_ins.give(SignIn {
        user,
        client_id,
        scope: params.get("scope").unwrap_or("all-apis").to_owned(),
        redirect_uri: params.need("redirect_uri")?,
        challenge: challenge.to_owned(),
        expires_at: now_ms() + CODE_MS,
    });
    Ok(Outcome::Code(code))
}

/// Who signs in; or among whom to choose.
fn who(workspace: &LocalWorkspace, params: &Params) -> WsResult<Result<String, Vec<String>>> {
    let mut users = workspace.directory().list()?;
    users.retain(|user| user.kind == PrincipalKind::User && user.active);
    let mut names: Vec<String> = users.into_iter().map(|user| user.name).collect();
    let always = Some(workspace.conduct().sign_in_as).filter(|name| !name.is_empty());
    match params.get("login_hint").map(str::to_owned).or(always) {
        Some(wanted) => {
            let found = names.iter().find(|name| name.eq_ignore_ascii_case(&wanted));
            let denied =
                || WsError::new("access_denied", 403, format!("There is no user {wanted}"));
            found.cloned().map(Ok).ok_or_else(denied)
        }
        None if names.len() == 1 => Ok(Ok(names.remove(0))),
        None => Ok(Err(names)),
    }
}

fn choice(users: &[String], uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default();
    let mut body = "<h1>Sign in to the local workspace</h1>\n<ul>\n".to_owned();
    for user in users {
        let hint: String = url::form_urlencoded::byte_serialize(user.as_bytes()).collect();
        let link = escaped(&format!("{}?{query}&login_hint={hint}", uri.path()));
        body += &format!("<li><a href=\"{link}\">{}</a></li>\n", escaped(user));
    }
    body + "</ul>"
}

fn page(status: StatusCode, body: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Local workspace</title>\n{body}\n"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, html).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::challenge_of;

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(
            challenge_of(verifier),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}
