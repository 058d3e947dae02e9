//! `clxs delta ...`: Delta tables outside any catalog.

use clone_core::codes;
use clone_core::plan::Depth;
use clone_engine::{DeltaAt, DeltaCloneRequest, DeltaFiles, clone_delta};

use super::Answer;
use crate::args::{DeltaCloneArgs, DeltaCommand};
use crate::exit::Exit;
use crate::view::{DeltaProgress, Problem, Screen};

/// Runs one of the commands.
pub(super) async fn run(command: &DeltaCommand, screen: Screen) -> Answer {
    match command {
        DeltaCommand::Clone(args) => clone(args, screen).await,
    }
}

async fn clone(args: &DeltaCloneArgs, screen: Screen) -> Answer {
    let request = DeltaCloneRequest {
        source: args.source.clone(),
        target: args.target.clone(),
        depth: if args.shallow {
            Depth::Shallow
        } else {
            Depth::Deep
        },
        files: if args.hard_link {
            DeltaFiles::HardLink
        } else {
            DeltaFiles::Copy
        },
        at: at(args)?,
        overwrite: args.overwrite,
        verify: args.verify,
    };
    let verb = match (request.depth, request.files) {
        (Depth::Shallow, _) => "found",
        (Depth::Deep, DeltaFiles::HardLink) => "linked",
        (Depth::Deep, DeltaFiles::Copy) => "copied",
    };
    let progress = DeltaProgress::new(screen, verb);
    let cloned = clone_delta(&request, &progress).await;
    progress.end();
    let cloned = cloned?;
    screen.result(&cloned)?;
    let same = cloned.differences.as_ref().is_none_or(Vec::is_empty);
    Ok(if same {
        Exit::DONE
    } else {
        codes::CLONE_DIFFERS.exit.into()
    })
}

fn at(args: &DeltaCloneArgs) -> Result<DeltaAt, Problem> {
    match (args.version, &args.timestamp) {
        (Some(version), _) => Ok(DeltaAt::Version(version)),
        (None, Some(text)) => match text.parse() {
            Ok(time) => Ok(DeltaAt::Time(time)),
            Err(error) => {
                let problem = format!("`{text}` is not a point in time");
                Err(Problem::new(&codes::BAD_SETTING, problem)
                    .because(format!("{error}"))
                    .hint("write it as 2026-11-21T09:00:00Z"))
            }
        },
        (None, None) => Ok(DeltaAt::Latest),
    }
}
