//! `clxs inventory`.

use clone_engine::Pins;

use super::connect::connect;
use super::request::name;
use super::{Answer, stop};
use crate::args::InventoryArgs;
use crate::exit::Exit;
use crate::view::{Progress, Screen};

/// Lists what a catalog holds.
pub(super) async fn run(args: &InventoryArgs, screen: Screen) -> Answer {
    let clxs = connect(&args.connection, screen).await?;
    let pins = if args.no_versions {
        Pins::Skip
    } else {
        Pins::Read
    };
    let progress = Progress::reading(screen);
    let catalog = name(&args.catalog);
    let read = stop::reading(&clxs, clxs.inventory(&catalog, pins, &progress)).await;
    progress.end();
    screen.result(&read??)?;
    Ok(Exit::DONE)
}
