//! From `--host`, `--local` and their like to a connection.

use clone_engine::{CloneXs, ConnectOptions, Secret};

use crate::args::Connection;
use crate::view::{Problem, Screen};

/// Connects, says which warehouse was chosen where there was a choice, and waits until it runs.
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
        let session = clxs.session();
        let (name, why) = (session.warehouse(), session.why_this_warehouse());
        screen.note(&format!("SQL warehouse: {name} ({why})"));
    }
    let mut last = String::new();
    let woken = clxs.session().wake(|state, waited| {
        if state != "RUNNING" && state != last {
            screen.note(&format!(
                "SQL warehouse: {} after {} s",
                state.to_lowercase(),
                waited.as_secs()
            ));
            state.clone_into(&mut last);
        }
    });
    woken.await?;
    Ok(clxs)
}

fn options(args: &Connection) -> ConnectOptions {
    ConnectOptions {
        host: args.host.clone(),
        token: args.token.as_deref().map(Secret::new),
        profile: args.profile.clone(),
        local: args.local.clone(),
        warehouse: args.warehouse.clone(),
        state_dir: args.state.state_dir.clone(),
        max_rps: args.pace.max_rps,
        ..ConnectOptions::default()
    }
}
