//! The passes of the planner, in the order in which they run.
//!
//! The first decide the fate of every object and how its clone comes to exist; the later add what
//! the creating statement does not bring. A pass reads what earlier ones decided and decides once.

mod annotations;
mod containers;
mod definitions;
mod extras;
mod functions;
mod grants;
mod keys;
mod others;
mod ownership;
mod present;
pub(crate) mod request;
mod scope;
mod tables;
mod views;
mod visibility;
mod volumes;

use super::draft::Draft;

/// Runs all passes; what cannot be planned at all stops them early.
pub(crate) fn run(draft: &mut Draft<'_>) {
    if request::run(draft).is_break() {
        return;
    }
    scope::run(draft);
    visibility::run(draft);
    if containers::run(draft).is_break() {
        return;
    }
    others::run(draft);
    tables::run(draft);
    volumes::run(draft);
    definitions::run(draft);
    keys::run(draft);
    annotations::run(draft);
    grants::run(draft);
    ownership::run(draft);
    extras::run(draft);
}
