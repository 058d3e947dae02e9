//! `clxs runs`.

use super::Answer;
use crate::args::RunsArgs;
use crate::exit::Exit;
use crate::view::{Runs, Screen};

/// Lists past runs.
pub(super) async fn run(args: &RunsArgs, screen: Screen) -> Answer {
    let runs = clone_engine::runs(args.state.state_dir.as_deref(), args.limit).await?;
    screen.result(&Runs(runs))?;
    Ok(Exit::DONE)
}
