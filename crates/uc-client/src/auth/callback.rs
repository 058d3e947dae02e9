//! Waits on a port of this machine for the browser to come back.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::secret::scrubbed;
use super::{AuthError, Secret};

/// Where the browser comes back to.
#[derive(Debug)]
pub(crate) struct Callback {
    listener: TcpListener,
    port: u16,
}

/// What the browser brought.
type Brought = Result<Secret, AuthError>;

impl Callback {
    /// Takes the first port that is free; 0 stands for any.
    pub(crate) async fn open(ports: RangeInclusive<u16>) -> Result<Self, AuthError> {
        let mut last = None;
        for port in ports {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
                Ok(listener) => {
                    let port = listener.local_addr().map_or(port, |address| address.port());
                    return Ok(Self { listener, port });
                }
                Err(error) => last = Some(format!("port {port}: {error}")),
            }
        }
        Err(AuthError::SignIn {
            why: format!("no port is free to wait on; {}", last.unwrap_or_default()),
        })
    }

    /// The address that the browser is sent to.
    pub(crate) fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The code that the browser brings. A visit without the right `state` is answered and not
    /// believed: any page can send a browser here.
    pub(crate) async fn code(self, state: &Secret) -> Result<Secret, AuthError> {
        let (found, mut brought) = oneshot::channel::<Brought>();
        let found = Arc::new(Mutex::new(Some(found)));
        let mut visits = tokio::task::JoinSet::new();
        loop {
            tokio::select! {
                result = &mut brought => {
                    // The page that says so is on its way; it is small.
                    while visits.join_next().await.is_some() {}
                    return result.unwrap_or(Err(AuthError::Interrupted));
                }
                visit = self.listener.accept() => {
                    let Ok((socket, _)) = visit else { continue };
                    let (state, found) = (state.clone(), Arc::clone(&found));
                    visits.spawn(async move {
                        let serve = service_fn(move |request: Request<Incoming>| {
                            let answer = answer(&request, &state, &found);
                            async move { Ok::<_, Infallible>(answer) }
                        });
                        let served = hyper::server::conn::http1::Builder::new()
                            .keep_alive(false)
                            .serve_connection(TokioIo::new(socket), serve);
                        let served = tokio::time::timeout(super::login::VISIT, served).await;
                        if !matches!(served, Ok(Ok(()))) {
                            tracing::debug!("a visit did not come to an end");
                        }
                    });
                }
            }
        }
    }
}

fn answer(
    request: &Request<Incoming>,
    state: &Secret,
    found: &Mutex<Option<oneshot::Sender<Brought>>>,
) -> Response<Full<Bytes>> {
    let query = request.uri().query().unwrap_or_default();
    let field = |name: &str| {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let value = pairs.into_iter().find(|(key, _)| key == name);
        value.map(|(_, value)| value.into_owned())
    };
    if field("state").as_deref() != Some(state.expose()) {
        return page(
            StatusCode::BAD_REQUEST,
            "This is not the sign-in that clxs waits for.",
        );
    }
    let (brought, status, text) = match (field("code"), field("error")) {
        (Some(code), None) => (
            Ok(Secret::new(&code)),
            StatusCode::OK,
            "Signed in. This page can be closed.",
        ),
        (None, None) => {
            return page(StatusCode::BAD_REQUEST, "There is no code.");
        }
        (_, Some(error)) => {
            let description = field("error_description").unwrap_or_default();
            let why = scrubbed(&format!("{error} {description}"), &[state]);
            let refused = Err(AuthError::SignIn { why });
            (
                refused,
                StatusCode::OK,
                "The sign-in was refused. See the terminal.",
            )
        }
    };
    let waiting = found.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(waiting) = waiting {
        // Whoever waited may have gone away.
        drop(waiting.send(brought));
    }
    page(status, text)
}

fn page(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let text = format!("<!doctype html><title>clxs</title><p>{text}</p>\n");
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    let html = http::HeaderValue::from_static("text/html; charset=utf-8");
    answer
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, html);
    answer
}
