//! `clxs verify`.

use clone_core::codes;
use clone_engine::VerifyRequest;

use super::connect::connect;
use super::request::name;
use super::{Answer, stop};
use crate::args::VerifyArgs;
use crate::exit::Exit;
use crate::view::Screen;

/// Compares a catalog with its clone.
pub(super) async fn run(args: &VerifyArgs, screen: Screen) -> Answer {
    let clxs = connect(&args.connection, screen).await?;
    let request = VerifyRequest {
        source: name(&args.source),
        dest: name(&args.dest),
        checksums: !args.counts_only,
        workers: usize::from(args.max_workers),
    };
    let report = stop::reading(&clxs, clxs.verify(&request)).await??;
    screen.result(&report)?;
    Ok(if report.is_same() {
        Exit::DONE
    } else {
        codes::CLONE_DIFFERS.exit.into()
    })
}
