//! `clxs resume`.

use clone_engine::Freshness;

use super::Answer;
use super::connect::connect;
use super::perform::perform;
use crate::args::ResumeArgs;
use crate::view::Screen;

/// Goes on with a run where its journal says it stands.
pub(super) async fn run(args: &ResumeArgs, screen: Screen) -> Answer {
    let clxs = connect(&args.connection, screen).await?;
    let plan = clxs.resumable(args.run_id.as_deref()).await?;
    screen.note(&format!("Resuming plan {}", plan.plan().id));
    perform(&clxs, &plan, args.run, Freshness::Check, screen).await
}
