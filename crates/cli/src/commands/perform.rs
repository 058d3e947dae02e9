//! What `apply`, `clone` and `resume` have in common: show, ask, run, report.

use std::sync::Arc;

use clone_core::codes;
use clone_core::plan::{CheckedPlan, Op};
use clone_engine::{Applied, ApplyOptions, Cancel, CloneXs, Freshness};

use super::{Answer, stop};
use crate::args::RunOptions;
use crate::exit::Exit;
use crate::view::{Problem, Progress, Screen, counted, plan as plan_view};

/// Runs a plan after asking where there is something to lose.
pub(super) async fn perform(
    clxs: &CloneXs,
    plan: &CheckedPlan,
    args: RunOptions,
    freshness: Freshness,
    screen: Screen,
) -> Answer {
    if args.dry_run {
        return plan_view::script(screen, plan)
            .map(|()| Exit::DONE)
            .map_err(Problem::from);
    }
    if !may_run(plan, args, screen).await? {
        screen.note("Nothing has changed.");
        return Ok(Exit::DONE);
    }
    let options = ApplyOptions {
        workers: usize::from(args.max_workers),
        freshness,
        cancel: Cancel::new(),
        ..ApplyOptions::default()
    };
    stop::listen(options.cancel.clone(), screen);
    let progress = Arc::new(Progress::new(screen, plan.plan()));
    let applied = clxs.apply(plan, &options, Arc::clone(&progress) as _).await;
    progress.end();
    finish(&applied?, plan, screen)
}

fn finish(applied: &Applied, plan: &CheckedPlan, screen: Screen) -> Answer {
    plan_view::report(screen, &applied.report)?;
    let id = &plan.plan().id;
    let steps = plan.plan().steps.len();
    if applied.done_before == steps {
        screen.note("This plan was applied before; nothing was done again.");
    } else if applied.done_before > 0 {
        let before = applied.done_before;
        screen.note(&format!(
            "{before} of {steps} steps were done before and were not done again."
        ));
    }
    if applied.interrupted {
        screen.warn(&format!(
            "Interrupted; the journal is intact and what is done stays. Go on with: clxs resume {id}"
        ));
        return Ok(codes::Exit::Interrupted.into());
    }
    let exit = applied.report.exit();
    if exit == codes::Exit::Partial {
        screen.note(&format!(
            "What failed can be tried again with: clxs resume {id}"
        ));
    }
    Ok(exit.into())
}

/// People are asked before anything runs; without them, only what replaces nothing runs unasked.
async fn may_run(plan: &CheckedPlan, args: RunOptions, screen: Screen) -> Result<bool, Problem> {
    if args.yes {
        return Ok(true);
    }
    let replaced = plan
        .plan()
        .steps
        .iter()
        .filter(|step| replaces(&step.op))
        .count();
    if screen.can_ask() {
        let what = match replaced {
            0 => "Apply this plan?".to_owned(),
            n => format!(
                "Apply this plan, which replaces {}?",
                counted(n, "object", "objects")
            ),
        };
        return stop::ask(screen, what).await;
    }
    if replaced == 0 {
        return Ok(true);
    }
    let what = counted(replaced, "object", "objects");
    let problem = format!("the plan replaces {what} and there is nobody to ask");
    Err(Problem::new(&codes::BAD_SETTING, problem).hint("run it again with --yes"))
}

/// Whether a step replaces something that exists.
fn replaces(op: &Op) -> bool {
    matches!(
        op,
        Op::CloneTable { replace: true, .. }
            | Op::CreateView { replace: true, .. }
            | Op::CreateFunction { replace: true, .. }
    )
}
