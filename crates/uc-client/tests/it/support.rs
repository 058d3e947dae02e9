//! What several tests need: clients of a router, and a server that misbehaves on a real socket.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use uc_client::transport::InProcess;
use uc_client::{Client, Connection, Host, RetryPolicy, Secret, Transport};

/// Repeats quickly, so that tests on real sockets do not wait.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy {
        attempts: 4,
        first: Duration::from_millis(1),
        longest: Duration::from_millis(2),
        ..RetryPolicy::default()
    }
}

/// A client over a transport.
pub(crate) fn client_over(transport: Arc<dyn Transport>, host: &str, retry: RetryPolicy) -> Client {
    let host = Host::parse(host).unwrap();
    let connection = Connection::with_token(host, Secret::new("dapi-local"));
    Client::builder(&connection, transport)
        .retry(retry)
        .build()
        .unwrap()
}

/// A client of a router in this process.
pub(crate) fn client_of(router: axum::Router) -> Client {
    client_over(
        Arc::new(InProcess::new(router)),
        "http://local.test",
        quick(),
    )
}

/// What the server does with the next connection.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Sends these bytes and closes.
    Send(String),
    /// Closes without a word, after it has read the request.
    Drop,
}

impl Act {
    /// A complete answer.
    pub(crate) fn answer(status: &str, body: &str) -> Self {
        Self::Send(format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    /// The same answer with one more header.
    pub(crate) fn with_header(self, header: &str) -> Self {
        match self {
            Self::Send(text) => Self::Send(text.replacen("\r\n", &format!("\r\n{header}\r\n"), 1)),
            Self::Drop => Self::Drop,
        }
    }

    /// An answer that ends before its promised length.
    pub(crate) fn half_an_answer(body: &str) -> Self {
        Self::Send(format!(
            "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len() + 10
        ))
    }
}

/// A server on a socket of this machine that follows a script, one connection after another.
pub(crate) struct Server {
    pub(crate) address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn playing(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let (seen, script) = (Arc::clone(&requests), Vec::from_iter(script));
        tokio::spawn(async move {
            for act in script {
                let (mut socket, _) = listener.accept().await.unwrap();
                let request = read_request(&mut socket).await;
                seen.lock().unwrap().push(request);
                if let Act::Send(bytes) = act {
                    socket.write_all(bytes.as_bytes()).await.unwrap();
                    socket.shutdown().await.unwrap();
                }
            }
        });
        Self { address, requests }
    }

    /// The requests that arrived, head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn client(&self, retry: RetryPolicy) -> Client {
        let http = uc_client::transport::Http::new().unwrap();
        client_over(Arc::new(http), &self.address, retry)
    }
}

async fn read_request(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            });
            if body.len() >= length.unwrap_or_default() {
                return text;
            }
        }
        let mut part = [0; 4096];
        match socket.read(&mut part).await.unwrap() {
            0 => return text,
            n => bytes.extend_from_slice(&part[..n]),
        }
    }
}
