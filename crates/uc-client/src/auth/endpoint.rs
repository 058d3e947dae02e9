//! HTTP of token endpoints and discovery: answers as values, repetition where it is harmless.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable as _};
use http::header::{HeaderMap, LOCATION, RETRY_AFTER};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::granted::Granted;
use super::secret::scrubbed;
use super::{AuthError, Secret, SetupError, Token};

const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(30);
/// A service of this machine is there at once or not at all.
const CONNECT_NEARBY: Duration = Duration::from_secs(2);
const ANSWER_NEARBY: Duration = Duration::from_secs(10);
/// The longest that a server may make us wait before we ask again.
const LONGEST_ASKED: Duration = Duration::from_secs(10);

/// Which questions may be asked again after an answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It may have been answered without harm.
    Freely,
    /// It spends what it carries: only if it was certainly not taken.
    IfNotTaken,
    /// The service may not exist: only if it answered that it is busy.
    IfThere,
}

/// Asks token endpoints.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    http: reqwest::Client,
    first_pause: Duration,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(alias = "errorCode", alias = "error_code")]
    error: String,
    #[serde(default, alias = "errorSummary", alias = "message")]
    error_description: Option<String>,
}

struct Failed {
    error: AuthError,
    /// How long to wait before asking again, if that may be done.
    again: Option<Duration>,
}

impl Endpoint {
    /// Sets up the HTTP stack.
    pub(crate) fn new() -> Result<Self, SetupError> {
        let http = builder(CONNECT, ANSWER).build().map_err(SetupError::Http)?;
        Ok(Self {
            http,
            first_pause: Duration::from_millis(300),
        })
    }

    /// The same for services of this machine: asked past proxies, and not waited for.
    pub(crate) fn nearby(&self) -> Result<Self, reqwest::Error> {
        let builder = builder(CONNECT_NEARBY, ANSWER_NEARBY).no_proxy();
        Ok(Self {
            http: builder.build()?,
            first_pause: self.first_pause,
        })
    }

    /// The same, asking again at once.
    #[cfg(test)]
    pub(crate) fn impatient() -> Self {
        Self {
            first_pause: Duration::from_millis(1),
            ..Self::new().unwrap()
        }
    }

    /// Posts a form and reads the token in the answer.
    pub(crate) async fn token(
        &self,
        url: &str,
        form: &[(&str, &str)],
        basic: Option<(&str, &Secret)>,
        repeat: Repeat,
        secrets: &[&Secret],
        now: Timestamp,
    ) -> Result<Token, AuthError> {
        let granted: Granted = self.post(url, form, basic, repeat, secrets).await?;
        granted.token(now).map_err(|why| wrong(url, why))
    }

