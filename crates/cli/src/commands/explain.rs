//! `clxs explain`.

use clone_core::codes::{self, Code};

use super::Answer;
use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::view::{Codes, Explained, Problem, Screen};

/// Explains a code, or lists all.
pub(super) fn run(args: &ExplainArgs, screen: Screen) -> Answer {
    let explained = |code: &Code| codes::explain(code.id).map(|text| Explained::new(code, text));
    let Some(wanted) = &args.code else {
        let all = codes::ALL.iter().filter_map(explained).collect();
        screen.result(&Codes(all))?;
        return Ok(Exit::DONE);
    };
    let Some(found) = codes::find(wanted).and_then(explained) else {
        let problem = Problem::new(&codes::BAD_SETTING, format!("there is no code `{wanted}`"));
        return Err(problem.hint("`clxs explain` lists all codes"));
    };
    screen.result(&found)?;
    Ok(Exit::DONE)
}
