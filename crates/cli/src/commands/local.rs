//! `clxs local ...`: a Databricks workspace in a directory.

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use clone_core::codes;
use clone_engine::{CloneXs, ConnectOptions, Secret, local};

use super::Answer;
use crate::args::{LocalCommand, LocalInitArgs, LocalServeArgs, LocalSqlArgs, LocalUserArgs};
use crate::exit::Exit;
use crate::view::{AddedGroup, AddedUser, Listening, MadeWorkspace, Problem, Screen};

/// Runs one of the commands.
pub(super) async fn run(command: &LocalCommand, screen: Screen) -> Answer {
    match command {
        LocalCommand::Init(args) => init(args, screen),
        LocalCommand::Serve(args) => serve(args, screen).await,
        LocalCommand::Sql(args) => sql(args, screen).await,
        LocalCommand::AddUser(args) => add_user(args, screen),
        LocalCommand::AddGroup(args) => add_group(args, screen),
    }
}

fn init(args: &LocalInitArgs, screen: Screen) -> Answer {
    let dir = local::directory(args.dir.as_deref())?;
    let there = local::open(Some(&dir)).is_ok();
    if !there {
        local::create(&dir)?;
    }
    screen.result(&MadeWorkspace {
        dir: dir.clone(),
        there,
    })?;
    screen.note("Next: clxs local sql 'SHOW CATALOGS', or clxs local serve");
    Ok(Exit::DONE)
}

async fn serve(args: &LocalServeArgs, screen: Screen) -> Answer {
    let dir = local::directory(args.dir.as_deref())?;
    let workspace = local::open_or_create(&dir)?;
    let address = SocketAddr::new(args.bind, args.port);
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| {
            Problem::new(&codes::BAD_SETTING, format!("cannot listen on {address}"))
                .because(error.to_string())
                .hint("choose another --port, or 0 for a free one")
        })?;
    let address = listener.local_addr().map_err(Problem::from)?;
    let tls = args.tls.then(|| workspace.tls()).transpose();
    let tls = tls.map_err(|error| Problem::bug("there is no certificate", &error))?;
    if let (Some(tls), Some(file)) = (&tls, &args.cert_out) {
        std::fs::copy(tls.ca_file(), file).map_err(Problem::from)?;
    }
    let scheme = if tls.is_some() { "https" } else { "http" };
    screen.result(&Listening {
        url: format!("{scheme}://{address}"),
        dir,
        certificate: tls.as_ref().map(|tls| tls.ca_file().to_owned()),
    })?;
    let serving = async {
        match &tls {
            Some(tls) => workspace.serve_tls(listener, tls).await,
            None => workspace.serve(listener).await,
        }
    };
    tokio::select! {
        served = serving => {
            served.map_err(|error| Problem::bug("the server stopped", &error))?;
        }
        _ = tokio::signal::ctrl_c() => screen.note("stopped"),
    }
    Ok(Exit::DONE)
}

async fn sql(args: &LocalSqlArgs, screen: Screen) -> Answer {
    let clxs = connect(args.dir.clone(), args.token.as_deref()).await?;
    let mut text = args.sql.clone();
    if text == "-" {
        text.clear();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(Problem::from)?;
    }
    let statements = clone_engine::split_statements(&text);
    if statements.is_empty() {
        return Err(Problem::new(
            &codes::BAD_SETTING,
            "there is no statement to run",
        ));
    }
    for (before, statement) in statements.iter().enumerate() {
        let answer = clxs.sql(statement).await.map_err(|error| {
            let problem = Problem::from(error);
            let head = statement.lines().next().unwrap_or_default();
            match statements.len() {
                1 => problem,
                all => Problem {
                    message: format!("statement {} of {all} did not run: {head}", before + 1),
                    ..problem
                },
            }
        });
        screen.result(&answer?)?;
    }
    Ok(Exit::DONE)
}

fn add_user(args: &LocalUserArgs, screen: Screen) -> Answer {
    let workspace = local::open(args.dir.as_deref())?;
    let token = local::add_user(&workspace, &args.name)?;
    screen.result(&AddedUser {
        user: args.name.clone(),
        token,
    })?;
    screen.note("The token is not shown again. Use it with --token, or as DATABRICKS_TOKEN.");
    Ok(Exit::DONE)
}

fn add_group(args: &LocalUserArgs, screen: Screen) -> Answer {
    let workspace = local::open(args.dir.as_deref())?;
    local::add_group(&workspace, &args.name)?;
    screen.result(&AddedGroup {
        group: args.name.clone(),
    })?;
    Ok(Exit::DONE)
}

async fn connect(dir: Option<PathBuf>, token: Option<&str>) -> Result<CloneXs, Problem> {
    let options = ConnectOptions {
        local: Some(local::directory(dir.as_deref())?),
        token: token.map(Secret::new),
        ..ConnectOptions::default()
    };
    Ok(CloneXs::connect(&options).await?)
}
