//! `clxs auth ...`: signing in, and how one is signed in.

use std::io::IsTerminal as _;

use clone_core::codes;
use clone_engine::auth::{
    Arguments, Attribute, Connection, Credentials, Environment, Login, LoginOptions, Profiles,
    Settings, SetupError, Terminal, headless,
};
use clone_engine::{EngineError, whoami};

use super::Answer;
use crate::args::{AuthCommand, AuthLoginArgs, AuthStatusArgs, SignIn};
use crate::exit::Exit;
use crate::view::{
    AccessToken, AuthDescription, AuthStatus, ListedProfile, ListedProfiles, Problem, Screen,
    SignedIn, SignedOut,
};

/// Runs one of the commands.
pub(super) async fn run(command: &AuthCommand, screen: Screen) -> Answer {
    match command {
        AuthCommand::Status(args) => screen.result(&description(args).await?.status)?,
        AuthCommand::Describe(args) => screen.result(&description(args).await?)?,
        AuthCommand::Login(args) => login(args, screen).await?,
        AuthCommand::Logout(args) => logout(args, screen).await?,
        AuthCommand::Token(args) => token(args, screen).await?,
        AuthCommand::ListProfiles => list_profiles(screen)?,
    }
    Ok(Exit::DONE)
}

fn problem(source: SetupError) -> Problem {
    EngineError::Setup { source }.into()
}

fn arguments(args: &SignIn) -> Arguments {
    Arguments::default()
        .with(Attribute::Host, args.host.as_deref())
        .with(Attribute::Profile, args.profile.as_deref())
}

fn settings(arguments: &Arguments) -> Result<Settings, Problem> {
    Settings::resolve(arguments, &Environment::of_process()).map_err(problem)
}

async fn description(args: &AuthStatusArgs) -> Result<AuthDescription, Problem> {
    let settings = settings(&arguments(&args.sign_in))?;
    let host = settings.host().map_err(problem)?;
    let host = host.ok_or_else(|| problem(SetupError::NoHost))?;
    let (credentials, considered) = Credentials::considered(&settings).await.map_err(problem)?;
    let auth_type = credentials.auth_type().to_owned();
    let source = settings.source(Attribute::Host);
    let user = if args.verify {
        let connection = Connection {
            host: host.clone(),
            credentials,
        };
        Some(whoami(&connection).await?)
    } else {
        None
    };
    Ok(AuthDescription {
        status: AuthStatus {
            host: host.to_string(),
            host_source: source.map(ToString::to_string).unwrap_or_default(),
            profile: settings.profile().map(str::to_owned),
            auth_type,
            user,
        },
        settings: settings.told(),
        considered,
    })
}

/// The settings of a person: whatever else is configured for the host is not meant.
fn of_person(args: &SignIn) -> Result<Settings, Problem> {
    let browser = Some("external-browser");
    settings(&arguments(args).with(Attribute::AuthType, browser))
}

async fn login(args: &AuthLoginArgs, screen: Screen) -> Result<(), Problem> {
    let settings = of_person(&args.sign_in)?;
    let host = settings.host().map_err(problem)?;
    let host = host.ok_or_else(|| problem(SetupError::NoHost))?;
    let terminal = if std::io::stderr().is_terminal() {
        Terminal::Attached
    } else {
        Terminal::None
    };
    let headless = headless(settings.environment(), terminal);
    if let Some(why) = headless.filter(|_| !args.no_browser) {
        let what = format!("a browser cannot be opened here to sign in to `{host}`");
        return Err(Problem::new(&codes::SIGN_IN_NEEDED, what)
            .because(why)
            .hint(format!(
                "for a job: a service principal (DATABRICKS_CLIENT_ID and \
                 DATABRICKS_CLIENT_SECRET) or a token (DATABRICKS_TOKEN)\n\
                 for a person: clxs auth login --host {host} --no-browser --port 8020, with port \
                 8020 of this machine forwarded to the one with the browser (ssh -L \
                 8020:localhost:8020)\n\
                 or sign in where there is a browser, and copy ~/.databricks/token-cache.json"
            )));
    }
    let mut options = LoginOptions {
        patience: args.timeout,
        ..LoginOptions::default()
    };
    if let Some(port) = args.port {
        options.ports = port..=port;
    }
    let login = Login::begin(&settings, &options).await.map_err(problem)?;
    let address = login.address().map_err(problem)?;
    if args.no_browser {
        screen.warn(&format!("Open this address in a browser:\n{address}"));
    } else {
        screen.note(&format!("Waiting for the browser to sign in to {host}"));
        let opened = tokio::task::spawn_blocking({
            let address = address.clone();
            move || webbrowser::open(address.as_str())
        });
        let screen_of_task = screen;
        tokio::spawn(async move {
            if !matches!(opened.await, Ok(Ok(()))) {
                let told = format!("The browser did not open. Open this address:\n{address}");
                screen_of_task.warn(&told);
            }
        });
    }
    let done = login.finish().await.map_err(problem)?;
    screen.result(&SignedIn {
        host: done.host.to_string(),
        expiry: done.expiry.map(|expiry| expiry.to_string()),
        renews: done.renews,
        cache: done.cache,
    })?;
    screen.note(&format!("Next: clxs auth status --host {host} --verify"));
    Ok(())
}

async fn logout(args: &SignIn, screen: Screen) -> Result<(), Problem> {
    let settings = of_person(args)?;
    let host = settings.host().map_err(problem)?;
    let host = host.ok_or_else(|| problem(SetupError::NoHost))?;
    let was_signed_in = Login::forget(&settings).await.map_err(problem)?;
    screen.result(&SignedOut {
        host: host.to_string(),
        was_signed_in,
    })?;
    Ok(())
}

async fn token(args: &SignIn, screen: Screen) -> Result<(), Problem> {
    let settings = settings(&arguments(args))?;
    let credentials = Credentials::configure(&settings).await.map_err(problem)?;
    let token = credentials.current().await.map_err(|source| {
        let auth_type = credentials.auth_type();
        match settings.host() {
            Ok(Some(host)) => problem(SetupError::Auth {
                host,
                auth_type,
                source,
            }),
            _ => problem(SetupError::NoHost),
        }
    })?;
    screen.result(&AccessToken {
        access_token: token.access.reveal().to_owned(),
        token_type: "Bearer",
        expiry: token.expiry.map(|expiry| expiry.to_string()),
    })?;
    Ok(())
}

fn list_profiles(screen: Screen) -> Result<(), Problem> {
    let environment = Environment::of_process();
    let named = std::env::var("DATABRICKS_CONFIG_FILE").ok();
    let named = named.filter(|named| !named.is_empty());
    let file = Profiles::place(named.as_deref(), &environment);
    let found = match &file {
        Some(file) => Some(Profiles::read(file).map_err(problem)?),
        None => None,
    };
    let profiles = found.iter().flat_map(|found| {
        found.all().iter().map(|profile| ListedProfile {
            name: profile.name.clone(),
            host: profile.get(Attribute::Host).map(str::to_owned),
            sets: profile
                .names()
                .filter(|name| *name != Attribute::Host)
                .map(|name| name.spec().name)
                .collect(),
            default: found.default_name() == Some(profile.name.as_str()),
        })
    });
    screen.result(&ListedProfiles {
        profiles: profiles.collect(),
        file,
    })?;
    Ok(())
}
