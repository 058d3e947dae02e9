//! `clxs plan`.

use clone_core::plan::Planned;

use super::connect::connect;
use super::request::request;
use super::{Answer, clone, stop};
use crate::args::PlanArgs;
use crate::exit::Exit;
use crate::view::{Progress, Screen, plan as plan_view};

/// Plans, shows the plan, keeps it.
pub(super) async fn run(args: &PlanArgs, screen: Screen) -> Answer {
    let clxs = connect(&args.connection, screen).await?;
    let progress = Progress::reading(screen);
    let request = request(&args.request);
    let planned = stop::reading(&clxs, clxs.plan(&request, &progress)).await;
    progress.end();
    match planned?? {
        Planned::Ready(plan) => {
            clxs.keep(&plan)?;
            if let Some(path) = &args.output {
                clone_engine::write_plan(&plan, path)?;
            }
            if args.script {
                plan_view::script(screen, &plan)?;
            } else {
                plan_view::ready(screen, &plan)?;
                let id = &plan.plan().id;
                let of = args.output.as_ref().map(|path| path.display().to_string());
                screen.note(&format!(
                    "Next: clxs apply {}",
                    of.unwrap_or_else(|| id.clone())
                ));
            }
            Ok(Exit::DONE)
        }
        other => clone::nothing_to_do(&other, screen),
    }
}
