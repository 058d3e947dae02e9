//! Where to connect: a workspace on the network, or one in a directory.

use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clone_core::model::Identity;
use clone_core::ports::{PortError, PortErrorKind};
use futures::TryStreamExt as _;
use uc_client::transport::{Bounds, Counted, Paced};
use uc_client::{
    Arguments, Attribute, Client, Connection, Credentials, Environment, RetryPolicy, Secret,
    Settings, SetupError, Why, choose_warehouse, types,
};

use crate::error::{EngineError, EngineResult};
use crate::uc::{Known, Link, port_error};

/// What names a workspace; what is not given is taken from the environment.
#[derive(Clone, Debug, Default)]
pub struct ConnectOptions {
    /// Address of a workspace.
    pub host: Option<String>,
    /// The token that opens it, or that names a user of the local workspace.
    pub token: Option<Secret>,
    /// Profile of `~/.databrickscfg`.
    pub profile: Option<String>,
    /// What signs in, where the program that embeds this one knows; nothing else is looked for.
    pub credentials: Option<Credentials>,
    /// Directory of a local workspace; wins over a host from the environment.
    pub local: Option<PathBuf>,
    /// Id or name of the SQL warehouse.
    pub warehouse: Option<String>,
    /// Calls that are sent in a second at most; none lets the workspace say what it bears.
    pub max_rps: Option<NonZeroU16>,
    /// Where plans and the journal are kept.
    pub state_dir: Option<PathBuf>,
    /// Whether calls are counted; costs nothing worth naming.
    pub counted: Option<uc_client::transport::Latency>,
}

impl ConnectOptions {
    /// The values by which a workspace on the network is reached, with their sources.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn settings(&self) -> EngineResult<Settings> {
        let arguments = Arguments::default()
            .with(Attribute::Host, self.host.as_deref())
            .with(Attribute::Profile, self.profile.as_deref())
            .with(Attribute::Token, self.token.as_ref().map(Secret::reveal));
        Settings::resolve(&arguments, &Environment::of_process())
            .map_err(|source| EngineError::Setup { source })
    }
}

/// One workspace as one principal, ready for use.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) link: Link,
    pub(crate) identity: Identity,
    pub(crate) state: PathBuf,
    warehouse: types::WarehouseInfo,
    why: Why,
    counted: Option<Counted>,
    auth_type: &'static str,
}

impl Session {
    /// Connects, asks who asks, and chooses a warehouse.
    ///
    /// # Errors
    /// When nothing names a workspace that can be used, it does not answer, refuses the token, or
    /// has no warehouse.
    pub async fn connect(options: &ConnectOptions) -> EngineResult<Self> {
        let state = state_dir(options.state_dir.as_deref())?;
        let Built {
            client,
            first,
            counted,
            workspace,
            auth_type,
            warehouse,
        } = client(options).await?;
        let api = first.api();
        let told = |error| EngineError::unreachable(&workspace, error);
        let (user, metastore, warehouses) = tokio::join!(
            async {
                let user = api.current_user(None, None).await;
                user.map_err(|error| whoami_error(error.into()))
            },
            async {
                let metastore = api.metastore_summary().await;
                metastore.map_err(|error| port_error(error.into()))
            },
            async {
                let warehouses = first.warehouses().try_collect::<Vec<_>>().await;
                warehouses.map_err(port_error)
            },
        );
        // A token that is refused is told as such, whichever answer came first.
        let user = user.map_err(told)?;
        let (metastore, warehouses) = (metastore.map_err(told)?, warehouses.map_err(told)?);
        let chosen = choose_warehouse(warehouses, warehouse.as_deref())?;
        let warehouse = chosen.warehouse;
        let metastore = metastore.into_inner();
        let identity = Identity {
            workspace: workspace.clone(),
            metastore_id: metastore.metastore_id.clone().unwrap_or_default(),
            metastore_name: metastore.name.clone().unwrap_or_default(),
            principal: user.into_inner().user_name.unwrap_or_default(),
        };
        let known = Known {
            warehouse: true,
            sharing: metastore.delta_sharing_scope.is_some(),
        };
        let link = Link::new(client, warehouse.id.as_deref().unwrap_or_default(), known);
        Ok(Self {
            link,
            identity,
            state,
            warehouse,
            why: chosen.why,
            counted,
            auth_type,
        })
    }

