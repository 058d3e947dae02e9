//! `clxs runs`.

use super::Answer;
use super::connect::connect;
use crate::args::RunsArgs;
use crate::exit::Exit;
use crate::view::{Runs, Screen};

/// Lists past runs.
pub(super) async fn run(args: &RunsArgs, screen: Screen) -> Answer {
    let clxs = connect(&args.connection, screen).await?;
    screen.result(&Runs(clxs.runs(args.limit).await?))?;
    Ok(Exit::DONE)
}
