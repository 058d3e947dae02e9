//! `clxs demo`: the whole way on data that is made here.

use std::sync::Arc;

use clone_core::codes;
use clone_core::plan::{PlanRequest, Planned};
use clone_engine::demo::{self, DemoOptions};
use clone_engine::{ApplyOptions, Cancel, Freshness, VerifyRequest};
use sql_rewrite::Ident;

use super::{Answer, stop};
use crate::args::DemoArgs;
use crate::exit::Exit;
use crate::view::{Problem, Progress, Screen, plan as plan_view};

/// Makes a catalog, clones it, verifies the clone, says what to try next.
pub(super) async fn run(args: &DemoArgs, screen: Screen) -> Answer {
    let options = DemoOptions {
        dir: args.dir.clone(),
        scale: args.scale,
        fresh: args.fresh,
    };
    let started = std::time::Instant::now();
    let made = demo::make(&options, &|text| screen.note(text)).await?;
    let clxs = &made.clxs;
    for (query, why) in &made.refused {
        screen.note(&format!("TPC-H {query} is left out: {why}"));
    }

    let request = PlanRequest::new(Ident::from(demo::SOURCE), Ident::from(demo::DEST));
    let progress = Progress::reading(screen);
    let planned = clxs.plan(&request, &progress).await;
    progress.end();
    let exit = match planned? {
        Planned::Ready(plan) => {
            clxs.keep(&plan)?;
            let cancel = Cancel::new();
            let listening = stop::listen(cancel.clone(), screen);
            let options = ApplyOptions {
                workers: usize::from(args.max_workers),
                freshness: Freshness::JustRead,
                cancel,
                ..ApplyOptions::default()
            };
            let progress = Arc::new(Progress::new(screen, plan.plan()));
            let applied = clxs
                .apply(&plan, &options, Arc::clone(&progress) as _)
                .await;
            progress.end();
            listening.abort();
            let applied = applied?;
            if !screen.is_json() {
                plan_view::report(screen, &applied.report)?;
            }
            if applied.interrupted {
                codes::Exit::Interrupted
            } else {
                applied.report.exit()
            }
        }
        Planned::Blocked(blocked) => {
            plan_view::not_ready(screen, &Planned::Blocked(blocked))?;
            codes::Exit::Blocked
        }
        other => {
            plan_view::not_ready(screen, &other)?;
            codes::Exit::Done
        }
    };
    if exit != codes::Exit::Done {
        return Ok(exit.into());
    }

    let verify = VerifyRequest {
        source: request.source,
        dest: request.dest,
        checksums: true,
        workers: usize::from(args.max_workers),
    };
    let report = tokio::select! {
        report = clxs.verify(&verify) => report?,
        _ = tokio::signal::ctrl_c() => {
            screen.warn("Interrupted; the clone is made, and was not verified.");
            return Ok(codes::Exit::Interrupted.into());
        }
    };
    screen.result(&report)?;
    if !report.is_same() {
        return Err(Problem::new(
            &codes::CLONE_DIFFERS,
            "the clone is not the same as its source",
        ));
    }
    screen.note(&format!("Took {:.1} s.", started.elapsed().as_secs_f64()));
    screen.note(&next(&made.dir.display().to_string()));
    Ok(Exit::DONE)
}

fn next(dir: &str) -> String {
    format!(
        "\nTry next:\n  \
         clxs plan --local {dir} --source production --dest staging      # nothing left to do\n  \
         clxs local sql --local {dir} \"SELECT * FROM staging.sales.top_customers LIMIT 5\"\n  \
         clxs clone --local {dir} --source production --dest dev --shallow\n  \
         clxs inventory --local {dir} staging\n  \
         clxs local serve --dir {dir}      # for other Databricks clients"
    )
}