    /// How the principal signed in, such as `pat`.
    pub fn auth_type(&self) -> &'static str {
        self.auth_type
    }

    /// Which workspace, and who asks.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Whether the workspace lies in a directory of this machine.
    pub fn is_local(&self) -> bool {
        self.identity.workspace.starts_with("local:")
    }

    /// The warehouse that runs SQL, for people.
    pub fn warehouse(&self) -> &str {
        self.warehouse
            .name
            .as_deref()
            .or(self.warehouse.id.as_deref())
            .unwrap_or("unnamed")
    }

    /// Why it is this warehouse, as the end of a sentence.
    pub fn why_this_warehouse(&self) -> String {
        self.why.to_string()
    }

    /// Starts the warehouse if it did not run when it was chosen, and waits until it does.
    /// `progress` is told each state that is seen, and how long it has been waited for.
    ///
    /// # Errors
    /// When it does not start within 20 minutes.
    pub async fn wake(&self, progress: impl FnMut(&str, Duration)) -> EngineResult<()> {
        if self.warehouse.state.as_deref() == Some("RUNNING") {
            return Ok(());
        }
        let started = self
            .link
            .client
            .start_warehouse(&self.link.warehouse, START_PATIENCE, progress)
            .await;
        match started {
            Ok(_) => Ok(()),
            // Whoever may use a warehouse need not be allowed to start it; a statement does.
            Err(error) if *error.kind() == uc_client::ErrorKind::PermissionDenied => Ok(()),
            Err(error) => Err(EngineError::world(
                "start the SQL warehouse",
                port_error(error),
            )),
        }
    }

    /// Where plans and the journal are kept.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// The client below.
    pub fn client(&self) -> &Client {
        &self.link.client
    }

    /// The counter of calls, if they are counted.
    pub fn counted(&self) -> Option<&Counted> {
        self.counted.as_ref()
    }
}

/// Asks a workspace who is signed in.
///
/// # Errors
/// When it does not answer or refuses.
pub async fn whoami(connection: &Connection) -> EngineResult<String> {
    let setup = |source| EngineError::Setup { source };
    let http = uc_client::transport::Http::new().map_err(setup)?;
    let retry = RetryPolicy {
        budget: FIRST_PATIENCE,
        ..RetryPolicy::default()
    };
    let client = Client::builder(connection, Arc::new(http)).retry(retry);
    let client = client.build().map_err(setup)?;
    let user = client.api().current_user(None, None).await;
    let user = user.map_err(|error| {
        let error = whoami_error(error.into());
        EngineError::unreachable(connection.host.as_str(), error)
    })?;
    Ok(user.into_inner().user_name.unwrap_or_default())
}

/// Everybody may ask who they are: a refusal is about the token, also where it comes as 403.
fn whoami_error(error: uc_client::ApiError) -> PortError {
    let mut error = port_error(error);
    if error.kind == PortErrorKind::Denied {
        error.kind = PortErrorKind::Unauthenticated;
    }
    error
}

/// How long a workspace that does not answer is asked again before anything has begun: somebody
/// who mistyped its address waits for this.
const FIRST_PATIENCE: Duration = Duration::from_secs(10);

/// How long a SQL warehouse may take to start.
const START_PATIENCE: Duration = Duration::from_secs(1_200);

/// What a connection starts from.
struct Built {
    client: Client,
    /// The same client with less patience, for the first questions.
    first: Client,
    counted: Option<Counted>,
    workspace: String,
    auth_type: &'static str,
    warehouse: Option<String>,
}