    /// Posts a form and reads the document in the answer.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        url: &str,
        form: &[(&str, &str)],
        basic: Option<(&str, &Secret)>,
        repeat: Repeat,
        secrets: &[&Secret],
    ) -> Result<T, AuthError> {
        let ask = || {
            let mut request = self.http.post(url).form(form);
            if let Some((user, password)) = basic {
                request = request.basic_auth(user, Some(password.expose()));
            }
            request
        };
        self.json(url, ask, repeat, secrets).await
    }

    /// Reads the token in a document.
    pub(crate) async fn get_token(
        &self,
        url: &str,
        headers: &HeaderMap,
        repeat: Repeat,
        secrets: &[&Secret],
        now: Timestamp,
    ) -> Result<Token, AuthError> {
        let ask = || self.http.get(url).headers(headers.clone());
        let granted: Granted = self.json(url, ask, repeat, secrets).await?;
        granted.token(now).map_err(|why| wrong(url, why))
    }

    /// Reads a document.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        url: &str,
        headers: &HeaderMap,
        secrets: &[&Secret],
    ) -> Result<T, AuthError> {
        let ask = || self.http.get(url).headers(headers.clone());
        self.json(url, ask, Repeat::Freely, secrets).await
    }

    /// Posts nothing and reads the document in the answer.
    pub(crate) async fn post_nothing<T: DeserializeOwned>(
        &self,
        url: &str,
        headers: &HeaderMap,
        secrets: &[&Secret],
    ) -> Result<T, AuthError> {
        let ask = || self.http.post(url).headers(headers.clone()).body("");
        self.json(url, ask, Repeat::Freely, secrets).await
    }

    /// Where an address leads to, without going there.
    pub(crate) async fn leads_to(&self, url: &str) -> Result<Option<Url>, AuthError> {
        let answer = self.http.get(url).send().await;
        let answer = answer.map_err(|error| unreachable(url, error))?;
        let location = answer.headers().get(LOCATION);
        let location = location.and_then(|location| location.to_str().ok());
        Ok(location.and_then(|location| location.parse().ok()))
    }

    async fn json<T: DeserializeOwned>(
        &self,
        url: &str,
        ask: impl Fn() -> reqwest::RequestBuilder,
        repeat: Repeat,
        secrets: &[&Secret],
    ) -> Result<T, AuthError> {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(self.first_pause)
            .with_max_times(3)
            .with_jitter();
        let once = || once(url, ask(), repeat, secrets);
        let answer = once
            .retry(pauses)
            .when(|failed: &Failed| failed.again.is_some())
            .adjust(|failed, own| Some(own?.max(failed.again?)))
            .await
            .map_err(|failed| failed.error)?;
        // What serde says of a value that does not fit may quote it.
        serde_json::from_slice(&answer).map_err(|_| wrong(url, "something other than was promised"))
    }
}

fn builder(connect: Duration, answer: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(connect)
        .timeout(answer)
        .redirect(reqwest::redirect::Policy::none())
}

async fn once(
    url: &str,
    request: reqwest::RequestBuilder,
    repeat: Repeat,
    secrets: &[&Secret],
) -> Result<bytes::Bytes, Failed> {
    let lost = |error: reqwest::Error| {
        let again = match repeat {
            Repeat::Freely => true,
            Repeat::IfNotTaken => error.is_connect(),
            Repeat::IfThere => false,
        };
        Failed {
            error: unreachable(url, error),
            again: again.then_some(Duration::ZERO),
        }
    };
    let answer = request.send().await.map_err(lost)?;
    let status = answer.status();
    let asked = answer.headers().get(RETRY_AFTER);
    let asked = asked.and_then(|value| value.to_str().ok()?.parse().ok());
    let body = answer.bytes().await.map_err(lost)?;
    if status.is_success() {
        return Ok(body);
    }
    let again = match (status.as_u16(), repeat) {
        (429 | 503, _) | (502 | 504, Repeat::Freely | Repeat::IfThere) => {
            Some(Duration::from_secs(asked.unwrap_or(0)).min(LONGEST_ASKED))
        }
        _ => None,
    };
    let refusal = serde_json::from_slice::<Refusal>(&body).ok();
    let (error, description) = match refusal {
        Some(refusal) => (refusal.error, refusal.error_description),
        None => (format!("HTTP status {status}"), None),
    };
    Err(Failed {
        error: AuthError::Refused {
            endpoint: shown(url),
            status: status.as_u16(),
            error: scrubbed(&error, secrets),
            description: description.map(|text| scrubbed(&text, secrets)),
        },
        again,
    })
}

fn wrong(url: &str, why: &str) -> AuthError {
    AuthError::BadAnswer {
        endpoint: shown(url),
        why: why.to_owned(),
    }
}

fn unreachable(url: &str, error: reqwest::Error) -> AuthError {
    AuthError::Unreachable {
        endpoint: shown(url),
        source: error.without_url(),
    }
}

/// An address without what it asks.
pub(crate) fn shown(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    url.get(..end).unwrap_or_default().to_owned()
}
