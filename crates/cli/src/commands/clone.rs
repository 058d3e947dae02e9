//! `clxs clone`: plan and apply.

use clone_core::codes;
use clone_core::plan::Planned;
use clone_core::run::{Report, RunState};
use clone_engine::Freshness;

use super::connect::connect;
use super::perform::perform;
use super::request::request;
use super::{Answer, stop};
use crate::args::CloneArgs;
use crate::exit::Exit;
use crate::view::{Progress, Screen, plan as plan_view};

/// Plans, shows the plan, asks, applies it.
pub(super) async fn run(args: &CloneArgs, screen: Screen) -> Answer {
    let clxs = connect(&args.connection, screen).await?;
    let progress = Progress::reading(screen);
    let request = request(&args.request);
    let planned = stop::reading(&clxs, clxs.plan(&request, &progress)).await;
    progress.end();
    match planned?? {
        Planned::Ready(plan) => {
            clxs.keep(&plan)?;
            if !screen.is_json() && !args.run.dry_run {
                plan_view::ready(screen, &plan)?;
            }
            perform(&clxs, &plan, args.run, Freshness::JustRead, screen).await
        }
        Planned::UpToDate(plan) if screen.is_json() && !args.run.dry_run => {
            // Who reads the JSON of `clone` gets a report whether or not there was something to do.
            plan_view::report(screen, &Report::new(&plan, None, &RunState::default()))?;
            Ok(Exit::DONE)
        }
        other => nothing_to_do(&other, screen),
    }
}

/// Shows why there is no plan to apply.
pub(super) fn nothing_to_do(planned: &Planned, screen: Screen) -> Answer {
    plan_view::not_ready(screen, planned)?;
    Ok(match planned {
        Planned::Blocked { .. } => codes::Exit::Blocked.into(),
        _ => Exit::DONE,
    })
}
