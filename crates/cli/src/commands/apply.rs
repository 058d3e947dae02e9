//! `clxs apply`.

use clone_engine::Freshness;

use super::Answer;
use super::connect::connect;
use super::perform::perform;
use crate::args::ApplyArgs;
use crate::view::{Screen, plan as plan_view};

/// Applies a plan exactly as it was shown.
pub(super) async fn run(args: &ApplyArgs, screen: Screen) -> Answer {
    let clxs = connect(&args.connection, screen).await?;
    let plan = clxs.open_plan(&args.plan)?;
    if !screen.is_json() && !args.run.dry_run && !args.run.yes && screen.can_ask() {
        plan_view::ready(screen, &plan)?;
    }
    perform(&clxs, &plan, args.run, Freshness::Check, screen).await
}