async fn client(options: &ConnectOptions) -> EngineResult<Built> {
    let by_directory = options.local.is_some();
    if by_directory && options.host.is_some() {
        return Err(EngineError::BothHostAndLocal);
    }
    if !by_directory {
        let settings = options.settings()?;
        let setup = |source| EngineError::Setup { source };
        if let Some(host) = settings.host().map_err(setup)? {
            let credentials = match &options.credentials {
                Some(credentials) => credentials.clone(),
                None => Credentials::configure(&settings).await.map_err(setup)?,
            };
            let built = network(&Connection { host, credentials }, options)?;
            let warehouse = settings.get(Attribute::WarehouseId).map(str::to_owned);
            return Ok(Built {
                warehouse: built.warehouse.or(warehouse),
                ..built
            });
        }
        if settings.profile().is_some() {
            return Err(setup(SetupError::NoHost));
        }
        // Nothing names a workspace: the local one is the default.
    }
    local(options)
}

fn network(connection: &Connection, options: &ConnectOptions) -> EngineResult<Built> {
    let http = uc_client::transport::Http::new().map_err(|source| EngineError::Setup { source })?;
    build(
        connection,
        Arc::new(http),
        options,
        connection.host.to_string(),
    )
}

fn build(
    connection: &Connection,
    transport: Arc<dyn uc_client::Transport>,
    options: &ConnectOptions,
    workspace: String,
) -> EngineResult<Built> {
    let counted = options
        .counted
        .map(|latency| Counted::new(Arc::clone(&transport)).with_latency(latency));
    let transport: Arc<dyn uc_client::Transport> = match &counted {
        Some(counted) => Arc::new(counted.clone()),
        None => transport,
    };
    let bounds = Bounds {
        rate: options.max_rps.map(|rate| f64::from(rate.get())),
        ..Bounds::default()
    };
    let transport: Arc<dyn uc_client::Transport> = Arc::new(Paced::within(transport, bounds));
    let built = |retry| {
        let builder = Client::builder(connection, Arc::clone(&transport)).retry(retry);
        builder
            .build()
            .map_err(|source| EngineError::Setup { source })
    };
    Ok(Built {
        client: built(RetryPolicy::default())?,
        first: built(RetryPolicy {
            budget: FIRST_PATIENCE,
            ..RetryPolicy::default()
        })?,
        counted,
        workspace,
        auth_type: connection.credentials.auth_type(),
        warehouse: options.warehouse.clone(),
    })
}

#[cfg(not(feature = "embedded"))]
fn local(_options: &ConnectOptions) -> EngineResult<Built> {
    Err(EngineError::Setup {
        source: SetupError::NoHost,
    })
}

#[cfg(feature = "embedded")]
fn local(options: &ConnectOptions) -> EngineResult<Built> {
    let workspace = crate::local::open(options.local.as_deref())?;
    let token = options
        .token
        .clone()
        .unwrap_or_else(crate::local::admin_token);
    let setup = |source| EngineError::Setup { source };
    let host = uc_client::Host::parse("http://in-process.invalid").map_err(setup)?;
    let transport = Arc::new(uc_client::transport::InProcess::new(workspace.router()));
    let name = crate::local::name_of(&workspace);
    build(
        &Connection::with_token(host, token),
        transport,
        options,
        name,
    )
}

/// The folder of clxs in the user's home.
pub(crate) fn home() -> EngineResult<PathBuf> {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    home.map(|home| home.join(".clone-xs"))
        .ok_or(EngineError::NoHome)
}

pub(crate) fn state_dir(wanted: Option<&Path>) -> EngineResult<PathBuf> {
    if let Some(dir) = wanted {
        return Ok(dir.to_owned());
    }
    match std::env::var_os("CLXS_STATE_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(PathBuf::from(dir)),
        None => home(),
    }
}
