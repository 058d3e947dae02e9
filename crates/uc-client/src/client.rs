//! [`Client`]: one workspace, seen by one principal.

use std::sync::{Arc, OnceLock};

use http::HeaderValue;

use crate::parting::Parting;
use crate::transport::{Http, Inner, Paced, Retrying};
use crate::{
    ApiError, Connection, Credentials, Files, Host, RetryPolicy, SetupError, Statements, Transport,
    generated,
};

/// A workspace, seen by the principal that a token stands for.
///
/// Cheap to clone; clones share connections.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use uc_client::{Client, Connection, Environment};
///
/// let connection = Connection::resolve(None, None, &Environment::of_process()).await?;
/// let client = Client::connect(&connection)?;
/// let catalog = client.api().catalogs_get("main", None).await.map_err(uc_client::ApiError::from)?;
/// println!("{:?}", catalog.owner);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    api: generated::Client,
    host: Host,
}

impl Client {
    /// A client over the network with the usual pace and repetition of calls.
    ///
    /// # Errors
    /// [`SetupError`] if the HTTP stack does not start.
    pub fn connect(connection: &Connection) -> Result<Self, SetupError> {
        let paced = Paced::new(Arc::new(Http::new()?));
        Self::builder(connection, Arc::new(paced)).build()
    }

    /// A client over any transport.
    #[must_use]
    pub fn builder(connection: &Connection, transport: Arc<dyn Transport>) -> ClientBuilder {
        ClientBuilder {
            host: connection.host.clone(),
            credentials: connection.credentials.clone(),
            transport,
            retry: RetryPolicy::default(),
        }
    }

    /// A client of a router in this process, called by the principal of `token`.
    ///
    /// # Errors
    /// [`SetupError`] if the HTTP stack does not start.
    #[cfg(feature = "in-process")]
    pub fn in_process(router: axum::Router, token: crate::Secret) -> Result<Self, SetupError> {
        let host = Host::parse("http://in-process.invalid")?;
        let connection = Connection::with_token(host, token);
        Self::builder(
            &connection,
            Arc::new(crate::transport::InProcess::new(router)),
        )
        .build()
    }

    /// The operations generated from `openapi/`.
    #[must_use]
    pub fn api(&self) -> &generated::Client {
        &self.api
    }

    /// The address of the workspace.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// SQL on a warehouse.
    #[must_use]
    pub fn statements(&self, warehouse_id: &str) -> Statements {
        Statements::new(self.clone(), warehouse_id)
    }

    /// Files in volumes.
    #[must_use]
    pub fn files(&self) -> Files {
        Files::new(self.clone())
    }

    /// Waits until statements whose callers went away are cancelled, or a few seconds at most.
    pub async fn parted(&self) {
        self.inner().parting.over().await;
    }

    /// A request to a path below the host, for what the generator cannot express.
    pub(crate) fn request(
        &self,
        method: http::Method,
        encoded_path: &str,
    ) -> Result<reqwest::Request, ApiError> {
        let url = format!("{}{encoded_path}", self.host);
        let url = url
            .parse()
            .map_err(|error| ApiError::refused(format!("`{encoded_path}` is no path: {error}")))?;
        Ok(reqwest::Request::new(method, url))
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.api.inner
    }
}

/// What writes requests; the transport sends them. One for the process: setting it up reads the
/// certificates of the machine.
fn writer() -> Result<reqwest::Client, SetupError> {
    static WRITER: OnceLock<reqwest::Client> = OnceLock::new();
    if let Some(writer) = WRITER.get() {
        return Ok(writer.clone());
    }
    let writer = reqwest::Client::builder()
        .build()
        .map_err(SetupError::Http)?;
    Ok(WRITER.get_or_init(|| writer).clone())
}

/// The parts of a [`Client`] before it is built.
#[derive(Debug)]
pub struct ClientBuilder {
    host: Host,
    credentials: Credentials,
    transport: Arc<dyn Transport>,
    retry: RetryPolicy,
}

impl ClientBuilder {
    /// Repeats calls by these rules.
    #[must_use]
    pub fn retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// Builds the client.
    ///
    /// # Errors
    /// [`SetupError`] if the HTTP stack does not start.
    pub fn build(self) -> Result<Client, SetupError> {
        let inner = Inner {
            transport: Arc::new(Retrying::new(self.transport, self.retry.clone())),
            retry: self.retry,
            credentials: self.credentials,
            user_agent: HeaderValue::from_static(concat!("clone-xs/", env!("CARGO_PKG_VERSION"))),
            parting: Parting::default(),
        };
        let api = generated::Client::new_with_client(self.host.as_str(), writer()?, inner);
        Ok(Client {
            api,
            host: self.host,
        })
    }
}
