//! From `--host`, `--local` and their like to a connection.

use clone_engine::{CloneXs, ConnectOptions, Secret};

use crate::args::Connection;
use crate::view::{Problem, Screen};

/// Connects, and says which warehouse was chosen where there was a choice.
pub(super) async fn connect(args: &Connection, screen: Screen) -> Result<CloneXs, Problem> {
    let clxs = CloneXs::connect(&options(args)).await?;
    if args.verify_auth {
        let session = clxs.session();
        let identity = session.identity();
        screen.note(&format!(
            "Signed in to {} as {} ({})",
            identity.workspace,
            identity.principal,
            session.auth_type()
        ));
    }
    if args.warehouse.is_none() && !clxs.session().is_local() {
        screen.note(&format!("SQL warehouse: {}", clxs.session().warehouse()));
    }
    Ok(clxs)
}

fn options(args: &Connection) -> ConnectOptions {
    ConnectOptions {
        host: args.host.clone(),
        token: args.token.as_deref().map(Secret::new),
        profile: args.profile.clone(),
        local: args.local.clone(),
        warehouse: args.warehouse.clone(),
        state_dir: args.state_dir.clone(),
        ..ConnectOptions::default()
    }
}
